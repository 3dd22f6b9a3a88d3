import type Database from 'better-sqlite3';
import { fail, ok, type Result } from '#shared/base/result.ts';
import type { OpenFailure } from './failures.ts';

/** "Prlb": says that a SQLite file is a library of ours. */
export const LIBRARY_ID = 0x50726c62;

export type Migration = { readonly version: number; readonly sql: string };

/** Only ever added to: what was released once is never changed. `runs`, `tags` and `notes` are the user's own; `list`, `cursors` and `said` can be rebuilt. */
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
  {
    version: 2,
    // The list is emptied, for it knows neither models nor mode: it is read anew from the runs. The two indexes of words follow `said` by themselves.
    sql: `
DELETE FROM list;
ALTER TABLE list ADD COLUMN models TEXT NOT NULL DEFAULT '[]';
ALTER TABLE list ADD COLUMN way TEXT NOT NULL DEFAULT '';
CREATE TABLE cursors (
  run TEXT PRIMARY KEY,
  title TEXT NOT NULL,
  stamp TEXT NOT NULL,
  ended INTEGER NOT NULL,
  head TEXT NOT NULL,
  last_seq INTEGER NOT NULL
) STRICT;
CREATE TABLE said (
  id INTEGER PRIMARY KEY,
  run TEXT NOT NULL,
  message TEXT NOT NULL,
  seq INTEGER NOT NULL,
  turn INTEGER,
  name TEXT NOT NULL,
  body TEXT NOT NULL,
  UNIQUE (run, message)
) STRICT;
CREATE VIRTUAL TABLE said_words USING fts5(
  body, content = 'said', content_rowid = 'id', tokenize = 'unicode61 remove_diacritics 2'
);
CREATE VIRTUAL TABLE said_parts USING fts5(
  body, content = 'said', content_rowid = 'id', tokenize = 'trigram remove_diacritics 1'
);
CREATE TRIGGER said_added AFTER INSERT ON said BEGIN
  INSERT INTO said_words (rowid, body) VALUES (NEW.id, NEW.body);
  INSERT INTO said_parts (rowid, body) VALUES (NEW.id, NEW.body);
END;
CREATE TRIGGER said_removed AFTER DELETE ON said BEGIN
  INSERT INTO said_words (said_words, rowid, body) VALUES ('delete', OLD.id, OLD.body);
  INSERT INTO said_parts (said_parts, rowid, body) VALUES ('delete', OLD.id, OLD.body);
END;
CREATE TRIGGER said_never_changed BEFORE UPDATE ON said
BEGIN SELECT RAISE(ABORT, 'a message is taken out and put in anew'); END;`,
  },
  {
    version: 3,
    // The list is emptied, for it does not know which runs are branches.
    sql: `
DELETE FROM list;
ALTER TABLE list ADD COLUMN branch TEXT;`,
  },
  {
    version: 4,
    // The list is emptied, for it does not know which runs were imported. Notes are the user's own; their index follows them by itself.
    sql: `
DELETE FROM list;
ALTER TABLE list ADD COLUMN imported TEXT;
CREATE TABLE notes (
  id INTEGER PRIMARY KEY,
  run TEXT NOT NULL,
  seq INTEGER NOT NULL CHECK (seq > 0),
  bookmark INTEGER NOT NULL CHECK (bookmark IN (0, 1)),
  note TEXT NOT NULL,
  UNIQUE (run, seq)
) STRICT;
CREATE VIRTUAL TABLE notes_words USING fts5(
  note, content = 'notes', content_rowid = 'id', tokenize = 'unicode61 remove_diacritics 2'
);
CREATE TRIGGER notes_added AFTER INSERT ON notes BEGIN
  INSERT INTO notes_words (rowid, note) VALUES (NEW.id, NEW.note);
END;
CREATE TRIGGER notes_removed AFTER DELETE ON notes BEGIN
  INSERT INTO notes_words (notes_words, rowid, note) VALUES ('delete', OLD.id, OLD.note);
END;
CREATE TRIGGER notes_never_changed BEFORE UPDATE ON notes
BEGIN SELECT RAISE(ABORT, 'a note is taken out and put in anew'); END;`,
  },
  {
    version: 5,
    // A plan never changes; a run that a cell began stays its run.
    sql: `
CREATE TABLE sweeps (
  sweep TEXT PRIMARY KEY,
  title TEXT NOT NULL,
  started_at TEXT NOT NULL,
  plan TEXT NOT NULL,
  blind INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('running', 'stopped', 'done'))
) STRICT;
CREATE TABLE sweep_cells (
  sweep TEXT NOT NULL REFERENCES sweeps ON DELETE CASCADE,
  cell TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('waiting', 'running', 'done', 'failed', 'stopped')),
  run TEXT,
  detail TEXT,
  result TEXT,
  PRIMARY KEY (sweep, cell)
) STRICT, WITHOUT ROWID;
CREATE TABLE judgements (
  sweep TEXT NOT NULL REFERENCES sweeps ON DELETE CASCADE,
  pair TEXT NOT NULL,
  left_cell TEXT NOT NULL,
  right_cell TEXT NOT NULL,
  verdict TEXT NOT NULL CHECK (verdict IN ('left', 'right', 'tie')),
  judged_at TEXT NOT NULL,
  PRIMARY KEY (sweep, pair)
) STRICT, WITHOUT ROWID;`,
  },
];

export const NEWEST = MIGRATIONS.at(-1)?.version ?? 0;

/** Whether it is a library of ours that an older version left. */
export const isOlder = (db: Database.Database): boolean => {
  const version = Number(db.pragma('user_version', { simple: true }));
  return db.pragma('application_id', { simple: true }) === LIBRARY_ID && version > 0 && version < NEWEST;
};

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
