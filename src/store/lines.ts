import { createReadStream } from 'node:fs';

/** Longer than any line that an export of ours can hold (an event's parts are capped at 16 MiB, escapes and all). */
const LONGEST = 40 * 1024 * 1024;

/**
 * The lines of a UTF-8 file, ended by LF or CRLF and nothing else. (Node's readline also ends a line at U+2028 and U+2029, which
 * JSON text may hold.) A line over 40 MiB ends the reading with an Error; so does what the file system refuses.
 */
export async function* linesOf(file: string): AsyncGenerator<string> {
  let rest = '';
  for await (const chunk of createReadStream(file, { encoding: 'utf8' })) {
    const parts = (rest + String(chunk)).split('\n');
    rest = parts.pop() ?? '';
    if (rest.length > LONGEST) throw new Error(`${file} has a line over ${LONGEST} characters`);
    for (const part of parts) yield withoutReturn(part);
  }
  if (rest !== '') yield withoutReturn(rest);
}

const withoutReturn = (line: string): string => (line.endsWith('\r') ? line.slice(0, -1) : line);
