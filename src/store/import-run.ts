import Database from 'better-sqlite3';
import { existsSync, renameSync, rmSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Disposable } from '#shared/base/disposable.ts';
import { fail, ok, type Result } from '#shared/base/result.ts';
import { failureOf, type OpenFailure } from './failures.ts';
import { makeFolder, syncFolder } from './files.ts';
import { chainNext, GENESIS } from './hash-chain.ts';
import { MOST_BYTES } from './journal.ts';
import { takeLock } from './lock.ts';
import type { Origin } from './origin.ts';
import { createOrigin, createTables } from './schema.ts';
import { PATIENCE } from './settings.ts';
import { COLUMNS, columnsOfRow, type StoredRow } from './stored-row.ts';

/** An event to be imported; its place and its hash are given to it here. */
export type ImportedRow = Pick<StoredRow, 'at' | 'type' | 'data' | 'detail' | 'reasoning'>;

export type Importing<Refusal> = {
  /** A refusal ends the import: nothing is written then. */
  readonly rows: AsyncIterable<Result<ImportedRow, Refusal>> | Iterable<Result<ImportedRow, Refusal>>;
  /** Asked once all rows are read. */
  readonly origin: () => Origin;
};

export type Imported = { readonly events: number; readonly head: string };

/**
 * Writes a run from elsewhere into a file of its own, hashed anew, whole or not at all: under another name first, which becomes the
 * file's when all of it is durable. Never into a file that is there.
 */
export async function importRun<Refusal>(
  place: string,
  { rows, origin }: Importing<Refusal>,
): Promise<Result<Imported, OpenFailure | { readonly kind: 'refused'; readonly refusal: Refusal }>> {
  const file = resolve(place);
  const draft = `${file}.import-${process.pid}`;
  let db: Database.Database | undefined;
  let lock: Disposable | undefined;
  try {
    makeFolder(dirname(file));
    const taken = takeLock(file);
    if (!taken.ok) return taken;
    lock = taken.value;
    if (existsSync(file)) return fail({ kind: 'exists', detail: `${file} is there already: choose another run id.` });
    discard(draft);
    db = new Database(draft, { timeout: PATIENCE });
    db.pragma('synchronous = FULL');
    db.pragma('fullfsync = ON');
    createTables(db);
    const filled = await fill(db, rows);
    if (!filled.ok) return filled;
    createOrigin(db, JSON.stringify(origin()));
    db.pragma('journal_mode = WAL');
    db.close();
    renameSync(draft, file);
    syncFolder(dirname(file));
    return filled;
  } catch (error) {
    return fail(failureOf(error, file));
  } finally {
    db?.close();
    discard(draft);
    lock?.dispose();
  }
}

const discard = (draft: string): void => {
  for (const rest of ['', '-journal', '-wal', '-shm']) rmSync(`${draft}${rest}`, { force: true });
};

/** Events in one transaction; between two the program has time for others. */
const AT_ONCE = 500;

async function fill<Refusal>(
  db: Database.Database,
  rows: Importing<Refusal>['rows'],
): Promise<Result<Imported, OpenFailure | { readonly kind: 'refused'; readonly refusal: Refusal }>> {
  const insert = db.prepare(`INSERT INTO events (${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?)`);
  const write = db.transaction((batch: readonly StoredRow[]) => {
    for (const row of batch) insert.run(...columnsOfRow(row));
  });
  let head = GENESIS;
  let events = 0;
  let batch: StoredRow[] = [];
  for await (const row of rows) {
    if (!row.ok) return fail({ kind: 'refused', refusal: row.failure });
    const { at, type, data, detail, reasoning } = row.value;
    const bytes = [data, detail ?? '', reasoning ?? ''].reduce((sum, text) => sum + Buffer.byteLength(text), 0);
    if (bytes > MOST_BYTES) {
      const detail = `Event ${events + 1} has ${bytes} bytes; the log takes ${MOST_BYTES} at most.`;
      return fail({ kind: 'too-large', detail });
    }
    events += 1;
    const body = {
      seq: events,
      at,
      type,
      data,
      ...(detail === undefined ? {} : { detail }),
      ...(reasoning === undefined ? {} : { reasoning }),
    };
    head = chainNext(head, body);
    batch.push({ ...body, hash: head });
    if (batch.length < AT_ONCE) continue;
    write.immediate(batch);
    batch = [];
  }
  write.immediate(batch);
  return ok({ events, head });
}
