import { expect, test } from 'vitest';
import { dryPenalties } from './dry.ts';

const DRY = { strength: 1, base: 2, allowedLength: 2 };
const NONE = new Set<number>();

test('the token that would carry on a repetition is penalised, more with each token in common', () => {
  expect([...dryPenalties([1, 2, 3, 4, 9, 2, 3], NONE, DRY)]).toEqual([[4, 1]]);
  expect([...dryPenalties([1, 2, 3, 4, 9, 1, 2, 3], NONE, DRY)]).toEqual([[4, 2]]);
});

test('repeats no longer than allowed cost nothing', () => {
  expect(dryPenalties([3, 4, 9, 3], NONE, DRY).size).toBe(0);
});

test('the longest of several matches counts', () => {
  const history = [5, 2, 3, 4, 8, 1, 2, 3, 4, 9, 1, 2, 3];
  expect(dryPenalties(history, NONE, DRY).get(4)).toBe(2);
});

test('a breaker ends a match', () => {
  expect(dryPenalties([2, 3, 4, 9, 2, 3], new Set([2]), DRY).size).toBe(0);
  expect(dryPenalties([2, 3, 4, 9, 2, 3], new Set([3]), DRY).size).toBe(0);
});

test('strength 0 is off, and an empty history has no repetition', () => {
  expect(dryPenalties([2, 3, 4, 9, 2, 3], NONE, { ...DRY, strength: 0 }).size).toBe(0);
  expect(dryPenalties([], NONE, DRY).size).toBe(0);
});
