/**
 * A line of CSV (RFC 4180), ended by CRLF. A cell that a spreadsheet would take for a formula is made text by a leading `'`; that reaches
 * full-width signs and what stands behind white space too (OWASP, "CSV Injection"). Numbers stay numbers.
 */
export const csvLine = (cells: readonly (string | number | undefined)[]): string =>
  `${cells.map(cellOf).join(',')}\r\n`;

function cellOf(cell: string | number | undefined): string {
  if (cell === undefined) return '';
  if (typeof cell === 'number') return Number.isFinite(cell) ? String(cell) : '';
  const text = cell.toWellFormed().replaceAll('\0', '\uFFFD');
  const harmless = FORMULA.test(text) ? `'${text}` : text;
  return NEEDS_QUOTES.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

const FORMULA = /^[\s\p{Cc}\p{Cf}]*[=+\-@|%＝＋－＠﹢﹣﹦﹫−]|^[\t\r\n]/u;
const NEEDS_QUOTES = /[",;\t\r\n']|^\s|\s$/u;
