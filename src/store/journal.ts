import Database from 'better-sqlite3';
import { existsSync, renameSync, rmSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { BugError } from '#shared/base/assert.ts';
import type { Disposable } from '#shared/base/disposable.ts';
import { fail, ok, type Result } from '#shared/base/result.ts';
import type { AnyEvent, Draft } from '#shared/events/event.ts';
import type { Micros, RunId, Seq } from '#shared/events/ids.ts';
import { seq } from '#shared/events/ids.ts';
import type { Journal, JournalFailure } from '#engine/ports.ts';
import { failureOf, isUnsure, type OpenFailure } from './failures.ts';
import { checkFile, makeFolder, syncFolder } from './files.ts';
import { chainNext, GENESIS, verifyChain } from './hash-chain.ts';
import { takeLock } from './lock.ts';
import type { ProcessIdentity } from './process-identity.ts';
import { checkTables, createTables, originIn } from './schema.ts';
import { applySettings, brokenSettings, distrust, DURABLE, PATIENCE, type Settings } from './settings.ts';
import { storedRows, StorageError } from './stored-rows.ts';
import { COLUMNS, columnsOfRow, eventOfRow, type StoredRow } from './stored-row.ts';

/** One run's file, `runs/ID.db`; the lock lies beside it. */
export type RunFile = { readonly file: string; readonly run: RunId };

/** For tests: another process to hold the lock in the name of, and weaker settings. */
export type JournalOptions = { readonly who?: ProcessIdentity; readonly settings?: Settings };

/** The journal of a run in its own SQLite file, held by this process until it is closed. */
export interface StoreJournal extends Journal {
  lastSeq(): Seq;
  /** Hash of the newest event; 64 zeros before the first. */
  headHash(): string;
  /** Gives the file and its lock back; closing twice does nothing. */
  close(): void;
}

/** An event's data, detail and reasoning together, as JSON in UTF-8. */
export const MOST_BYTES = 16 * 1024 * 1024;

/** Makes a new run's file, whole or not at all, and opens it. Refused where a file lies there already. */
export function createJournal(place: RunFile, options: JournalOptions = {}): Result<StoreJournal, OpenFailure> {
  return underLock(place, options, (own) => {
    if (existsSync(own.file))
      return fail({ kind: 'exists', detail: `${own.file} is there already: choose another run id.` });
    createFile(own.file);
    return openFile(own);
  });
}

/** What a branch begins with: the events of its parent as they were stored, whose hashes are computed anew, and what follows them. */
export type Past = { readonly rows: Iterable<StoredRow>; readonly drafts: readonly Draft[] };

/**
 * Makes the file of a branch with its past in it, whole or not at all, and opens it. What of a row an export has left out is not there in
 * the branch either. Refused where a file lies there already, or where a draft is too large.
 */
export function createBranch(
  place: RunFile,
  { rows, drafts }: Past,
  options: JournalOptions = {},
): Result<StoreJournal, OpenFailure> {
  return underLock(place, options, (own) => {
    if (existsSync(own.file))
      return fail({ kind: 'exists', detail: `${own.file} is there already: choose another run id.` });
    const past = chained(rows);
    const next = encode(drafts, past.at(-1)?.at ?? 0, past.at(-1) ?? START);
    if (!next.ok) return next;
    createFile(own.file, [...past, ...next.value.map(({ row }) => row)]);
    return openFile(own);
  });
}

/** The rows in a chain of their own. */
function chained(rows: Iterable<StoredRow>): readonly StoredRow[] {
  let { hash } = START;
  return Array.from(rows, ({ hash: _, detailHash: _detail, reasoningHash: _reasoning, ...body }) => {
    hash = chainNext(hash, body);
    return { ...body, hash };
  });
}

/**
 * Opens a run's file for writing: checked from header to hash chain first, so that nothing is ever appended to a damaged one.
 * Fails as data: held by another process (`busy`, with its pid), `missing`, `newer`, `foreign`, damaged, not writable.
 */
export function openJournal(place: RunFile, options: JournalOptions = {}): Result<StoreJournal, OpenFailure> {
  const found = checkFile(resolve(place.file));
  return found.ok ? underLock(place, options, openFile) : found;
}

type Own = RunFile & { readonly lock: Disposable; readonly settings: Settings };

function underLock(
  place: RunFile,
  options: JournalOptions,
  open: (own: Own) => Result<StoreJournal, OpenFailure>,
): Result<StoreJournal, OpenFailure> {
  const file = resolve(place.file);
  let lock: Disposable | undefined;
  let opened: Result<StoreJournal, OpenFailure> | undefined;
  try {
    makeFolder(dirname(file));
    const taken = takeLock(file, options.who);
    if (!taken.ok) return taken;
    lock = taken.value;
    opened = open({ file, run: place.run, lock, settings: options.settings ?? DURABLE });
    return opened;
  } catch (error) {
    if (error instanceof StorageError) return fail(error.failure);
    return fail(failureOf(error, file));
  } finally {
    if (opened?.ok !== true) lock?.dispose();
  }
}

/** Built under another name and moved when it is durable: a crash in between leaves no half-made run. */
function createFile(file: string, rows: readonly StoredRow[] = []): void {
  const draft = `${file}.new`;
  for (const rest of ['', '-journal', '-wal', '-shm']) rmSync(`${draft}${rest}`, { force: true });
  const db = new Database(draft, { timeout: PATIENCE });
  try {
    db.pragma('synchronous = FULL');
    db.pragma('fullfsync = ON');
    createTables(db);
    insertion(db)(rows);
    db.pragma('journal_mode = WAL');
  } finally {
    db.close();
  }
  renameSync(draft, file);
  syncFolder(dirname(file));
}

function openFile(own: Own): Result<StoreJournal, OpenFailure> {
  const db = new Database(own.file, { fileMustExist: true, timeout: PATIENCE });
  let opened = false;
  try {
    distrust(db);
    const tables = checkTables(db, own.file);
    if (!tables.ok) return tables;
    if (originIn(db) !== undefined) {
      return fail({
        kind: 'imported',
        detail: `${own.file} holds a run that was imported: it is a record, and nothing is added to it.`,
      });
    }
    applySettings(db, own.settings);
    const check = db.pragma('quick_check', { simple: true });
    if (check !== 'ok') return fail({ kind: 'corrupt', detail: `${own.file} is damaged: ${String(check)}.` });
    const chain = verifyChain(storedRows(db, own.file, 0));
    if (chain.bad !== undefined) return fail({ kind: 'corrupt', detail: `${own.file} is damaged: ${chain.bad.why}.` });
    // A write that changes nothing, for the settings tell the truth only after one.
    db.pragma(`user_version = ${String(db.pragma('user_version', { simple: true }))}`);
    const broken = brokenSettings(db, own.settings);
    if (broken.length > 0)
      return fail({ kind: 'io', detail: `${own.file} cannot be written durably: ${broken.join(', ')}.` });
    opened = true;
    return ok(new SqliteJournal(db, own, { seq: chain.events, hash: chain.head }));
  } finally {
    if (!opened) db.close();
  }
}

/** All rows in one transaction. */
function insertion(db: Database.Database): Database.Transaction<(rows: readonly StoredRow[]) => void> {
  const insert = db.prepare(`INSERT INTO events (${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?)`);
  return db.transaction((rows) => {
    for (const row of rows) insert.run(...columnsOfRow(row));
  });
}

type Head = { readonly seq: number; readonly hash: string };
/** Before the first event. */
const START: Head = { seq: 0, hash: GENESIS };
type Encoded = { readonly row: StoredRow; readonly event: AnyEvent };

class SqliteJournal implements StoreJournal {
  readonly run: RunId;
  readonly #db: Database.Database;
  readonly #own: Own;
  readonly #insert: Database.Transaction<(rows: readonly StoredRow[]) => void>;
  #head: Head;
  #unsure = false;

  constructor(db: Database.Database, own: Own, head: Head) {
    this.run = own.run;
    this.#db = db;
    this.#own = own;
    this.#head = head;
    this.#insert = insertion(db);
  }

  append(drafts: readonly Draft[], at: Micros): Result<readonly AnyEvent[], JournalFailure> {
    if (!this.#db.open) return fail({ kind: 'closed', detail: `${this.#own.file} is closed.` });
    if (this.#unsure) {
      return fail({ kind: 'io', detail: `${this.#own.file} must be opened anew: the disk did not confirm a write.` });
    }
    const encoded = encode(drafts, at, this.#head);
    if (!encoded.ok) return encoded;
    const rows = encoded.value;
    try {
      this.#insert.immediate(rows.map(({ row }) => row));
    } catch (error) {
      this.#unsure = isUnsure(error);
      return fail(failureOf(error, this.#own.file));
    }
    this.#head = rows.at(-1)?.row ?? this.#head;
    return ok(rows.map(({ event }) => event));
  }

  /** Throws a StorageError where the file was damaged since it was opened. */
  read(after: Seq, limit = Number.POSITIVE_INFINITY): readonly AnyEvent[] {
    const events: AnyEvent[] = [];
    for (const row of storedRows(this.#db, this.#own.file, after)) {
      if (events.length >= limit) break;
      const event = eventOfRow(row);
      if (!event.ok) throw new StorageError({ kind: 'corrupt', detail: `${this.#own.file}: ${event.failure}` });
      events.push(event.value);
    }
    return events;
  }

  lastSeq(): Seq {
    return seq(this.#head.seq);
  }

  headHash(): string {
    return this.#head.hash;
  }

  close(): void {
    this.#db.close();
    this.#own.lock.dispose();
  }
}

function encode(drafts: readonly Draft[], at: number, from: Head): Result<readonly Encoded[], JournalFailure> {
  const encoded: Encoded[] = [];
  let head = from;
  for (const draft of drafts) {
    const body = {
      seq: head.seq + 1,
      at,
      type: draft.type,
      data: JSON.stringify(draft.data),
      ...(draft.detail === undefined ? {} : { detail: JSON.stringify(draft.detail) }),
      ...(draft.reasoning === undefined ? {} : { reasoning: draft.reasoning }),
    };
    const bytes = bytesOf(body.data) + bytesOf(body.detail) + bytesOf(body.reasoning && JSON.stringify(body.reasoning));
    if (bytes > MOST_BYTES) {
      const detail = `An event of type ${draft.type} has ${bytes} bytes; the log takes ${MOST_BYTES} at most.`;
      return fail({ kind: 'too-large', detail });
    }
    const row = { ...body, hash: chainNext(head.hash, body) };
    const event = eventOfRow(row);
    if (!event.ok) throw new BugError(`only events of the vocabulary are appended: ${event.failure}`);
    encoded.push({ row, event: event.value });
    head = row;
  }
  return ok(encoded);
}

const bytesOf = (text: string | undefined): number => (text === undefined ? 0 : Buffer.byteLength(text));
