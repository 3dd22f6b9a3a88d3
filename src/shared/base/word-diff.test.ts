import { array, assert, constantFrom, integer, property } from 'fast-check';
import { expect, test } from 'vitest';
import { sharedWords, wordDiff, type DiffPiece } from './word-diff.ts';

const textOf = (pieces: readonly DiffPiece[], without: DiffPiece['kind']): string =>
  pieces.flatMap(({ kind, text }) => (kind === without ? [] : [text])).join('');

test('a word that was changed, one that was added and one that is gone are told, and nothing else', () => {
  const before = 'The old station is dry, large and near the market.';
  const after = 'The old school is dry, large and very near the market.';
  expect(wordDiff(before, after)).toEqual([
    { kind: 'same', text: 'The old ' },
    { kind: 'gone', text: 'station' },
    { kind: 'new', text: 'school' },
    { kind: 'same', text: ' is dry, large and' },
    { kind: 'new', text: ' very' },
    { kind: 'same', text: ' near the market.' },
  ]);
  expect(wordDiff(before, before)).toEqual([{ kind: 'same', text: before }]);
  expect(wordDiff('', '')).toEqual([]);
  expect(wordDiff('', 'All new.')).toEqual([{ kind: 'new', text: 'All new.' }]);
});

test('whatever the texts are, their pieces put together are the texts again', () => {
  const words = array(constantFrom('a', 'the', 'users', ' ', ', ', '\n', '表', 'é', '\ud800', '⟨', '’s'), {
    maxLength: 60,
  }).map((parts) => parts.join(''));
  const anything = array(integer({ min: 0, max: 0xffff }), { maxLength: 80 }).map((units) =>
    String.fromCharCode(...units),
  );
  for (const texts of [words, anything])
    assert(
      property(texts, texts, (one, other) => {
        const pieces = wordDiff(one, other);
        expect(textOf(pieces, 'new')).toBe(one);
        expect(textOf(pieces, 'gone')).toBe(other);
      }),
    );
});

test('a word that is the same by accident between two long changes is not held up as common', () => {
  const pieces = wordDiff(
    'One wants a quiet place for the children of the town.',
    'Nobody pays so much for an unheated hall.',
  );
  expect(pieces.filter(({ kind, text }) => kind === 'same' && /\p{L}/u.test(text))).toEqual([]);
  expect(sharedWords(pieces)).toBeLessThan(0.2);
  expect(sharedWords(wordDiff('one two three four', 'one two three five'))).toBeCloseTo(0.75);
  expect(sharedWords([])).toBe(1);
});

test('texts too long or too different to be searched keep their ends in common, and cost no more', () => {
  const long = (word: string): string => Array.from({ length: 30_000 }, (_, index) => `${word}${index}`).join(' ');
  const pieces = wordDiff(`The same begin ${long('x')} and end`, `The same begin ${long('y')} and end`);
  expect(pieces.map(({ kind }) => kind)).toEqual(['same', 'gone', 'new', 'same']);
  expect(pieces[0]?.text).toBe('The same begin ');
  expect(pieces[3]?.text).toBe(' and end');
  // Long, but with one word changed: its ends are taken off before anything is searched.
  const one = long('x');
  expect(wordDiff(one, one.replace('x15000 ', 'other ')).filter(({ kind }) => kind !== 'same')).toHaveLength(2);
  const many = Array.from({ length: 1500 }, (_, index) => `left${index}`).join(' ');
  const others = Array.from({ length: 1500 }, (_, index) => `right${index}`).join(' ');
  expect(wordDiff(many, others).map(({ kind }) => kind)).toEqual(['gone', 'new']);
});
