import { expect, test } from 'vitest';
import { fail, ok, type Result } from './result.ts';

test('a result is either a value or a failure, told apart by ok', () => {
  const half = (n: number): Result<number, string> => (n % 2 === 0 ? ok(n / 2) : fail(`${n} is odd`));
  expect(half(4)).toEqual({ ok: true, value: 2 });
  expect(half(3)).toEqual({ ok: false, failure: '3 is odd' });
});
