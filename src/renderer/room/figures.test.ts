import { expect, test } from 'vitest';
import { agentId } from '#shared/events/ids.ts';
import { addresseesWords, agentWords, clockWords, listed, shortCount } from './figures.ts';
import { counted } from '#shared/base/text.ts';

test('a time is told in tenths up to an hour, and never rounded up to one that is not there yet', () => {
  expect([0, 27_040_000, 59_999_999, 60_000_000, 127_450_000, 3_727_000_000].map(clockWords)).toEqual([
    '0.0s',
    '27.0s',
    '59.9s',
    '1:00.0',
    '2:07.4',
    '1:02:07',
  ]);
});

test('tokens are told short', () => {
  expect([0, 931, 999, 1000, 1940, 9949, 9950, 24_400, 999_499, 999_500, 1_240_000].map(shortCount)).toEqual([
    '0',
    '931',
    '999',
    '1k',
    '1.9k',
    '9.9k',
    '10k',
    '24k',
    '999k',
    '1M',
    '1.2M',
  ]);
});

test('one is one, and none and many are many', () => {
  expect([0, 1, 2].map((count) => counted(count, 'turn'))).toEqual(['0 turns', '1 turn', '2 turns']);
});

test('an agent is called by its name, by its incarnation too where it is a later one, and nothing in it hides', () => {
  expect([agentId('Ada', 1), agentId('Ada', 2), agentId('B\u202Een', 1)].map(agentWords)).toEqual([
    'Ada',
    'Ada (2)',
    'B⟨U+202E⟩en',
  ]);
});

test('addressees stand as people say them', () => {
  expect(addresseesWords('all')).toBe('all');
  expect(addresseesWords([agentId('Ada', 1), agentId('Ben', 1), agentId('Cleo', 1)])).toBe('Ada, Ben and Cleo');
  expect(listed([])).toBe('');
});
