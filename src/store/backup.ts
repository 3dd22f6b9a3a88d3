import type Database from 'better-sqlite3';
import { closeSync, fsyncSync, openSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { syncFolder } from './files.ts';

/**
 * A copy of a database as it stands at one moment, whoever writes to it meanwhile; never a copy of its file, which would leave out what lies
 * in its write-ahead log. It is made under another name and becomes `target` when all of it is durable, so that `target` is a whole copy at
 * any time: this one or the one before. Throws what SQLite or the file system says.
 */
export function backup(db: Database.Database, target: string): void {
  const draft = `${target}.draft-${process.pid}`;
  discardDrafts(target);
  try {
    db.prepare('VACUUM INTO ?').run(draft);
    const handle = openSync(draft, 'r+');
    try {
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    renameSync(draft, target);
    syncFolder(dirname(target));
  } finally {
    for (const rest of ['', '-journal']) rmSync(draft + rest, { force: true });
  }
}

/** What a process left that died over it. */
function discardDrafts(target: string): void {
  const folder = dirname(target);
  for (const name of readdirSync(folder)) {
    const pid = name.startsWith(`${basename(target)}.draft-`) ? Number(/\.draft-(\d+)/u.exec(name)?.[1]) : undefined;
    if (pid !== undefined && !isAlive(pid)) rmSync(join(folder, name), { force: true });
  }
}

/** As far as one may ask. An id that was given anew only keeps a draft for longer. */
function isAlive(pid: number): boolean {
  try {
    return pid !== process.pid && process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
