import { expect, test } from 'vitest';
import { waker } from './waker.ts';

const settled = async (promise: Promise<void>): Promise<boolean> =>
  Promise.race([promise.then(() => true), Promise.resolve().then(() => Promise.resolve(false))]);

test('who sleeps is woken', async () => {
  const bell = waker();
  const sleeping = bell.next();
  bell.wake();
  expect(await settled(sleeping)).toBe(true);
});

test('a ring that comes before the sleep is not lost, and wakes once', async () => {
  const bell = waker();
  bell.wake();
  expect(await settled(bell.next())).toBe(true);
  expect(await settled(bell.next())).toBe(false);
});

test('a ring between two sleeps is not lost', async () => {
  const bell = waker();
  const first = bell.next();
  bell.wake();
  await first;
  bell.wake();
  expect(await settled(bell.next())).toBe(true);
});
