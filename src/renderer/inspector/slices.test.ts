import { expect, test } from 'vitest';
import { runSliced, type Job } from './slices.ts';

function* counting(to: number, worked: (step: number) => void): Job<number> {
  for (let step = 1; step <= to; step += 1) {
    worked(step);
    yield undefined;
  }
  return to;
}

/** A clock that each step of the work moves by a millisecond, and a queue that is run by hand. */
function machine() {
  const queue: (() => void)[] = [];
  const at = { time: 0 };
  const later = (next: () => void) => {
    queue.push(next);
    return () => void queue.splice(queue.indexOf(next), 1);
  };
  return { queue, at, options: { budget: 5, now: () => at.time, later } };
}

test('work that fits one slice is done at once', () => {
  const { queue, options, at } = machine();
  const results: number[] = [];
  runSliced(
    counting(3, () => (at.time += 1)),
    (value) => results.push(value),
    options,
  );
  expect(results).toEqual([3]);
  expect(queue).toEqual([]);
});

test('longer work gives the window back after each slice', () => {
  const { queue, options, at } = machine();
  const results: number[] = [];
  let inSlice = 0;
  let longest = 0;
  runSliced(
    counting(23, () => {
      at.time += 1;
      inSlice += 1;
      longest = Math.max(longest, inSlice);
    }),
    (value) => results.push(value),
    options,
  );
  let slices = 1;
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    inSlice = 0;
    slices += 1;
    next();
  }
  expect(results).toEqual([23]);
  expect(longest).toBe(5);
  expect(slices).toBe(5);
});

test('work that was stopped neither goes on nor has a result', () => {
  const { queue, options, at } = machine();
  const results: number[] = [];
  const stop = runSliced(
    counting(23, () => (at.time += 1)),
    (value) => results.push(value),
    options,
  );
  expect(queue).toHaveLength(1);
  stop();
  expect(queue).toEqual([]);
  expect(results).toEqual([]);
});
