import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { bytes, duration, fit, table, widthOf, wrap } from './layout.ts';

test('width counts what a terminal shows: two columns for wide characters and emoji, none for marks', () => {
  expect(['abc', '李雷', '👩\u200d💻', 'e\u0301', ''].map(widthOf)).toEqual([3, 4, 2, 1, 0]);
});

test('no line is wider than asked for, and no word is lost', () => {
  const word = fc.oneof(fc.stringMatching(/^[a-z]{1,30}$/), fc.constantFrom('李雷李雷李雷', '🙂🙂🙂'));
  fc.assert(
    fc.property(fc.array(word, { maxLength: 20 }), fc.integer({ min: 4, max: 40 }), (words, width) => {
      const lines = wrap(words.join(' '), width);
      expect(lines.filter((line) => widthOf(line) > width)).toEqual([]);
      expect(lines.join('').replaceAll(' ', '')).toBe(words.join(''));
    }),
  );
});

test('wrapping keeps line breaks, and an endless width breaks nothing', () => {
  expect(wrap('one two\nthree', 5)).toEqual(['one', 'two', 'three']);
  expect(wrap('one two\nthree', Infinity)).toEqual(['one two', 'three']);
});

test('text is cut with an ellipsis, tables line up, sizes and times read well', () => {
  expect([fit('abcdef', 4), fit('abc', 4), fit('李雷李', 4)]).toEqual(['abc…', 'abc', '李…']);
  expect(
    table([
      ['a', 'bb', 'c'],
      ['李', 'b', 'cc'],
    ]),
  ).toEqual(['a   bb  c', '李  b   cc']);
  expect([bytes(999), bytes(98_100_000), bytes(541e6)]).toEqual(['999 B', '98.1 MB', '541 MB']);
  expect([duration(42), duration(200), duration(7500)]).toEqual(['42 s', '3 min 20 s', '2 h 5 min']);
});
