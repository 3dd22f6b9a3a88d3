import fc from 'fast-check';
import { expect, test } from 'vitest';
import { drawWeighted, hash32, random, shuffled } from './random.ts';

test('the same seed gives the same row of numbers in [0, 1), another seed another row', () => {
  const row = (seed: number): number[] => {
    const next = random(seed);
    return Array.from({ length: 1000 }, () => next());
  };
  expect(row(7)).toEqual(row(7));
  expect(row(7)).not.toEqual(row(8));
  expect(row(7).every((unit) => unit >= 0 && unit < 1)).toBe(true);
  const mean = row(7).reduce((sum, unit) => sum + unit, 0) / 1000;
  expect(Math.abs(mean - 0.5)).toBeLessThan(0.05);
});

test('a hash is an unsigned 32-bit integer that tells its parts apart', () => {
  expect(hash32('a', 'b')).not.toBe(hash32('ab'));
  expect(hash32(1, 2)).not.toBe(hash32(2, 1));
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.string(), fc.integer())), (parts) => {
      const hash = hash32(...parts);
      expect(Number.isInteger(hash) && hash >= 0 && hash <= 0xffffffff).toBe(true);
    }),
  );
});

test('a draw follows the weights and never takes what weighs nothing', () => {
  const next = random(1);
  const counts = [0, 0, 0];
  for (let n = 0; n < 4000; n += 1) {
    const index = drawWeighted([1, 0, 3], next());
    counts[index] = (counts[index] ?? 0) + 1;
  }
  expect(counts[1]).toBe(0);
  expect((counts[2] ?? 0) / (counts[0] ?? 1)).toBeGreaterThan(2.4);
  expect((counts[2] ?? 0) / (counts[0] ?? 1)).toBeLessThan(3.7);
  expect(drawWeighted([0, 0], 0.9)).toBe(0);
});

test('shuffling keeps every item and leaves the given list as it was', () => {
  fc.assert(
    fc.property(fc.array(fc.integer()), fc.nat(), (items, seed) => {
      const before = [...items];
      const after = shuffled(items, random(seed));
      expect(items).toEqual(before);
      expect(after.toSorted((a, b) => a - b)).toEqual(before.toSorted((a, b) => a - b));
    }),
  );
});
