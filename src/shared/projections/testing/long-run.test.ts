import { expect, test } from 'vitest';
import { decodeEvent, typeName } from '../../events/event.ts';
import { moment } from '../moment.ts';
import { messagesBefore } from '../lineage.ts';
import { unreadOf } from '../mailbox.ts';
import { longRun } from './long-run.ts';

const run = longRun(4000);

test('a long run is as long as asked, gapless, in time, and read by the vocabulary', () => {
  expect(run).toHaveLength(4000);
  expect(longRun(100)).toHaveLength(100);
  for (const [index, event] of run.entries()) {
    expect(event.seq).toBe(index + 1);
    expect(event.at).toBeGreaterThanOrEqual(run[index - 1]?.at ?? 0);
    expect(decodeEvent({ ...event, type: typeName(event) })).toEqual({ ok: true, value: event });
  }
});

test('a long run is the same for the same arguments and another for another seed', () => {
  expect(longRun(300)).toEqual(longRun(300));
  expect(longRun(300, { seed: 2 })).not.toEqual(longRun(300));
});

test('a long run holds what a timeline shows: overlaps, waits, votes, brakes, lost turns, retractions, and what is owed stays bounded', () => {
  const { lanes, board, lineage, transcript } = moment.of(run);
  const types = new Set(run.map((event) => event.type));
  const WANTED = [
    'v1.turn.abandoned',
    'v1.message.retracted',
    'v1.message.bounced',
    'v1.vote.closed',
    'v1.run.braked',
    'v1.message.expired',
  ] as const;
  for (const type of WANTED) expect(types).toContain(type);
  expect(lanes.agents.length).toBe(8);
  expect(lanes.owed.length).toBeLessThan(40);
  expect(board.votes.length).toBeGreaterThan(1);
  for (const lane of lanes.agents) expect(unreadOf(lanes.mail, lane.agent).length).toBeLessThan(64);
  const outcomes = new Set([...lanes.agents].flatMap((lane) => [...lane.spans].map((span) => span.outcome)));
  expect(outcomes).toEqual(new Set(['spoke', 'passed', 'abandoned']));
  const last = lineage.turns.at(-1);
  expect(last === undefined ? [] : messagesBefore(lineage, last.turn)).toHaveLength(16);
  expect([...transcript.entries].filter((entry) => entry.kind === 'message').length).toBeGreaterThan(1000);
});

test('a longer run begins as a shorter one does', () => {
  expect(longRun(1000).slice(0, 900)).toEqual(longRun(2000).slice(0, 900));
});
