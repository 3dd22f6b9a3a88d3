import { expect, test } from 'vitest';
import { tokenBucket } from './token-bucket.ts';

test('a burst passes at once, then as much as time brings back, and never more than a burst', () => {
  let time = 0;
  const bucket = tokenBucket({ burst: 3, perSecond: 2, now: () => time });
  const taken = (): number => {
    let count = 0;
    while (bucket.take(1)) count += 1;
    return count;
  };
  expect(taken()).toBe(3);
  time = 500;
  expect(taken()).toBe(1);
  time = 60_000;
  expect(taken()).toBe(3);
});

test('what may not pass is not taken', () => {
  const bucket = tokenBucket({ burst: 3, perSecond: 1, now: () => 0 });
  expect([bucket.take(4), bucket.take(2), bucket.take(2), bucket.take(1)]).toEqual([false, true, false, true]);
});
