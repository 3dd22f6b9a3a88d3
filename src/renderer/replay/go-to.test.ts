import { expect, test } from 'vitest';
import { longRun } from '#shared/projections/testing/long-run.ts';
import { logIndex } from '../state/log-index.ts';
import { placeOf, seqOfPlace } from './go-to.ts';

const events = longRun(300);
const log = logIndex();
for (const event of events) log.add(event);

test('a place is read as people write it', () => {
  expect([placeOf('turn 11'), placeOf(' T11 ')]).toEqual([
    { kind: 'turn', turn: 11 },
    { kind: 'turn', turn: 11 },
  ]);
  expect([placeOf('seq 143'), placeOf('#143')]).toEqual([
    { kind: 'seq', seq: 143 },
    { kind: 'seq', seq: 143 },
  ]);
  expect([placeOf('58.4'), placeOf('58.4s'), placeOf('2:07'), placeOf('1:02:07.5')]).toEqual(
    [58_400_000, 58_400_000, 127_000_000, 3_727_500_000].map((at) => ({ kind: 'time', at })),
  );
  expect(['', 'soon', 'turn', '1:2:3:4', '-3', 'turn 1.5'].map(placeOf)).toEqual(Array.from({ length: 6 }));
});

test('a turn leads to where its word stands, and past the end is the end', () => {
  const ended = events.filter((event) => event.type === 'v1.turn.ended');
  for (const event of ended) {
    const found = seqOfPlace(log, { kind: 'turn', turn: event.data.turn });
    const next = events[event.seq];
    const spoke = next?.type === 'v1.message.sent' && next.data.turn === event.data.turn;
    expect(found).toBe(spoke ? next.seq : event.seq);
  }
  expect(ended.length).toBeGreaterThan(10);
  expect(seqOfPlace(log, { kind: 'turn', turn: 0 })).toBeUndefined();
  expect(seqOfPlace(log, { kind: 'turn', turn: 9999 })).toBeUndefined();
  expect(seqOfPlace(log, { kind: 'seq', seq: 9999 })).toBe(events.length);
  expect(seqOfPlace(log, { kind: 'time', at: 1e15 })).toBe(events.length);
  expect(seqOfPlace(log, { kind: 'time', at: events[9]?.at ?? 0 })).toBeGreaterThanOrEqual(10);
});
