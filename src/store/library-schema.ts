import type Database from 'better-sqlite3';
import { fail, ok, type Result } from '#shared/base/result.ts';
import type { OpenFailure } from './failures.ts';

/** "Prlb": says that a SQLite file is a library of ours. */
export const LIBRARY_ID = 0x50726c62;

export type Migration = { readonly version: number; readonly sql: string };

/** Only ever added to: what was released once is never changed. `runs` and `tags` are the user's own, `list` can be rebuilt. */
export const MIGRATIONS: readonly Migration[] = [
  {
    version: 1,
    sql: `
CREATE TABLE runs (
  run TEXT PRIMARY KEY,
  name TEXT,
  pinned INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE TABLE tags (
  run TEXT NOT NULL,
  tag TEXT NOT NULL,
  PRIMARY KEY (run, tag)
) STRICT, WITHOUT ROWID;
CREATE TABLE list (
  run TEXT PRIMARY KEY,
  title TEXT NOT NULL,
  question TEXT NOT NULL,
  started_at TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('running', 'paused', 'interrupted', 'ended')),
  reason TEXT,
  seats TEXT NOT NULL,
  turns INTEGER NOT NULL,
  events INTEGER NOT NULL,
  last_seq INTEGER NOT NULL
) STRICT;`,
  },
];

/** Brings a library to the newest version in one transaction: it is whole before and after, whenever the program dies. */
export function migrate(
  db: Database.Database,
  file: string,
  migrations: readonly Migration[] = MIGRATIONS,
): Result<undefined, OpenFailure> {
  const application = Number(db.pragma('application_id', { simple: true }));
  const version = Number(db.pragma('user_version', { simple: true }));
  const tables = Number(db.prepare('SELECT count(*) FROM sqlite_schema').pluck().get());
  if (application !== LIBRARY_ID && (application !== 0 || version !== 0 || tables !== 0)) {
    return fail({ kind: 'foreign', detail: `${file} is a database of another program, not a library of Parley.` });
  }
  const newest = migrations.at(-1)?.version ?? 0;
  if (version > newest) {
    const detail = `${file} was written by a newer Parley (version ${version}, this one knows ${newest}): update it.`;
    return fail({ kind: 'newer', detail });
  }
  db.transaction(() => {
    // Read again inside: another process may have migrated in between.
    const from = Number(db.pragma('user_version', { simple: true }));
    db.pragma(`application_id = ${LIBRARY_ID}`);
    for (const step of migrations) if (step.version > from) db.exec(step.sql);
    if (newest > from) db.pragma(`user_version = ${newest}`);
  }).immediate();
  return ok(undefined);
}
