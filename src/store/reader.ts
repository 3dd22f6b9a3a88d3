import Database from 'better-sqlite3';
import { resolve } from 'node:path';
import { fail, ok, type Result } from '#shared/base/result.ts';
import { turnDetailSchema, type AnyEvent, type TurnDetail } from '#shared/events/event.ts';
import type { Seq } from '#shared/events/ids.ts';
import type { JournalFailure } from '#engine/ports.ts';
import { failureOf, type OpenFailure } from './failures.ts';
import { checkFile } from './files.ts';
import { chainWalk, GENESIS, type Verdict } from './hash-chain.ts';
import { originOf, type Origin } from './origin.ts';
import { checkTables, originIn } from './schema.ts';
import { distrust, PATIENCE } from './settings.ts';
import { eventOfRow, reasoningOfColumn, type StoredRow } from './stored-row.ts';
import { RowPages } from './row-pages.ts';
import { StorageError, storedRows } from './stored-rows.ts';

/** Reads a run's file, also while another process writes it; each call sees what was committed by then. */
export interface Reader {
  /**
   * Events after `after` in order, at most `limit`. Of a damaged file the events before the damage are given; a read that begins
   * at the damage fails and says what it is.
   */
  read(after: Seq, limit?: number): Result<readonly AnyEvent[], JournalFailure>;
  /** The event at a position; undefined where there is none. What lies near those asked for last is at hand. */
  at(seq: Seq): Result<AnyEvent | undefined, JournalFailure>;
  /** Rows after `after`, with detail and reasoning, for exports. Throws a StorageError where the file is damaged. */
  rows(after: Seq): Iterable<StoredRow>;
  /** Token ids and piece timings of the event at `seq`; undefined where it has none. */
  detail(seq: Seq): Result<TurnDetail | undefined, JournalFailure>;
  /** Reasoning of the turn that ended at `seq`; undefined where it has none. */
  reasoning(seq: Seq): Result<string | undefined, JournalFailure>;
  /** Position and hash of the newest event; 0 and 64 zeros in an empty log. */
  head(): Result<{ readonly seq: number; readonly hash: string }, JournalFailure>;
  /** Where an imported run comes from; undefined of one that was deliberated here. */
  origin(): Origin | undefined;
  /** Walks the whole chain; damage is part of the verdict. */
  verify(): Verdict;
  close(): void;
}

/** Opens a run's file for reading; it is never created or changed, and no lock is asked for. */
export function openReader(file: string): Result<Reader, OpenFailure> {
  const path = resolve(file);
  const found = checkFile(path);
  if (!found.ok) return found;
  let db: Database.Database | undefined;
  let reader: Reader | undefined;
  try {
    db = new Database(path, { readonly: true, fileMustExist: true, timeout: PATIENCE });
    distrust(db);
    db.pragma('query_only = ON');
    const tables = checkTables(db, path);
    if (!tables.ok) return tables;
    reader = new SqliteReader(db, path);
    return ok(reader);
  } catch (error) {
    return fail(failureOf(error, path));
  } finally {
    if (reader === undefined) db?.close();
  }
}

class SqliteReader implements Reader {
  readonly #db: Database.Database;
  readonly #file: string;
  #pages: RowPages | undefined;

  constructor(db: Database.Database, file: string) {
    this.#db = db;
    this.#file = file;
  }

  read(after: Seq, limit = Number.POSITIVE_INFINITY): Result<readonly AnyEvent[], JournalFailure> {
    const events: AnyEvent[] = [];
    try {
      for (const row of this.rows(after)) {
        if (events.length >= limit) break;
        const event = eventOfRow(row);
        if (event.ok) events.push(event.value);
        else if (events.length > 0) break;
        else return fail({ kind: 'corrupt', detail: `${this.#file} is damaged: ${event.failure}.` });
      }
    } catch (error) {
      if (!(error instanceof StorageError)) throw error;
      if (events.length === 0) return fail(error.failure);
    }
    return ok(events);
  }

  at(at: Seq): Result<AnyEvent | undefined, JournalFailure> {
    try {
      this.#pages ??= new RowPages(this.#db, this.#file);
      const row = this.#pages.at(at);
      const event = row === undefined ? ok(undefined) : eventOfRow(row);
      return event.ok ? event : fail({ kind: 'corrupt', detail: `${this.#file} is damaged: ${event.failure}.` });
    } catch (error) {
      if (!(error instanceof StorageError)) throw error;
      return fail(error.failure);
    }
  }

  origin(): Origin | undefined {
    return originOf(originIn(this.#db));
  }

  rows(after: Seq): Iterable<StoredRow> {
    return storedRows(this.#db, this.#file, after);
  }

  detail(at: Seq): Result<TurnDetail | undefined, JournalFailure> {
    const detail = this.#one('SELECT detail FROM events WHERE seq = ?', at);
    if (!detail.ok) return detail;
    if (typeof detail.value !== 'string') return ok(undefined);
    try {
      const decoded = turnDetailSchema.safeParse(JSON.parse(detail.value));
      if (decoded.success) return ok(decoded.data);
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
    }
    return fail({ kind: 'corrupt', detail: `${this.#file} is damaged: the detail of event ${at} is unreadable.` });
  }

  reasoning(at: Seq): Result<string | undefined, JournalFailure> {
    const column = this.#one('SELECT reasoning FROM events WHERE seq = ?', at);
    if (!column.ok) return column;
    const text = reasoningOfColumn(column.value ?? null);
    if (text.ok) return text;
    return fail({ kind: 'corrupt', detail: `${this.#file} is damaged: event ${at}: ${text.failure}.` });
  }

  head(): Result<{ readonly seq: number; readonly hash: string }, JournalFailure> {
    const last = this.#one('SELECT max(seq) FROM events');
    if (!last.ok) return last;
    if (typeof last.value !== 'number') return ok({ seq: 0, hash: GENESIS });
    const hash = this.#one('SELECT hash FROM events WHERE seq = ?', last.value);
    if (!hash.ok) return hash;
    if (typeof hash.value === 'string') return ok({ seq: last.value, hash: hash.value });
    return fail({ kind: 'corrupt', detail: `${this.#file} is damaged: event ${last.value} has no hash.` });
  }

  verify(): Verdict {
    const walk = chainWalk();
    try {
      for (const row of this.rows(0 as Seq)) if (!walk.step(row)) break;
    } catch (error) {
      if (!(error instanceof StorageError)) throw error;
      walk.break(error.message);
    }
    return walk.verdict();
  }

  close(): void {
    this.#db.close();
  }

  #one(sql: string, ...values: readonly unknown[]): Result<unknown, JournalFailure> {
    try {
      const statement = this.#db.prepare(sql).pluck();
      return ok(statement.get(...values));
    } catch (error) {
      return fail(failureOf(error, this.#file));
    }
  }
}
