import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { jsonLine } from '#shared/base/json-line.ts';
import { terminalFilter, terminalLine, terminalText } from './terminal.ts';

const ATTACKS: readonly (readonly [string, string, string])[] = [
  ['clears the screen', 'a\u001b[2J\u001b[Hb', 'ab'],
  ['sets the title', 'a\u001b]0;owned\u0007b', 'ab'],
  ['writes the clipboard (OSC 52)', 'a\u001b]52;c;cm0gLXJm\u001b\\b', 'ab'],
  ['hides a link (OSC 8)', '\u001b]8;;http://evil\u001b\\click\u001b]8;;\u001b\\', 'click'],
  ['sends a device control string', 'a\u001bP$q"p\u001b\\b', 'ab'],
  ['uses C1 controls', 'a\u009b2Jb\u009d0;x\u009cc', 'abc'],
  ['rewrites a line', 'good\rbad', 'good\nbad'],
  ['rings and backspaces', 'a\u0007\u0008\u0008b', 'ab'],
  ['overrides direction', 'a\u202eb\u2066c', 'a⟨U+202E⟩b⟨U+2066⟩c'],
  ['leaves a string open', 'a\u001b]0;never ends\nnext line', 'a\nnext line'],
  ['nests an escape in a string', '\u001b]0;\u001b[2Jx', 'x'],
  ['uses Windows line ends', 'a\r\nb', 'a\nb'],
];

for (const [name, attack, harmless] of ATTACKS) {
  test(`text that ${name} is harmless`, () => {
    expect(terminalText(attack)).toBe(harmless);
  });
}

const hostile = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '\u001b',
        '[',
        ']',
        'P',
        '2J',
        '31m',
        '0;',
        '\u0007',
        '\\',
        '\u009b',
        '\u009d',
        '\u009c',
        '\r',
        '\n',
        '\t',
        'é',
        '\u{1f642}',
        '\u202e',
        '\u0018',
        ' ',
        '"',
        '(',
      ),
      fc.string({ unit: 'binary', maxLength: 3 }),
    ),
    { maxLength: 30 },
  )
  .map((parts) => parts.join(''));

const cuts = fc.array(fc.nat(60), { maxLength: 6 });

test('whatever the text and wherever it is cut, nothing that acts on a terminal comes out, and always the same', () => {
  fc.assert(
    fc.property(hostile, cuts, (text, at) => {
      const filter = terminalFilter();
      let out = '';
      let from = 0;
      for (const cut of [...at.toSorted((a, b) => a - b), text.length]) {
        out += filter.push(text.slice(from, cut));
        from = Math.max(from, cut);
      }
      expect(out).not.toMatch(/(?![\n\t])\p{Cc}|[\u202a-\u202e\u2066-\u2069\u2028\u2029]/u);
      const whole = terminalText(text);
      expect(/[\ud800-\udbff]$/.test(text) ? whole.slice(0, out.length) : whole).toBe(out);
    }),
    { numRuns: 2000 },
  );
});

test('a filter without memory would let a cut sequence through: the property can fail', () => {
  const forgetful = ['\u001b', '[2J'].map((chunk) => terminalText(chunk)).join('');
  const filter = terminalFilter();
  expect(forgetful).toBe('[2J');
  expect(['\u001b', '[2J'].map((chunk) => filter.push(chunk)).join('')).toBe('');
});

test('a line is one line', () => {
  expect(terminalLine(' a\r\n\tb\u001b[1m ')).toBe('a b');
});

test('a JSON line is one line, holds no control character and parses back equal', () => {
  fc.assert(
    fc.property(fc.record({ text: hostile, value: fc.jsonValue() }), (document) => {
      const line = jsonLine(document);
      expect(line).toMatch(/^(?:(?!\p{Cc}|[\u2028\u2029\u202a-\u202e]).)*\n$/u);
      expect(JSON.parse(line)).toEqual(JSON.parse(JSON.stringify(document)));
    }),
    { numRuns: 500 },
  );
});
