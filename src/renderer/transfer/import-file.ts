import { fail, ok, type Result } from '#shared/base/result.ts';
import { MAX_REQUEST } from '#shared/rpc/frames.ts';
import { bytesText } from '../models/figures.ts';

/** What is asked of the host for a file that fits through the line between the window and it. */
export type ImportText = { readonly text: string; readonly name: string };

/** What stands around the input in a frame, at most. */
const AROUND = 200;
const NAME = 255;

/** The longest file that is read at all: one character of it is one byte of a frame at least. */
const MOST = MAX_REQUEST - AROUND;

/** Reads a file that the person named. Fails with a sentence, also where it is too large for the window to hand over at once. */
export async function importText(file: File): Promise<Result<ImportText, string>> {
  const name = file.name.slice(-NAME);
  if (file.size > MOST) return fail(tooLarge(file));
  try {
    const input = { text: await file.text(), name };
    return fits(input) ? ok(input) : fail(tooLarge(file));
  } catch {
    return fail(`${name} cannot be read: it may have been moved or changed since it was chosen.`);
  }
}

/** A frame is counted in bytes by the browser shell and in characters everywhere; what JSON escapes counts as it is written. */
export const fits = (input: ImportText): boolean => new TextEncoder().encode(JSON.stringify(input)).length <= MOST;

const tooLarge = ({ name, size }: Pick<File, 'name' | 'size'>): string =>
  `${name} has ${bytesText(size)}, and the window hands over about ${bytesText(MAX_REQUEST)} at most. A terminal takes in up to 100 MB: parley import ${quoted(name)}`;

/** As a shell takes it for one word. */
const quoted = (name: string): string =>
  /^[\w.-]+$/u.test(name) ? name : `'${name.replaceAll("'", String.raw`'\''`)}'`;
