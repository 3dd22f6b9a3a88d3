import { expect, test } from 'vitest';
import type { AnyEvent } from '#shared/events/event.ts';
import { seq } from '#shared/events/ids.ts';
import { advanced } from './player.ts';

const event = (position: number, at: number, of: object = { type: 'v1.run.paused', data: {} }): AnyEvent =>
  ({ seq: position, at, ...of }) as unknown as AnyEvent;

const turn = { turn: 1, attempt: 1 };
const SECOND = 1_000_000;
const quiet = [event(1, 0), event(2, 60 * SECOND)];
const busy = [
  event(1, 0, { type: 'v1.turn.started', data: turn }),
  event(2, 60 * SECOND, { type: 'v1.turn.ended', data: turn }),
];

test('a gap in which nobody has a turn passes in a third of a second, and no further than the next event', () => {
  const step = { at: 0, head: seq(1), elapsed: 100_000, skipIdle: true };
  expect(advanced(quiet, step)).toBe(20 * SECOND);
  expect(advanced(quiet, { ...step, elapsed: 900_000 })).toBe(60 * SECOND);
});

test('a turn takes the time that it took, and so does a gap where one wants to see it', () => {
  const step = { at: 0, head: seq(1), elapsed: 100_000, skipIdle: true };
  expect(advanced(busy, step)).toBe(100_000);
  expect(advanced(quiet, { ...step, skipIdle: false })).toBe(100_000);
  expect(advanced([event(1, 0), event(2, SECOND)], step)).toBe(100_000);
  expect(advanced(quiet, { ...step, at: 60 * SECOND, head: seq(2) })).toBe(60 * SECOND + 100_000);
});
