import { expect, test } from 'vitest';
import { DEEPEST, isTooDeep } from './json-depth.ts';

const nested = (depth: number): unknown => JSON.parse(`${'[{"a":'.repeat(depth / 2)}1${'}]'.repeat(depth / 2)}`);

test('what is nested too deep is seen, also where a walk by calls would break', () => {
  expect([isTooDeep(nested(DEEPEST)), isTooDeep(nested(DEEPEST + 2))]).toEqual([false, true]);
  expect(isTooDeep(nested(200_000))).toBe(true);
  expect(() => JSON.stringify(nested(200_000))).toThrow(RangeError);
  expect(isTooDeep({ wide: Array.from({ length: 10_000 }, () => [1]) })).toBe(false);
});
