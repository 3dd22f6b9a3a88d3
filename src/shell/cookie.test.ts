import { expect, test } from 'vitest';
import { cookieOf, setCookie } from './cookie.ts';

test('a cookie names its port, and belongs to this host and to no script', () => {
  expect(setCookie('abc', 4321)).toBe('parley-4321=abc; Path=/; HttpOnly; SameSite=Strict');
  expect(setCookie('abc', 4321)).not.toMatch(/domain|max-age|expires/iu);
});

test.each([
  ['parley-4321=abc', 'abc'],
  ['a=b; parley-4321=abc; parley-999=x', 'abc'],
  ['parley-999=x', undefined],
  ['xparley-4321=abc', undefined],
  ['parley-4321=abc; parley-4321=abd', undefined],
  ['', undefined],
])('of %j the session is %j', (cookie, session) => {
  expect(cookieOf({ cookie }, 4321)).toBe(session);
});

test('no cookie is no session', () => {
  expect(cookieOf({}, 4321)).toBeUndefined();
});
