import { expect, test } from 'vitest';
import { END_REASONS } from '#shared/events/vocabulary.ts';
import { grouped, outcomeWords } from './outcome.ts';
import { runRow as row } from './testing/run-row.ts';

test('every reason of an end has words of its own', () => {
  const words = END_REASONS.map((reason) => outcomeWords(row('one', { reason })));
  expect(new Set(words).size).toBe(END_REASONS.length);
  expect(words.filter((text) => text.startsWith('ended: '))).toEqual([]);
  expect(outcomeWords(row('one', { reason: 'quorum' }))).toBe('decided by vote · 1 seat · 2 turns');
  expect(outcomeWords(row('one', { state: 'running' }), { brief: true })).toBe('going on');
  expect(outcomeWords(row('one', { reason: 'of-a-newer-version' }))).toContain('ended: of-a-newer-version');
});

test('each run stands in one group, what goes on first, recordings last', () => {
  const runs = [
    row('played', { source: 'recording', pinned: true }),
    row('old'),
    row('now', { state: 'paused', pinned: true }),
    row('kept', { pinned: true }),
    // Just after midnight of this place, whatever day it is elsewhere.
    row('new', { startedAt: new Date(2026, 2, 5, 0, 1).toISOString() }),
  ];
  expect(grouped(runs, '2026-03-05').map(({ words, runs: own }) => [words, own.map(({ run }) => run)])).toEqual([
    ['Live', ['now']],
    ['Pinned', ['kept']],
    ['Today', ['new']],
    ['Earlier', ['old']],
    ['Recordings', ['played']],
  ]);
});

test('a sweep that went on past midnight stands in one group', () => {
  const sweep = { sweep: 'one', title: 'Library' };
  const late = runRowAt(4, 23);
  const runs = [row('last', { ...runRowAt(5, 1), sweep }), row('first', { ...late, sweep }), row('other', late)];
  expect(grouped(runs, '2026-03-05').map(({ words, runs: own }) => [words, own.map(({ run }) => run)])).toEqual([
    ['Today', ['last', 'first']],
    ['Earlier', ['other']],
  ]);
});

const runRowAt = (day: number, hour: number) => ({ startedAt: new Date(2026, 2, day, hour).toISOString() });
