import { expect, test } from 'vitest';
import { seq, turnId } from '#shared/events/ids.ts';
import { longRun } from '#shared/projections/testing/long-run.ts';
import { countUpTo, isMarker, logIndex } from './log-index.ts';

const events = longRun(400);
const log = logIndex();
for (const event of events) log.add(event);

test('every event stands at its seq, and every turn has its beginning and its end', () => {
  for (const event of events) expect(log.at(event.seq)).toBe(event);
  const ended = events.filter((event) => event.type === 'v1.turn.ended');
  for (const event of ended) expect(log.turn(event.data.turn)?.ended).toBe(event);
  expect(log.turn(turnId(9999))).toBeUndefined();
  expect(ended.length).toBeGreaterThan(20);
});

test('one steps to the next stop and back, and nowhere past the last', () => {
  for (const kind of ['turn', 'message', 'marker'] as const) {
    const stops = log.stops(kind);
    expect([...stops].toSorted((a, b) => a - b)).toEqual(stops);
    const [first = seq(0), second] = stops;
    const last = stops.at(-1) ?? seq(0);
    expect(log.stop(kind, first, 1)).toBe(second);
    expect(log.stop(kind, seq(0), 1)).toBe(first);
    expect(log.stop(kind, first, -1)).toBeUndefined();
    expect(log.stop(kind, last, 1)).toBeUndefined();
    expect(log.stop(kind, seq(events.length + 9), -1)).toBe(last);
  }
  expect(log.stops('marker')).toEqual(events.filter(isMarker).map((event) => event.seq));
});

test('a time is the last event at or before it', () => {
  for (const at of [-1, 0, 5_000_000, 1e12])
    expect(log.seqAt(at)).toBe(events.findLast((event) => event.at <= at)?.seq ?? 0);
  // The search can be wrong: over a list that is out of order it is.
  expect(countUpTo([3, 1, 2], (item) => item <= 2)).not.toBe(2);
});
