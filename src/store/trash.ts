import Database from 'better-sqlite3';
import { existsSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { fail, ok, type Result } from '#shared/base/result.ts';
import { failureOf, type OpenFailure } from './failures.ts';
import { makeFolder, syncFolder } from './files.ts';
import { takeLock } from './lock.ts';
import { PATIENCE } from './settings.ts';

/**
 * Moves a run's file into the folder `trash` and returns where it lies now. Refused while a process writes it. Readers that have
 * it open go on reading.
 */
export function moveToTrash(file: string, trash: string): Result<string, OpenFailure> {
  const path = resolve(file);
  try {
    makeFolder(resolve(trash));
    return move(path, freeName(resolve(trash), basename(path)));
  } catch (error) {
    return fail(failureOf(error, path));
  }
}

/** Moves a trashed file back to `file`; refused where another lies there by now. */
export function restoreFromTrash(trashed: string, file: string): Result<string, OpenFailure> {
  const path = resolve(file);
  try {
    makeFolder(dirname(path));
    return move(resolve(trashed), path);
  } catch (error) {
    return fail(failureOf(error, path));
  }
}

function move(from: string, to: string): Result<string, OpenFailure> {
  if (!existsSync(from)) return fail({ kind: 'missing', detail: `There is no file ${from}.` });
  if (existsSync(to)) return fail({ kind: 'exists', detail: `${to} is there already: move it away first.` });
  const lock = takeLock(from);
  if (!lock.ok) return lock;
  try {
    foldLog(from);
    renameSync(from, to);
    for (const rest of ['-wal', '-shm']) carryAlong(from + rest, to + rest);
    syncFolder(dirname(to));
    syncFolder(dirname(from));
    return ok(to);
  } finally {
    lock.value.dispose();
  }
}

/** Writes what only the log of a killed run holds into the file itself, so that one rename moves all of it. A damaged file stays as it is. */
function foldLog(file: string): void {
  if (!existsSync(`${file}-wal`)) return;
  let db: Database.Database | undefined;
  try {
    db = new Database(file, { fileMustExist: true, timeout: PATIENCE });
    db.pragma('synchronous = FULL');
    db.pragma('wal_checkpoint(TRUNCATE)');
  } catch (error) {
    if (failureOf(error, file).kind !== 'corrupt') throw error;
  } finally {
    db?.close();
  }
}

/** A log left by a damaged file goes with it; an empty one, kept by a reader, is dropped. */
function carryAlong(from: string, to: string): void {
  const size = statSync(from, { throwIfNoEntry: false })?.size;
  if (size === undefined) return;
  if (size === 0 || from.endsWith('-shm')) rmSync(from, { force: true });
  else renameSync(from, to);
}

function freeName(folder: string, name: string): string {
  for (let count = 1; ; count += 1) {
    const path = join(folder, count === 1 ? name : name.replace(/(\.db)?$/, `.${count}$1`));
    if (!existsSync(path)) return path;
  }
}
