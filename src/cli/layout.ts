/** Columns that a harmless text takes on a terminal: wide East Asian characters and emoji take two, marks none. */
export function widthOf(text: string): number {
  let width = 0;
  for (const { segment } of SEGMENTER.segment(text)) width += graphemeWidth(segment);
  return width;
}

/** Lines of at most `width` columns, broken at spaces, in words only where one is longer; line breaks stay. Infinity breaks nothing. */
export function wrap(text: string, width: number): readonly string[] {
  const lines = text.split('\n');
  return width === Infinity ? lines : lines.flatMap((line) => wrapLine(line, Math.max(1, width)));
}

/** The text cut to `width` columns, with an ellipsis where something is missing. */
export function fit(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  let out = '';
  let used = 0;
  for (const { segment } of SEGMENTER.segment(text)) {
    used += graphemeWidth(segment);
    if (used > width - 1) break;
    out += segment;
  }
  return `${out}…`;
}

/** Rows as columns two spaces apart, each as wide as its widest cell; the last is not padded. */
export function table(rows: readonly (readonly string[])[]): readonly string[] {
  const count = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: count }, (_, at) => Math.max(...rows.map((row) => widthOf(row[at] ?? ''))));
  return rows.map((row) =>
    row
      .map((cell, at) => (at === count - 1 ? cell : cell + ' '.repeat(Math.max(0, (widths[at] ?? 0) - widthOf(cell)))))
      .join('  ')
      .trimEnd(),
  );
}

export function bytes(count: number): string {
  const units = ['B', 'KB', 'MB', 'GB', 'TB'];
  let value = count;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[unit] ?? ''}`;
}

/** "42 s", "3 min 20 s", "2 h 5 min". */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}

const SEGMENTER = new Intl.Segmenter();

function graphemeWidth(grapheme: string): number {
  if (/^[\u0020-\u007e]/u.test(grapheme)) return 1;
  if (/^(?:\p{M}|\p{Cf}|\p{Cc})+$/u.test(grapheme)) return 0;
  return WIDE.test(grapheme) ? 2 : 1;
}

/** The East Asian wide blocks that people write in, and emoji. */
const WIDE =
  /\p{Emoji_Presentation}|\ufe0f|^[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]/u;

function wrapLine(line: string, width: number): readonly string[] {
  const out: string[] = [];
  let current = '';
  let used = 0;
  for (const word of line.split(' ').flatMap((part) => pieces(part, width))) {
    const size = widthOf(word);
    if (current !== '' && used + 1 + size > width) {
      out.push(current);
      current = word;
      used = size;
    } else {
      current = current === '' ? word : `${current} ${word}`;
      used += current === word ? size : size + 1;
    }
  }
  return [...out, current];
}

/** A word as it is, or cut where it is longer than a line. */
function pieces(word: string, width: number): readonly string[] {
  if (widthOf(word) <= width) return [word];
  const out: string[] = [];
  let current = '';
  for (const { segment } of SEGMENTER.segment(word)) {
    if (current !== '' && widthOf(current) + graphemeWidth(segment) > width) {
      out.push(current);
      current = '';
    }
    current += segment;
  }
  return [...out, current];
}
