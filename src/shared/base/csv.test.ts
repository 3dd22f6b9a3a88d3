import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { csvLine } from './csv.ts';

test('cells are joined, quoted where they must be, and numbers stay numbers', () => {
  expect(csvLine(['plain', 1.5, -2, undefined, 'a,b', 'say "x"', Number.NaN])).toBe(
    'plain,1.5,-2,,"a,b","say ""x""",\r\n',
  );
});

const OPENERS = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠', ' =', '\u200b=', '\ufeff@', '|', '%'];

test.each(OPENERS)('a cell that begins with %j is made text', (opener) => {
  const cell = csvLine([`${opener}cmd`]);
  expect(cell.replace(/^"/u, '')).toMatch(/^'/u);
});

test('whatever stands in cells, a reader gets them back, and none of them is a formula', () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom(...OPENERS)), { minLength: 1 }),
      (cells) => {
        const read = parsed(csvLine(cells));
        expect(read).toHaveLength(cells.length);
        for (const [at, cell] of read.entries()) {
          const plain = (cells[at] ?? '').toWellFormed().replaceAll('\0', '\uFFFD');
          expect([plain, `'${plain}`]).toContain(cell);
          expect(cell).not.toMatch(/^[\s\u200b\ufeff]*[=+\-@＝＋－＠]/u);
        }
      },
    ),
  );
});

test('the control: joined as they are the same cells are formulas to the same look', () => {
  const isFormula = (cell: string): boolean => /^[\s\u200b\ufeff]*[=+\-@＝＋－＠]/u.test(cell);
  const openers = OPENERS.filter((opener) => isFormula(`${opener}cmd`));
  expect(openers.length).toBeGreaterThan(8);
  for (const opener of openers) expect(isFormula(parsed(csvLine([`${opener}cmd`]))[0] ?? '')).toBe(false);
});

/** RFC 4180: one record. */
function parsed(line: string): readonly string[] {
  const cells = [''];
  let quoted = false;
  for (let at = 0; at < line.length - 2; at += 1) {
    const char = line.charAt(at);
    const last = cells.length - 1;
    if (quoted && char === '"' && line.charAt(at + 1) === '"') at += 1;
    else if (char === '"') {
      quoted = !quoted;
      continue;
    } else if (char === ',' && !quoted) {
      cells.push('');
      continue;
    }
    cells[last] = `${cells[last] ?? ''}${char}`;
  }
  return cells;
}
