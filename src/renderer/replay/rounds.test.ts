import { expect, test } from 'vitest';
import { seq } from '#shared/events/ids.ts';
import { longRun } from '#shared/projections/testing/long-run.ts';
import { roundStarts, roundStop } from './rounds.ts';

const events = longRun(300);
const starts = roundStarts(events);

test('every round begins once, with its first turn', () => {
  const rounds = events.filter((event) => event.type === 'v1.turn.started').map((event) => event.data.round);
  expect(starts.length).toBe(new Set(rounds).size);
  expect(starts.length).toBeGreaterThan(2);
  expect([...starts].toSorted((a, b) => a - b)).toEqual(starts);
});

test('one steps from round to round and nowhere past the last', () => {
  const [first = seq(0), second] = starts;
  expect(roundStop(events, seq(0), 1)).toBe(first);
  expect(roundStop(events, first, 1)).toBe(second);
  expect(roundStop(events, first, -1)).toBeUndefined();
  expect(roundStop(events, seq(events.length), 1)).toBeUndefined();
  expect(roundStop(events, seq(events.length), -1)).toBe(starts.at(-1));
});
