/**
 * One JSON document on one line, ended by "\n": for readers of every kind a line is a line, and nothing in it acts on a terminal.
 * Escaped beyond JSON's own rule: DEL, C1 controls, line separators, bidi overrides and isolates.
 */
export function jsonLine(document: unknown): string {
  const text = JSON.stringify(document).replace(
    /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu,
    (char) => `\\u${(char.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`,
  );
  return `${text}\n`;
}
