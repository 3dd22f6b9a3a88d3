import type Database from 'better-sqlite3';

/**
 * How a file is written. DURABLE is what the program runs with; only the tests that show what it buys weaken it.
 * `maxPages` caps the file (4 KiB a page), which stands for a full disk.
 */
export type Settings = { readonly synchronous: 'FULL' | 'NORMAL'; readonly maxPages?: number };
export const DURABLE: Settings = { synchronous: 'FULL' };

/** How long SQLite may wait for another connection, synchronously, in milliseconds. */
export const PATIENCE = 250;

/** Set on every connection, before anything is read from the file's content. After sqlite.org/security.html. */
export function distrust(db: Database.Database): void {
  db.pragma('trusted_schema = OFF');
  db.pragma('cell_size_check = ON');
  db.pragma('mmap_size = 0');
}

export function applySettings(db: Database.Database, settings: Settings): void {
  db.pragma('foreign_keys = ON');
  db.pragma('recursive_triggers = ON');
  db.pragma('journal_mode = WAL');
  db.pragma(`synchronous = ${settings.synchronous}`);
  db.pragma('fullfsync = ON');
  db.pragma('checkpoint_fullfsync = ON');
  if (settings.maxPages !== undefined) db.pragma(`max_page_count = ${settings.maxPages}`);
}

/**
 * The settings that do not hold, each in words; none where all do. Only a reading after this connection's first write tells the
 * truth: better-sqlite3 runs WAL files with synchronous=NORMAL, and says FULL until then.
 */
export function brokenSettings(db: Database.Database, settings: Settings): readonly string[] {
  const wanted = { ...HELD, synchronous: settings.synchronous === 'FULL' ? 2 : 1 };
  return Object.entries(wanted).flatMap(([name, value]) => {
    const found = db.pragma(name, { simple: true }) ?? 0;
    return found === value ? [] : [`${name} is ${JSON.stringify(found)}, not ${value}`];
  });
}

const HELD: Record<string, number | string> = {
  journal_mode: 'wal',
  locking_mode: 'normal',
  fullfsync: 1,
  checkpoint_fullfsync: 1,
  recursive_triggers: 1,
  foreign_keys: 1,
  trusted_schema: 0,
  cell_size_check: 1,
  mmap_size: 0,
  busy_timeout: PATIENCE,
};
