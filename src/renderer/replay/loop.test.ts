import { expect, test } from 'vitest';
import { seq } from '#shared/events/ids.ts';
import { loopFrom, loopTo } from './loop.ts';

const stand = { head: seq(20), last: seq(50) };

test('a loop is set at the playhead, one end after the other', () => {
  const begun = loopFrom(undefined, stand);
  expect(begun).toEqual({ from: 20, to: 50 });
  const whole = loopTo(begun, { ...stand, head: seq(40) });
  expect(whole).toEqual({ from: 20, to: 40 });
  expect(loopFrom(whole, { ...stand, head: seq(30) })).toEqual({ from: 30, to: 40 });
  expect(loopTo(undefined, stand)).toEqual({ from: 0, to: 20 });
});

test('an end that would lie before the beginning moves the other one, and a loop of nothing is none', () => {
  expect(loopFrom({ from: seq(1), to: seq(10) }, stand)).toEqual({ from: 20, to: 50 });
  expect(loopTo({ from: seq(30), to: seq(40) }, stand)).toEqual({ from: 0, to: 20 });
  expect(loopFrom(undefined, { head: seq(50), last: seq(50) })).toBeUndefined();
  expect(loopTo(undefined, { head: seq(0), last: seq(50) })).toBeUndefined();
});
