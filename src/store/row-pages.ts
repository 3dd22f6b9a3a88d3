import type Database from 'better-sqlite3';
import type { StoredRow } from './stored-row.ts';
import { PAGE, pageAfter, pages } from './stored-rows.ts';

/** So many pages are at hand. */
const AT_HAND = 8;

/**
 * Rows by position for one who reads here and there, mostly near where it read last: a page at a time, for a read by itself costs more in
 * locks than in rows. Rows are never changed, but new ones come: only whole pages are kept.
 */
export class RowPages {
  readonly #statement: Database.Statement;
  readonly #file: string;
  readonly #known = new Map<number, readonly StoredRow[]>();

  constructor(db: Database.Database, file: string) {
    this.#statement = pages(db);
    this.#file = file;
  }

  /** Undefined where there is none. Throws a StorageError. */
  at(seq: number): StoredRow | undefined {
    const after = Math.floor((seq - 1) / PAGE) * PAGE;
    const rows = this.#known.get(after) ?? pageAfter(this.#statement, this.#file, after);
    // The one that was asked for last stands last, and the first is forgotten.
    this.#known.delete(after);
    if (rows.length === PAGE) this.#known.set(after, rows);
    const [oldest] = this.#known.keys();
    if (this.#known.size > AT_HAND && oldest !== undefined) this.#known.delete(oldest);
    const row = rows[seq - after - 1];
    return row?.seq === seq ? row : rows.find((other) => other.seq === seq);
  }
}
