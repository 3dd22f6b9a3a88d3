import { expect, test } from 'vitest';
import { dayOf, timeWords } from './day.ts';

// Local times, so that the test holds in any time zone.
const at = (day: number, hour: number): Date => new Date(2026, 2, day, hour, 5);

test('a day is that of this place, from midnight to midnight', () => {
  expect([dayOf(at(5, 0)), dayOf(at(5, 23)), dayOf(at(6, 0))]).toEqual(['2026-03-05', '2026-03-05', '2026-03-06']);
});

test('a time says no more than is needed', () => {
  expect(timeWords(at(5, 14), '2026-03-05')).toBe('today 14:05');
  expect(timeWords(at(5, 14), '2026-03-06')).toBe('5 Mar, 14:05');
  expect(timeWords(at(5, 4), '2027-01-01')).toBe('5 Mar 2026, 04:05');
  expect(timeWords(new Date('never'), '2027-01-01')).toBe('');
});
