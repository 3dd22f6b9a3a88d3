import type Database from 'better-sqlite3';
import { ok, fail, type Result } from '#shared/base/result.ts';
import type { JournalFailure } from '#engine/ports.ts';
import { failureOf } from './failures.ts';
import { fromWords, likeOf, MATCHES_NOTHING, termsOf } from './search-terms.ts';

/** What the user wrote beside an event of a run, or that it is bookmarked. */
export type Note = { readonly seq: number; readonly bookmark: boolean; readonly note: string };

export type FoundNote = { readonly run: string; readonly title: string; readonly seq: number; readonly note: string };

/** Bookmarks and notes. They belong to the user: no log holds them, and a run that is deleted and comes back has them still. */
export interface Notes {
  /** In the order of the events. */
  of(run: string): Result<readonly Note[], JournalFailure>;
  /** In place of what stands there; nothing said and no bookmark is none. */
  set(run: string, note: Note): Result<undefined, JournalFailure>;
  remove(run: string, seq: number): Result<undefined, JournalFailure>;
  /** Notes in which every word of `query` stands, as the search of messages finds them, the newest first; of runs that are listed. */
  find(query: string, limit: number): Result<readonly FoundNote[], JournalFailure>;
}

export function notesIn(db: Database.Database, file: string): Notes {
  const guarded = <Value>(work: () => Value): Result<Value, JournalFailure> => {
    try {
      return ok(work());
    } catch (error) {
      return fail(failureOf(error, file));
    }
  };
  const remove = (run: string, seq: number): void => {
    db.prepare('DELETE FROM notes WHERE run = ? AND seq = ?').run(run, seq);
  };
  return {
    of: (run) =>
      guarded(() =>
        db
          .prepare<[string], NoteRow>('SELECT seq, bookmark, note FROM notes WHERE run = ? ORDER BY seq')
          .all(run)
          .map(({ bookmark, ...row }) => ({ ...row, bookmark: bookmark === 1 })),
      ),
    set: (run, { seq, bookmark, note }) =>
      guarded(() => {
        const replace = db.transaction(() => {
          remove(run, seq);
          if (!bookmark && note === '') return;
          const add = db.prepare('INSERT INTO notes (run, seq, bookmark, note) VALUES (?, ?, ?, ?)');
          add.run(run, seq, Number(bookmark), note.toWellFormed().replaceAll('\0', '\uFFFD'));
        });
        replace.immediate();
        return undefined;
      }),
    remove: (run, seq) =>
      guarded(() => {
        remove(run, seq);
        return undefined;
      }),
    find: (query, limit) => guarded(() => found(db, query, limit)),
  };
}

type NoteRow = { readonly seq: number; readonly bookmark: number; readonly note: string };

const SELECT = `SELECT notes.run, notes.seq, notes.note, coalesce(runs.name, cursors.title) AS title
  FROM notes JOIN cursors ON cursors.run = notes.run LEFT JOIN runs ON runs.run = notes.run`;

/** Whole words and beginnings first, then parts; there are few notes, so that parts need no index. */
function found(db: Database.Database, query: string, limit: number): readonly FoundNote[] {
  const terms = termsOf(query);
  if (terms.length === 0) return [];
  const words = fromWords(terms);
  const byWords = `${SELECT} JOIN notes_words ON notes_words.rowid = notes.id WHERE notes_words MATCH ? ORDER BY notes.id DESC LIMIT ?`;
  const whole = words === MATCHES_NOTHING ? [] : db.prepare<unknown[], FoundNote>(byWords).all(words, limit);
  const where = terms.map(() => "notes.note LIKE ? ESCAPE '\\'").join(' AND ');
  const byParts = `${SELECT} WHERE ${where} ORDER BY notes.id DESC LIMIT ?`;
  const parts = db.prepare<unknown[], FoundNote>(byParts).all(...terms.map(likeOf), limit);
  const hits = new Map([...whole, ...parts].map((hit) => [`${hit.run} ${hit.seq}`, hit]));
  return [...hits.values()].slice(0, limit);
}
