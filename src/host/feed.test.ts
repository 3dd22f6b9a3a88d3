import { expect, test } from 'vitest';
import { feed } from './feed.ts';

test('what was pushed before, while and after the reader waits comes out in order, then the feed ends', async () => {
  const numbers = feed([1]);
  numbers.push(2);
  setTimeout(() => {
    numbers.push(3);
    numbers.end();
  }, 5);
  const read: number[] = [];
  for await (const number of numbers.items()) read.push(number);
  expect(read).toEqual([1, 2, 3]);
});

test('an error comes after what was still waiting', async () => {
  const numbers = feed([1]);
  numbers.end(new Error('broken'));
  const read: number[] = [];
  const reading = (async () => {
    for await (const number of numbers.items()) read.push(number);
  })();
  await expect(reading).rejects.toThrow('broken');
  expect(read).toEqual([1]);
});

test('groups hold all that waits, at most so many, and none is empty', async () => {
  const numbers = feed([1, 2, 3, 4, 5]);
  const read: (readonly number[])[] = [];
  setTimeout(() => {
    numbers.push(6);
    numbers.push(7);
    numbers.end();
  }, 5);
  for await (const group of numbers.groups(2)) read.push(group);
  expect(read).toEqual([[1, 2], [3, 4], [5], [6, 7]]);
});
