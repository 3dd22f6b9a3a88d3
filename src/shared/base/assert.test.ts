import { expect, test } from 'vitest';
import { assert, BugError, present, unreachable } from './assert.ts';

test('an invariant that holds passes, one that does not throws with its words', () => {
  expect(() => assert(true, 'one is one')).not.toThrow();
  expect(() => assert(false, 'one is two')).toThrow(new BugError('broken invariant: one is two'));
});

test('what must be there is returned, also when it is falsy, and throws when it is not there', () => {
  expect(present(0, 'a number')).toBe(0);
  expect(() => present(undefined, 'a number')).toThrow('broken invariant: a number');
});

test('a case that the compiler held impossible names the value', () => {
  expect(() => unreachable({ kind: 'new' } as never)).toThrow('{"kind":"new"}');
});
