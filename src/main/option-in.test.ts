import { expect, test } from 'vitest';
import { optionIn } from './option-in.ts';

test('the last of an option counts, in both spellings', () => {
  expect(optionIn(['--at', '#/a', '--at=#/b'], '--at')).toBe('#/b');
  expect(optionIn(['--at=#/b', '--at', '#/a'], '--at')).toBe('#/a');
  expect(optionIn(['--atlas=x'], '--at')).toBeUndefined();
  expect(optionIn(['--at'], '--at')).toBeUndefined();
});
