import type Database from 'better-sqlite3';
import { fail, ok, type Result } from '#shared/base/result.ts';
import type { OpenFailure } from './failures.ts';

/** "Prly": says that a SQLite file is a run of ours. */
export const APPLICATION_ID = 0x50726c79;
/** Of the file, not of the events: counts up with the tables below. */
export const FILE_VERSION = 1;

/** Append-only by itself: whoever opens the file with another program is refused too. The program's own guard is the hash chain. */
const TABLES: Record<string, string> = {
  events: `CREATE TABLE events (
  seq INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  type TEXT NOT NULL,
  data TEXT NOT NULL,
  detail TEXT,
  reasoning TEXT,
  hash TEXT NOT NULL CHECK (length(hash) = 64)
) STRICT`,
  events_only_next: `CREATE TRIGGER events_only_next BEFORE INSERT ON events
WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM events)
BEGIN SELECT RAISE(ABORT, 'events are appended in order, without a gap'); END`,
  events_no_update: `CREATE TRIGGER events_no_update BEFORE UPDATE ON events
BEGIN SELECT RAISE(ABORT, 'events are never changed'); END`,
  events_no_delete: `CREATE TRIGGER events_no_delete BEFORE DELETE ON events
BEGIN SELECT RAISE(ABORT, 'events are never removed'); END`,
};

/** Only in the file of a run that was imported: where it comes from, one JSON text. Such a file is never appended to. */
const ORIGIN = `CREATE TABLE origin (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  about TEXT NOT NULL
) STRICT`;

export function createOrigin(db: Database.Database, about: string): void {
  db.exec(ORIGIN);
  db.prepare('INSERT INTO origin VALUES (1, ?)').run(about);
}

/** The JSON text of a file whose tables were checked; undefined of a run that was deliberated here. */
export function originIn(db: Database.Database): string | undefined {
  const has = db.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'origin'").get() !== undefined;
  const about: unknown = has ? db.prepare('SELECT about FROM origin').pluck().get() : undefined;
  return typeof about === 'string' ? about : undefined;
}

/** Makes the tables of a new file, and marks it as ours, in one transaction. */
export function createTables(db: Database.Database): void {
  db.transaction(() => {
    db.pragma(`application_id = ${APPLICATION_ID}`);
    db.pragma(`user_version = ${FILE_VERSION}`);
    for (const sql of Object.values(TABLES)) db.exec(sql);
  })();
}

/** Whether the file is a run of ours, of a version that this program knows, with exactly our tables and triggers. */
export function checkTables(db: Database.Database, file: string): Result<undefined, OpenFailure> {
  if (db.pragma('application_id', { simple: true }) !== APPLICATION_ID) {
    return fail({ kind: 'foreign', detail: `${file} is a database of another program, not a run of Parley.` });
  }
  const version = Number(db.pragma('user_version', { simple: true }));
  if (version > FILE_VERSION) {
    const detail = `${file} was written by a newer Parley (file version ${version}, this one knows ${FILE_VERSION}): update it.`;
    return fail({ kind: 'newer', detail });
  }
  const found = db.prepare<[], [string, string]>('SELECT name, sql FROM sqlite_schema ORDER BY name').raw().all();
  const wanted = Object.entries(TABLES).toSorted(([a], [b]) => (a < b ? -1 : 1));
  const own = found.filter(([name, sql]) => name !== 'origin' || sql !== ORIGIN);
  if (version === FILE_VERSION && JSON.stringify(own) === JSON.stringify(wanted)) return ok(undefined);
  return fail({ kind: 'corrupt', detail: `${file} has not the tables of a run: it was changed by another program.` });
}
