import { expect, test } from 'vitest';
import { PLANTED, withBug } from './planted.ts';
import { simulate } from './simulate.ts';

/** The first seed that finds each, by `npm run simulate -- --planted`, and the invariant that it breaks. */
const FOUND: Readonly<Record<string, readonly [seed: number, invariant: string]>> = {
  'a window takes what it has already': [1, 'I2'],
  'a window subscribes one event too far': [1, 'I2'],
  'an append is acknowledged before it is committed': [1, 'I1'],
  'a wake-up is lost': [6, 'I8'],
  'one turn more than the budget allows': [2, 'I7'],
  'a resume takes the last committed turn again': [1, 'I5'],
  'a retry keeps the number of its attempt': [1, 'I5'],
  'the end overtakes the last messages': [2, 'M4'],
  'a retracted message stays in the ground': [1, 'I3'],
  'mail counts as read when a turn begins': [1, 'I2'],
  'a held message is public at once': [1, 'I3'],
  'a brake that never ends a run': [1, 'I8'],
};

test('each planted bug has a seed that finds it', () => {
  expect(Object.keys(FOUND).toSorted()).toEqual(Object.keys(PLANTED).toSorted());
});

test.each(Object.entries(FOUND))('%s: found by its seed', async (name, [seed, invariant]) => {
  const found = await simulate(seed, { seams: withBug(name) });
  expect(found.violation).toContain(`${invariant}: `);
  // The same seed without the bug holds: it is the bug that was found.
  expect((await simulate(seed)).violation).toBeUndefined();
});

test('the same seed gives the same logs, byte for byte', async () => {
  const [one, again, other] = [await simulate(7), await simulate(7), await simulate(8)];
  expect(again.log).toBe(one.log);
  expect(other.log).not.toBe(one.log);
});
