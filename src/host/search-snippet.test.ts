import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { snippetOf } from './search-snippet.ts';

/** Hits in brackets. */
const shown = (body: string, ...terms: readonly string[]): string =>
  snippetOf(body, terms)
    .map(({ text, hit }) => (hit ? `[${text}]` : text))
    .join('');

test('every place of a term is marked, whatever its case and accents, and white space is one space', () => {
  expect(shown('The Café,\n  the cafe.', 'CAFE')).toBe('The [Café], the [cafe].');
  expect(shown('One two three.', 'three', 'one')).toBe('[One] two [three].');
  expect(shown('図書館はどこ', '書館')).toBe('図[書館]はどこ');
});

test('the beginning of a word is preferred to the inside of one', () => {
  expect(shown('Concatenate the cat.', 'cat')).toBe('Concatenate the [cat].');
  expect(shown('Concatenate.', 'cat')).toBe('Con[cat]enate.');
});

test('of a long text the part around the first hit is shown', () => {
  const long = `${'before '.repeat(50)}needle ${'after '.repeat(50)}`;
  const text = shown(long, 'needle');
  expect(text).toMatch(/^…before .*\[needle\] after .*…$/u);
  expect(text.length).toBeLessThan(170);
  expect(shown(long, 'absent').startsWith('before')).toBe(true);
});

test('whatever the text and the terms, the pieces are parts of the text in their order and no character is cut', () => {
  const body = fc.string({ unit: 'binary', maxLength: 400 });
  fc.assert(
    fc.property(body, fc.array(fc.string({ unit: 'binary', maxLength: 5 }), { maxLength: 4 }), (text, terms) => {
      const pieces = snippetOf(text, terms);
      const joined = pieces.map((piece) => piece.text).join('');
      expect(joined.isWellFormed()).toBe(true);
      const flat = text.replaceAll(/\s+/gu, ' ').trim();
      expect(flat).toContain(joined.replace(/^…/u, '').replace(/…$/u, ''));
    }),
  );
});
