import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';

/**
 * One hash over the names and contents of files, so that a touch alone asks for no work and a changed byte always does.
 * @param {string} root what the names are relative to
 * @param {readonly string[]} inputs files and folders below `root`; one that is not there counts as absent
 * @param {(name: string) => boolean} [counts] which files matter, by their name with forward slashes
 * @returns {string} SHA-256 in hex
 */
export function hashOf(root, inputs, counts = () => true) {
  const hash = createHash('sha256');
  for (const file of inputs.flatMap((input) => filesIn(join(root, input)))) {
    const name = relative(root, file).split(sep).join('/');
    if (!counts(name)) continue;
    hash.update(`${name}\0${createHash('sha256').update(readFileSync(file)).digest('hex')}\n`);
  }
  return hash.digest('hex');
}

/**
 * Whether the work of which the stamp tells was done for this very hash.
 * @param {string} stampFile
 * @param {string} hash
 */
export const isFresh = (stampFile, hash) => existsSync(stampFile) && readFileSync(stampFile, 'utf8').trim() === hash;

/**
 * Written only after the work is done: a stamp of work that was broken off would hide it for ever.
 * @param {string} stampFile
 * @param {string} hash
 */
export function writeStamp(stampFile, hash) {
  mkdirSync(dirname(stampFile), { recursive: true });
  writeFileSync(stampFile, `${hash}\n`);
}

/**
 * @param {string} path
 * @returns {string[]} the files at or below `path` in the order of their names
 */
function filesIn(path) {
  if (!existsSync(path)) return [];
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path)
    .toSorted()
    .flatMap((name) => filesIn(join(path, name)));
}
