import type Database from 'better-sqlite3';
import type { JournalFailure } from '#engine/ports.ts';
import { failureOf } from './failures.ts';
import { COLUMNS, rowOfColumns, type StoredRow } from './stored-row.ts';

/** Thrown where rows are iterated and no Result can be handed out: the file cannot be read on from here. */
export class StorageError extends Error {
  override readonly name = 'StorageError';
  readonly failure: JournalFailure;

  constructor(failure: JournalFailure) {
    super(failure.detail);
    this.failure = failure;
  }
}

/** Rows in one read. */
export const PAGE = 64;

/** Rows after `after` in order, in short reads, so that no long one holds up the writer's checkpoints. Throws a StorageError. */
export function* storedRows(db: Database.Database, file: string, after: number): Generator<StoredRow> {
  const page = pages(db);
  for (let last = after; ;) {
    const rows = pageAfter(page, file, last);
    yield* rows;
    const end = rows.at(-1);
    if (end === undefined) return;
    last = end.seq;
  }
}

/** Prepares for `pageAfter`. */
export const pages = (db: Database.Database): Database.Statement =>
  db.prepare(`SELECT ${COLUMNS} FROM events WHERE seq > ? ORDER BY seq LIMIT ${PAGE}`);

/** At most PAGE rows after `after` in one read. Throws a StorageError. */
export function pageAfter(page: Database.Statement, file: string, after: number): readonly StoredRow[] {
  let records: readonly unknown[];
  try {
    records = page.all(after);
  } catch (error) {
    throw new StorageError(failureOf(error, file));
  }
  const rows: StoredRow[] = [];
  for (const record of records) {
    const row = rowOfColumns(record);
    if (row.ok) rows.push(row.value);
    else if (rows.length > 0) return rows;
    else throw new StorageError({ kind: 'corrupt', detail: `${file} is damaged: ${row.failure}.` });
  }
  return rows;
}
