import { expect, test } from 'vitest';
import { visibleText } from '#shared/base/visible-text.ts';
import { beginningOf, blocksOf, inlinesOf, isPlain, marksOf, PLAIN_FROM } from './message-blocks.ts';

test('paragraphs, lists, quotes, headings and code are told apart', () => {
  const text =
    '# Plan\nOne line\nand on.\n\n- a\n- b\n  more of b\n3. three\n> said\n\n```js\nlet x;\n\n- no list\n```\nafter';
  expect(blocksOf(text)).toEqual([
    { kind: 'heading', text: 'Plan' },
    { kind: 'paragraph', text: 'One line\nand on.' },
    { kind: 'list', ordered: false, from: 1, items: ['a', 'b\nmore of b'] },
    { kind: 'list', ordered: true, from: 3, items: ['three'] },
    { kind: 'quote', text: 'said' },
    { kind: 'code', text: 'let x;\n\n- no list' },
    { kind: 'paragraph', text: 'after' },
  ]);
});

test('code that is still being written is code already', () => {
  expect(blocksOf('See:\n```\nlet x')).toEqual([
    { kind: 'paragraph', text: 'See:' },
    { kind: 'code', text: 'let x' },
  ]);
});

test('nothing is lost: every word of a text stands in one of its blocks', () => {
  const text = '1) a\n\n* b **c**\n~~~\nd\n~~~\n>>> e\n| f | g |\n<b>h</b> [i](j) ![k](l)';
  const words = blocksOf(text)
    .flatMap((block) => (block.kind === 'list' ? block.items : [block.text]))
    .join(' ');
  for (const word of 'abcdefghijkl') expect(words).toContain(word);
});

test('code, strong and stressed words are marks; links, images and HTML are not', () => {
  expect(inlinesOf('a `b*c*` **d** *e* 2*3*4 [f](javascript:g) <i>')).toEqual([
    { kind: 'text', text: 'a ' },
    { kind: 'code', text: 'b*c*' },
    { kind: 'text', text: ' ' },
    { kind: 'strong', text: 'd' },
    { kind: 'text', text: ' ' },
    { kind: 'em', text: 'e' },
    { kind: 'text', text: ' 2*3*4 [f](javascript:g) <i>' },
  ]);
});

test('what would not be seen becomes a mark, a run of the same one mark', () => {
  expect(marksOf(visibleText('ab\u202Ec\u200B\u200B\u200Bd'))).toEqual([
    { kind: 'text', text: 'ab' },
    { kind: 'mark', text: '⟨U+202E⟩' },
    { kind: 'text', text: 'c' },
    { kind: 'mark', text: '⟨U+200B⟩ × 3' },
    { kind: 'text', text: 'd' },
  ]);
});

test('a text that is too long, too wide, too high or too dense is plain, and one just below is not', () => {
  const wide = 'x'.repeat(PLAIN_FROM.line);
  const high = 'x\n'.repeat(PLAIN_FROM.lines - 1);
  const dense = 'a\u200Bb`'.repeat(PLAIN_FROM.marks / 2);
  expect([wide, high, dense].map(isPlain)).toEqual([false, false, false]);
  expect([`${wide}x`, `${high}x\n`, `${dense}\``, 'x\n'.repeat(10_001)].map(isPlain)).toEqual([true, true, true, true]);
});

test('the beginning of a text is not cut within a character', () => {
  expect([beginningOf('ab😀c', 3), beginningOf('ab😀c', 4), beginningOf('ab', 9)]).toEqual(['ab', 'ab😀', 'ab']);
});

/** R5: texts on which a parser that looks back is lost. */
const HOSTILE: Readonly<Record<string, string>> = {
  'nested quotes': '>'.repeat(19_999),
  'spaced quotes': '> '.repeat(2400),
  stars: '*'.repeat(4999),
  'open strong words': '**a'.repeat(400),
  'open stressed words': '*a '.repeat(700),
  backticks: '`'.repeat(1499),
  'open fences': '```\n'.repeat(499),
  hashes: `# ${' #'.repeat(2400)}x`,
  spaces: `- ${' '.repeat(4900)}`,
  'indented lists': '        - a\n'.repeat(499),
  'table cells': '|a'.repeat(2400),
  brackets: '['.repeat(4999),
};

test.each(Object.entries(HOSTILE))('%s are read in one pass', (_, text) => {
  const begun = performance.now();
  for (const block of blocksOf(text))
    for (const line of block.kind === 'list' ? block.items : [block.text]) inlinesOf(line);
  // A pass over it takes under a millisecond; what looks back takes seconds.
  expect(performance.now() - begun).toBeLessThan(250);
});

test('a line of five million characters is found out to be plain at once', () => {
  const text = 'x'.repeat(5_000_000);
  const begun = performance.now();
  expect(isPlain(text)).toBe(true);
  expect(performance.now() - begun).toBeLessThan(250);
});
