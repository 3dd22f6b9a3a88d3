/** The line (from 1) of a position in a text. */
export function lineAt(text: string, position: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at !== -1 && at < position; at = text.indexOf('\n', at + 1)) line += 1;
  return line;
}

/** The line where JSON text breaks, as far as the parser's own words tell it; the last line where they do not. */
export function brokenLine(text: string, error: unknown): number {
  const told = error instanceof Error ? /at position (\d+)/u.exec(error.message) : null;
  return lineAt(text, told === null ? text.length : Number(told[1]));
}

/**
 * The lines on which the items of arrays begin, of those arrays that stand `depth` deep: 1 for an array that is the whole text, 2 for one
 * that is a field of the whole. The text is JSON. With several such arrays their items follow one another.
 */
export function itemLines(text: string, depth: 1 | 2): readonly number[] {
  const lines: number[] = [];
  const open: string[] = [];
  let line = 1;
  let wants = false;
  for (let at = 0; at < text.length; at += 1) {
    const char = text.charAt(at);
    if (char === '\n') line += 1;
    if (/\s/u.test(char)) continue;
    if (wants && char !== ']') lines.push(line);
    wants = false;
    if (char === '"') at = endOfString(text, at);
    else if (char === '[' || char === '{') open.push(char);
    else if (char === ']' || char === '}') open.pop();
    wants = open.length === depth && open.at(-1) === '[' && (char === ',' || char === '[');
  }
  return lines;
}

function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at += 1) {
    if (text.charAt(at) === '\\') at += 1;
    else if (text.charAt(at) === '"') return at;
  }
  return text.length;
}
