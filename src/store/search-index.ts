import type Database from 'better-sqlite3';
import { fail, ok, type Result } from '#shared/base/result.ts';
import type { JournalFailure } from '#engine/ports.ts';
import { failureOf } from './failures.ts';
import { fromWords, hasSign, likeOf, MATCHES_NOTHING, phraseOf, termsOf } from './search-terms.ts';

/** Up to where a run's messages are in the index. */
export type Cursor = {
  readonly run: string;
  /** Of its scenario. */
  readonly title: string;
  /** Of the file as it was then, whatever the caller knows it again by. */
  readonly stamp: string;
  readonly ended: boolean;
  /** Hash of the last event that was looked at, and its position. */
  readonly head: string;
  readonly lastSeq: number;
};

export type SaidMessage = {
  readonly message: string;
  /** Where it became public. */
  readonly seq: number;
  readonly turn?: number;
  /** For people. */
  readonly name: string;
  readonly body: string;
};

/** What a run's events after the old cursor made of its messages: those that are public and new or changed, and those that are no more. */
export type News = { readonly said: readonly SaidMessage[]; readonly gone: readonly string[] };

export type FoundMessage = SaidMessage & {
  readonly run: string;
  /** The run's name, else its title. */
  readonly title: string;
};

/** What was said in all runs, to be searched. A cache over their files; each call is one transaction. */
export interface SearchIndex {
  cursors(): Result<readonly Cursor[], JournalFailure>;
  /** Goes on from the cursor at `after` (0: the run is taken in anew); false where another process was faster, and nothing was done. */
  add(cursor: Cursor, after: number, news: News): Result<boolean, JournalFailure>;
  drop(runs: readonly string[]): Result<undefined, JournalFailure>;
  /**
   * Messages in which every word of `query` stands, the best first, at most `limit`. The query is plain text: nothing in it is an
   * operator. Whole words and beginnings of the last come first, then what holds the query's words as a part; where the query has signs
   * in it, the other way round.
   */
  find(query: string, limit: number): Result<readonly FoundMessage[], JournalFailure>;
}

export function searchIndex(db: Database.Database, file: string): SearchIndex {
  const guarded = <Value>(work: () => Value): Result<Value, JournalFailure> => {
    try {
      return ok(work());
    } catch (error) {
      return fail(failureOf(error, file));
    }
  };
  return {
    cursors: () => guarded(() => db.prepare<[], CursorRow>('SELECT * FROM cursors').all().map(cursorOf)),
    add: (cursor, after, news) => guarded(() => db.transaction(() => added(db, { cursor, after, news })).immediate()),
    drop: (runs) =>
      guarded(() => {
        const dropped = db.transaction(() => {
          for (const run of runs) forget(db, run);
        });
        dropped.immediate();
        return undefined;
      }),
    find: (query, limit) => guarded(() => found(db, query, limit)),
  };
}

type CursorRow = {
  readonly run: string;
  readonly title: string;
  readonly stamp: string;
  readonly ended: number;
  readonly head: string;
  readonly last_seq: number;
};

const cursorOf = ({ ended, last_seq: lastSeq, ...row }: CursorRow): Cursor => ({ ...row, ended: ended === 1, lastSeq });

type Addition = { readonly cursor: Cursor; readonly after: number; readonly news: News };

function added(db: Database.Database, { cursor, after, news }: Addition): boolean {
  const { run, title, stamp, ended, head, lastSeq } = cursor;
  const stands = db.prepare('SELECT last_seq FROM cursors WHERE run = ?').pluck().get(run) ?? 0;
  if (after === 0) forget(db, run);
  else if (stands !== after) return false;
  const take = db.prepare('DELETE FROM said WHERE run = ? AND message = ?');
  const put = db.prepare('INSERT INTO said (run, message, seq, turn, name, body) VALUES (?, ?, ?, ?, ?, ?)');
  for (const message of [...news.gone, ...news.said.map((one) => one.message)]) take.run(run, message);
  for (const { message, seq, turn, name, body } of news.said) put.run(run, message, seq, turn ?? null, name, body);
  db.prepare('INSERT OR REPLACE INTO cursors VALUES (?, ?, ?, ?, ?, ?)').run(
    run,
    title,
    stamp,
    Number(ended),
    head,
    lastSeq,
  );
  return true;
}

function forget(db: Database.Database, run: string): void {
  db.prepare('DELETE FROM said WHERE run = ?').run(run);
  db.prepare('DELETE FROM cursors WHERE run = ?').run(run);
}

type FoundRow = Omit<FoundMessage, 'turn'> & { readonly turn: number | null };

const SELECT = `SELECT said.run, said.message, said.seq, said.turn, said.name, said.body,
  coalesce(runs.name, cursors.title) AS title
  FROM said JOIN cursors ON cursors.run = said.run LEFT JOIN runs ON runs.run = said.run`;

function found(db: Database.Database, query: string, limit: number): readonly FoundMessage[] {
  const terms = termsOf(query);
  if (terms.length === 0) return [];
  const hits = new Map<string, FoundMessage>();
  const take = (rows: readonly FoundRow[]): void => {
    for (const { turn, ...row } of rows) {
      const key = `${row.run} ${row.message}`;
      if (hits.size < limit && !hits.has(key)) hits.set(key, { ...row, ...(turn === null ? {} : { turn }) });
    }
  };
  const ways = [() => byWords(db, terms, limit), () => byParts(db, terms, limit)];
  // Whoever typed a sign means it, and words know of none.
  if (terms.some(hasSign)) ways.reverse();
  for (const way of ways) if (hits.size < limit) take(way());
  return [...hits.values()];
}

function byWords(db: Database.Database, terms: readonly string[], limit: number): readonly FoundRow[] {
  const words = fromWords(terms);
  return words === MATCHES_NOTHING ? [] : matching(db, { table: 'said_words', words, limit });
}

/** Three characters are the least that the index of parts can find. */
function byParts(db: Database.Database, terms: readonly string[], limit: number): readonly FoundRow[] {
  if (terms.some((term) => Array.from(term).length < 3)) return scanned(db, terms, limit);
  return matching(db, { table: 'said_parts', words: terms.map(phraseOf).join(' '), limit });
}

type Match = { readonly table: 'said_words' | 'said_parts'; readonly words: string; readonly limit: number };

function matching(db: Database.Database, { table, words, limit }: Match): readonly FoundRow[] {
  const sql = `${SELECT} JOIN ${table} ON ${table}.rowid = said.id WHERE ${table} MATCH ? ORDER BY rank, said.id LIMIT ?`;
  return db.prepare<unknown[], FoundRow>(sql).all(words, limit);
}

function scanned(db: Database.Database, terms: readonly string[], limit: number): readonly FoundRow[] {
  const where = terms.map(() => "said.body LIKE ? ESCAPE '\\'").join(' AND ');
  const sql = `${SELECT} WHERE ${where} ORDER BY said.id DESC LIMIT ?`;
  return db.prepare<unknown[], FoundRow>(sql).all(...terms.map(likeOf), limit);
}
