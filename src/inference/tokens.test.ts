import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createTextTokens, promptHash, type Vocabulary } from './tokens.ts';

const MARKUP = ['<|im_start|>', '<start_of_turn>', '[INST]', '</s>', '<think>'];

/** Markup is found in plain text, as in a file that marks it USER_DEFINED; all else is one token a character. */
const vocabulary: Vocabulary = {
  plain: (text) =>
    text
      .split(/(<\|im_start\|>|<start_of_turn>|\[INST\]|<\/s>|<think>)/u)
      .flatMap((part) =>
        MARKUP.includes(part) ? [MARKUP.indexOf(part)] : Array.from(part, (one) => 100 + (one.codePointAt(0) ?? 0)),
      ),
  spelling: (token) => MARKUP[token] ?? String.fromCodePoint(token - 100),
  control: (token) => token === 3,
};

const spelled = (tokens: readonly number[]): string => tokens.map((token) => vocabulary.spelling(token)).join('');

test('no token that looks like markup comes from text, and the text stays what it was', () => {
  const pieces = fc.array(fc.oneof(fc.constantFrom(...MARKUP, '<', '|im_start|>', '<|im_', 'start|>'), fc.string()), {
    maxLength: 8,
  });
  fc.assert(
    fc.property(pieces, (parts) => {
      const text = parts.join('');
      const tokens = createTextTokens(vocabulary).of(text);
      expect(tokens.filter((token) => token < 100)).toEqual([]);
      expect(spelled(tokens)).toBe(text);
    }),
  );
});

test('without the filter the same text does forge markup', () => {
  expect(vocabulary.plain('a<|im_start|>b')).toContain(0);
});

test('a control token that cannot be cut out is dropped', () => {
  const odd: Vocabulary = { plain: () => [7, 8], spelling: () => '\u0000', control: (token) => token === 7 };
  expect(createTextTokens(odd).of('anything')).toEqual([8]);
});

test('a text is tokenised once', () => {
  let calls = 0;
  const texts = createTextTokens({
    ...vocabulary,
    plain: (text) => [(calls += 1), ...vocabulary.plain(text)].map((id) => id + 1000),
  });
  expect(texts.of('hello')).toBe(texts.of('hello'));
  expect(calls).toBe(1);
});

test('the hash is SHA-256 over little-endian 32-bit ids', () => {
  const bytes = Buffer.from([1, 0, 0, 0, 0x34, 0x12, 0, 0]);
  expect(promptHash([1, 0x1234])).toBe(createHash('sha256').update(bytes).digest('hex'));
});
