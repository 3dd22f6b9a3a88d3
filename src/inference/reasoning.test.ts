import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createReasoningSplitter, openedBy } from './reasoning.ts';

type Options = Parameters<typeof createReasoningSplitter>[0];

function split(
  pieces: readonly string[],
  options: Options = {},
): { readonly text: string; readonly reasoning: string } {
  const splitter = createReasoningSplitter(options);
  let [text, reasoning] = ['', ''];
  for (const part of [...pieces.map((piece) => splitter.push(piece)), splitter.end()]) {
    if (part.reclaimed) [text, reasoning] = ['', reasoning + text];
    text += part.text;
    reasoning += part.reasoning;
  }
  return { text, reasoning };
}

/** The same text in pieces cut anywhere. */
const cut = (text: string): fc.Arbitrary<string[]> =>
  fc.array(fc.nat(text.length), { maxLength: 12 }).map((at) => {
    const ends = [...at.toSorted((a, b) => a - b), text.length];
    return ends.map((end, index) => text.slice(ends[index - 1] ?? 0, end));
  });

const words = fc.stringMatching(/^[a-z <>/.]{0,20}$/u).filter((text) => !/<\/?t|<\/?r/u.test(text));

test('reasoning is split off wherever the stream is cut', () => {
  const sample = fc.record({
    before: words,
    thought: words,
    after: words,
    tag: fc.constantFrom('think', 'thinking', 'Reasoning'),
  });
  fc.assert(
    fc.property(
      sample.chain(({ before, thought, after, tag }) =>
        cut(`${before}<${tag}>${thought}</${tag}>${after}`).map((pieces) => ({ pieces, before, thought, after })),
      ),
      ({ pieces, before, thought, after }) => {
        expect(split(pieces)).toEqual({ text: before + after, reasoning: thought });
      },
    ),
  );
});

test('text without a tag comes out as it went in', () => {
  fc.assert(
    fc.property(words.chain(cut), (pieces) => {
      expect(split(pieces)).toEqual({ text: pieces.join(''), reasoning: '' });
    }),
  );
});

test('reasoning that is never closed stays reasoning', () => {
  expect(split(['Yes. <thi', 'nk>but why'])).toEqual({ text: 'Yes. ', reasoning: 'but why' });
});

test('a closing tag without an opening one makes what came before it reasoning', () => {
  expect(split(['I wonder', '.</think>', 'Yes.'])).toEqual({ text: 'Yes.', reasoning: 'I wonder.' });
});

test('a prompt that ends in an opening tag begins the answer inside reasoning', () => {
  const inside = openedBy('<|im_start|>assistant\n<think>\n');
  expect(inside).toBe('<think>');
  expect(split(['hm</think>Yes.'], inside === undefined ? {} : { inside })).toEqual({ text: 'Yes.', reasoning: 'hm' });
  expect(openedBy('<|im_start|>assistant\n')).toBeUndefined();
});

test('tags that are given count beside the common ones', () => {
  expect(split(['<scratch>x</scratch>y'])).toEqual({ text: '<scratch>x</scratch>y', reasoning: '' });
  expect(split(['<scratch>x</scr', 'atch>y'], { tags: [['<scratch>', '</scratch>']] })).toEqual({
    text: 'y',
    reasoning: 'x',
  });
});
