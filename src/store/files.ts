import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readSync,
  statSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { fail, ok, type Result } from '#shared/base/result.ts';
import { failureOf, type OpenFailure } from './failures.ts';

/** SQLite opens no longer paths (MAX_PATHNAME 512, its own endings off). */
const LONGEST_PATH = 500;

/** Whether an SQLite file lies there, as far as its first bytes say. SQLite itself would take an empty file for a healthy new one. */
export function checkFile(file: string): Result<undefined, OpenFailure> {
  if (Buffer.byteLength(file) > LONGEST_PATH) {
    return fail({
      kind: 'io',
      detail: `The path ${file} is over ${LONGEST_PATH} bytes long: choose a shorter folder.`,
    });
  }
  try {
    const stat = statSync(file, { throwIfNoEntry: false });
    if (stat === undefined) return fail({ kind: 'missing', detail: `There is no file ${file}.` });
    if (!stat.isFile()) return fail({ kind: 'foreign', detail: `${file} is no file.` });
    if (stat.size === 0) return fail({ kind: 'corrupt', detail: `${file} is empty: what it held is lost.` });
    if (beginOf(file) === 'SQLite format 3\u0000') return ok(undefined);
    return fail({ kind: 'corrupt', detail: `${file} is no SQLite file, or its beginning is damaged.` });
  } catch (error) {
    return fail(failureOf(error, file));
  }
}

/** Makes a folder and those above it. Throws what the file system says; Node itself says ENOENT where a disk is read-only. */
export function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    let above = folder;
    while (!existsSync(above)) above = dirname(above);
    accessSync(above, constants.W_OK);
    throw error;
  }
}

/** Makes a new name in a folder durable; a system that cannot do that (Windows) keeps names by itself. */
export function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

function beginOf(file: string): string {
  const handle = openSync(file, 'r');
  try {
    const bytes = Buffer.alloc(16);
    const count = readSync(handle, bytes, 0, 16, 0);
    return bytes.toString('latin1', 0, count);
  } finally {
    closeSync(handle);
  }
}
