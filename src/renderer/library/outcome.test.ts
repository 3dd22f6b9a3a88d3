import { expect, test } from 'vitest';
import { END_REASONS } from '#shared/events/vocabulary.ts';
import { runId } from '#shared/events/ids.ts';
import type { RunRow } from '#shared/rpc/methods.ts';
import { grouped, outcomeWords } from './outcome.ts';

const row = (run: string, changes: Partial<RunRow> = {}): RunRow => ({
  run: runId(run),
  title: run,
  question: '',
  startedAt: '2026-03-04T10:00:00Z',
  state: 'ended',
  seats: ['Ada'],
  turns: 2,
  events: 9,
  source: 'home',
  way: 'peers, rounds',
  models: [],
  tags: [],
  pinned: false,
  ...changes,
});

test('every reason of an end has words of its own', () => {
  const words = END_REASONS.map((reason) => outcomeWords(row('one', { reason })));
  expect(new Set(words).size).toBe(END_REASONS.length);
  expect(words.filter((text) => text.startsWith('ended: '))).toEqual([]);
  expect(outcomeWords(row('one', { reason: 'quorum' }))).toBe('decided by vote · 1 seat · 2 turns');
  expect(outcomeWords(row('one', { reason: 'of-a-newer-version' }))).toContain('ended: of-a-newer-version');
});

test('each run stands in one group, what goes on first, recordings last', () => {
  const runs = [
    row('played', { source: 'recording', pinned: true }),
    row('old'),
    row('now', { state: 'paused', pinned: true }),
    row('kept', { pinned: true }),
    row('new', { startedAt: '2026-03-05T01:00:00Z' }),
  ];
  expect(grouped(runs, '2026-03-05').map(({ words, runs: own }) => [words, own.map(({ run }) => run)])).toEqual([
    ['Live', ['now']],
    ['Pinned', ['kept']],
    ['Today', ['new']],
    ['Earlier', ['old']],
    ['Recordings', ['played']],
  ]);
});
