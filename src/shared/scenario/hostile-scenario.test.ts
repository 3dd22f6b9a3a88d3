import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseScenario } from './parse-scenario.ts';
import { parseYamlTree, YAML_LIMITS } from './yaml-tree.ts';

/** 100 ms is the promise (row R14 of the threat list); the machine that runs this may be five times slower than usual. */
const SLACK = 5;
const FULL = YAML_LIMITS.chars;

const BOMB = `a: &a [x,x,x,x,x,x,x,x,x]\n${Array.from('bcdefghi', (name, index) => {
  const before = 'abcdefgh'.charAt(index);
  return `${name}: &${name} [${Array.from({ length: 9 }, () => `*${before}`).join(',')}]`;
}).join('\n')}\n`;

const HOSTILE: readonly (readonly [string, string])[] = [
  ['an alias bomb', BOMB],
  ['a 10 MB file', 'x'.repeat(10 * 1024 * 1024)],
  ['open brackets', '['.repeat(FULL)],
  ['open braces', '{a: '.repeat(FULL / 4)],
  ['nested lists', `${'- '.repeat(FULL / 2 - 1)}a`],
  ['many keys', Array.from({ length: 20_000 }, (_, index) => `k${index}: 1`).join('\n')],
  ['many errors', ']\n'.repeat(FULL / 2)],
  ['many quotes', '"'.repeat(FULL)],
  ['many anchors', '&a '.repeat(FULL / 3)],
  ['a long list', `[${'a,'.repeat(FULL / 2 - 2)}]`],
  ['many documents', '---\n'.repeat(FULL / 4)],
  ['merge keys', 'a: &a {x: 1}\nb: {<<: *a}\n'],
];

parseScenario('warm: up', 'warm.yaml');
for (const [name, text] of HOSTILE) {
  test(`${name}: refused with a line, at once`, () => {
    const began = performance.now();
    const parsed = parseScenario(text, 'hostile.yaml');
    const took = performance.now() - began;
    expect(parsed.ok).toBe(false);
    expect(parsed.ok ? 0 : parsed.failure.line).toBeGreaterThanOrEqual(1);
    expect(took).toBeLessThan(100 * SLACK);
    expect(Object.keys(Object.prototype)).toEqual([]);
  });
}

test('the size and the structure are refused by our own limits, not by luck', () => {
  const big = '['.repeat(YAML_LIMITS.tokens + 1);
  const refused = parseYamlTree(big);
  expect(!refused.ok && refused.failure.message).toContain('too much structure');
  const weak = parseYamlTree(big, { ...YAML_LIMITS, tokens: 1e9 });
  expect(!weak.ok && weak.failure.message).not.toContain('too much structure');
  const large = parseYamlTree(`a: ${'x'.repeat(FULL)}`);
  expect(!large.ok && large.failure.message).toContain('larger than 256 KB');
  expect(parseYamlTree(`a: ${'x'.repeat(FULL)}`, { ...YAML_LIMITS, chars: 1e9 }).ok).toBe(true);
});

test('an alias is refused even where it is harmless', () => {
  const parsed = parseScenario('question: &q Why?\ntitle: *q\nseats: [{name: Ada, role: Critic}]\n', 'a.yaml');
  expect(!parsed.ok && [parsed.failure.line, parsed.failure.message]).toEqual([
    1,
    'anchors (&name) are not read; leave it out',
  ]);
});

test('any text at all gives a result and never an exception', () => {
  const piece = fc.constantFrom(
    'question: ',
    'seats:',
    '\n',
    '  - ',
    'name: Ada',
    'visibility: ',
    'edges: ',
    'hold: ',
    'quorum: ',
    'brakes: ',
    'fit: ',
    '{',
    '}',
    '[',
    ']',
    '&a',
    '*a',
    '!!x ',
    '"',
    '|',
    '\t',
    '? ',
    ': ',
    '#',
    '<<',
    '\u0000',
    '\ud800',
    '9',
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(piece, fc.string({ unit: 'binary' })), { maxLength: 40 }), (pieces) => {
      const parsed = parseScenario(pieces.join(''), 'fuzz.yaml');
      expect(parsed.ok || (parsed.failure.line >= 1 && parsed.failure.column >= 1)).toBe(true);
    }),
    { numRuns: 400 },
  );
});
