import { expect, test } from 'vitest';
import { agentId } from '#shared/events/ids.ts';
import { LogWriter } from '#shared/projections/log-writer.property.ts';
import { moment } from '#shared/projections/moment.ts';
import type { RunRow } from '#shared/rpc/methods.ts';
import { factsOf, standingWords, visibilityWords } from './run-facts.ts';
import { reachedTurns, retractWords } from './reach.ts';
import { addressOf } from './address.ts';
import { runId, seq } from '#shared/events/ids.ts';

const ada = agentId('Ada', 1);

test('the budget is that of the playhead: turns begun, tokens evaluated and written', () => {
  const log = new LogWriter(2, { budget: { turns: 24, tokens: 6000 }, mode: 'peers', cadence: 'free' });
  log.says(ada, { to: 'all' });
  log.start(ada, []);
  expect(factsOf(moment.of(log.events)).map(({ label, words }) => [label, words])).toEqual([
    [undefined, '2 of 24 turns'],
    [undefined, '23 of 6k tokens'],
    ['peers ·', 'free'],
    ['visibility', 'full'],
  ]);
  expect(factsOf(moment.initial())).toEqual([]);
});

test('a budget without tokens names only what was used', () => {
  const log = new LogWriter(2, { budget: { turns: 24 } });
  expect(factsOf(moment.of(log.events))[1]?.words).toBe('0 tokens');
});

test('visibility is its shape, its sight, and how many edges differ', () => {
  const edge = { reader: 'Ada', writer: 'Ben', sight: 'none' } as const;
  expect([
    visibilityWords('full'),
    visibilityWords({ topology: 'all', sight: 'gist', edges: [] }),
    visibilityWords({ topology: 'ring', sight: 'full', edges: [edge] }),
  ]).toEqual(['full', 'gist', 'ring, full, 1 edge differs']);
});

test('what cannot go on says that it is a recording, and one whose program was killed that it was interrupted', () => {
  const log = new LogWriter(2);
  const open = moment.of(log.events);
  log.append({ type: 'v1.run.ended', data: { reason: 'consensus', detail: '' } });
  const ended = moment.of(log.events);
  const row = (state: RunRow['state']) => ({ state }) as RunRow;
  expect(standingWords(row('running'), { live: true, latest: open })).toBe('Live');
  expect(standingWords(row('ended'), { live: false, latest: ended })).toBe('Recording · all agreed');
  expect(standingWords(row('interrupted'), { live: false, latest: open })).toBe('Interrupted');
});

test('a retraction says how many turns it marks: each message of an agent once, the arbiter takes no turns', () => {
  const told = (message: string) => ({ message: message as never, from: 'Ada', gist: '' });
  const turns = reachedTurns({ answered: [told('m2'), told('a1')], inFront: [told('m2'), told('m3')] });
  expect([turns, retractWords(turns), retractWords(1), retractWords(0), retractWords(undefined)]).toEqual([
    2,
    'Retract and mark 2 turns',
    'Retract and mark 1 turn',
    'Retract',
    'Retract',
  ]);
});

test('an address names a position only where the playhead stands still', () => {
  const place = { run: runId('r1'), head: seq(12), selection: { kind: 'agent', agent: ada } } as const;
  expect(addressOf({ ...place, following: false })).toBe('#/run/r1?seq=12&sel=agent%3AAda%231');
  expect(addressOf({ ...place, following: true, selection: undefined })).toBe('#/run/r1');
});
