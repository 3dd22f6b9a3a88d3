import Database from 'better-sqlite3';
import { existsSync, renameSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fail, ok, type Result } from '#shared/base/result.ts';
import { BRANCHES, type Branch } from '#shared/events/fork.ts';
import { runIdSchema, seqSchema, type RunId, type Seq } from '#shared/events/ids.ts';
import type { JournalFailure } from '#engine/ports.ts';
import { failureOf, type OpenFailure } from './failures.ts';
import { checkFile, makeFolder } from './files.ts';
import { backup } from './backup.ts';
import { isOlder, LIBRARY_ID, migrate, NEWEST } from './library-schema.ts';
import { notesIn, type Notes } from './notes.ts';
import { originOf, type Origin } from './origin.ts';
import { searchIndex, type SearchIndex } from './search-index.ts';
import { sweepShelf, type SweepShelf } from './sweep-shelf.ts';
import { applySettings, brokenSettings, distrust, DURABLE, PATIENCE } from './settings.ts';

/** A run as lists show it; all of it can be read again from the run's own file. `state` is as of `lastSeq`. */
export type ListedRun = {
  readonly run: string;
  readonly title: string;
  readonly question: string;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly state: 'running' | 'paused' | 'interrupted' | 'ended';
  readonly reason?: string;
  readonly seats: readonly string[];
  /** Mode and cadence, in words. */
  readonly way: string;
  /** References of the models, each once. */
  readonly models: readonly string[];
  readonly turns: number;
  readonly events: number;
  readonly lastSeq: number;
  /** Of a branch: where it left which run, and whether to go another way or to say the same again. */
  readonly parent?: { readonly run: RunId; readonly seq: Seq } | undefined;
  readonly branch?: Branch | undefined;
  /** Where it comes from, where it was imported. */
  readonly imported?: Origin | undefined;
};

/** What the user gave a run; without any of it the run has no row. */
export type Label = { readonly name?: string; readonly tags: readonly string[]; readonly pinned: boolean };

/** What may change: labels, and as caches over the runs' files their list and the index of what was said. Each call is one transaction. */
export interface Library {
  readonly index: SearchIndex;
  readonly notes: Notes;
  readonly sweeps: SweepShelf;
  upsertRun(run: ListedRun): Result<undefined, JournalFailure>;
  /** Newest first. */
  listRuns(): Result<readonly ListedRun[], JournalFailure>;
  /** Takes a run off the list; names and tags stay, for an undo. */
  removeRun(run: string): Result<undefined, JournalFailure>;
  /** By run. */
  labels(): Result<ReadonlyMap<string, Label>, JournalFailure>;
  /** What is left out stays; an empty name takes the name away. */
  label(run: string, change: Partial<Label>): Result<undefined, JournalFailure>;
  /** Counts up when another process has changed something. */
  version(): number;
  /** Replaces the whole list. */
  rebuild(runs: readonly ListedRun[]): Result<undefined, JournalFailure>;
  close(): void;
}

/** `movedAside` is where a damaged library was put; the new one is empty then, and waits for a rebuild. */
export type OpenedLibrary = { readonly library: Library; readonly movedAside?: string };

/** Opens or makes `library.db`. A damaged one is moved aside; one of a newer version or of another program is refused. */
export function openLibrary(file: string): Result<OpenedLibrary, OpenFailure> {
  const path = resolve(file);
  const opened = openOnce(path);
  if (opened.ok) return ok({ library: opened.value });
  if (opened.failure.kind !== 'corrupt') return opened;
  const moved = moveAside(path);
  if (!moved.ok) return moved;
  const again = openOnce(path);
  return again.ok ? ok({ library: again.value, movedAside: moved.value }) : again;
}

function openOnce(path: string): Result<Library, OpenFailure> {
  const found = checkFile(path);
  if (!found.ok && found.failure.kind !== 'missing') return found;
  let db: Database.Database | undefined;
  let library: Library | undefined;
  try {
    makeFolder(dirname(path));
    db = new Database(path, { timeout: PATIENCE });
    distrust(db);
    const check = db.pragma('quick_check', { simple: true });
    if (check !== 'ok') return fail({ kind: 'corrupt', detail: `${path} is damaged: ${String(check)}.` });
    applySettings(db, DURABLE);
    // The user's own is in it: before it is changed a copy is made of it as it was.
    if (isOlder(db)) backup(db, `${path}.before-v${NEWEST}`);
    const migrated = migrate(db, path);
    if (!migrated.ok) return migrated;
    // A write that changes nothing, for the settings tell the truth only after one.
    db.pragma(`application_id = ${LIBRARY_ID}`);
    const broken = brokenSettings(db, DURABLE);
    if (broken.length > 0)
      return fail({ kind: 'io', detail: `${path} cannot be written durably: ${broken.join(', ')}.` });
    library = new SqliteLibrary(db, path);
    return ok(library);
  } catch (error) {
    return fail(failureOf(error, path));
  } finally {
    if (library === undefined) db?.close();
  }
}

function moveAside(path: string): Result<string, OpenFailure> {
  try {
    let count = 1;
    while (existsSync(`${path}.corrupt-${count}`)) count += 1;
    const aside = `${path}.corrupt-${count}`;
    for (const rest of ['', '-wal', '-shm']) if (existsSync(path + rest)) renameSync(path + rest, aside + rest);
    return ok(aside);
  } catch (error) {
    return fail(failureOf(error, path));
  }
}

type LabelRow = { readonly run: string; readonly name: string | null; readonly pinned: number };

class SqliteLibrary implements Library {
  readonly index: SearchIndex;
  readonly notes: Notes;
  readonly sweeps: SweepShelf;
  readonly #db: Database.Database;
  readonly #file: string;

  constructor(db: Database.Database, file: string) {
    this.#db = db;
    this.#file = file;
    this.index = searchIndex(db, file);
    this.notes = notesIn(db, file);
    this.sweeps = sweepShelf(db, file);
  }

  upsertRun(run: ListedRun): Result<undefined, JournalFailure> {
    return this.#write(() => this.#put(run));
  }

  listRuns(): Result<readonly ListedRun[], JournalFailure> {
    try {
      const rows = this.#db
        .prepare<[], Record<string, unknown>>('SELECT * FROM list ORDER BY started_at DESC, run')
        .all();
      return ok(rows.map(listedOf));
    } catch (error) {
      return fail(failureOf(error, this.#file));
    }
  }

  removeRun(run: string): Result<undefined, JournalFailure> {
    return this.#write(() => this.#db.prepare('DELETE FROM list WHERE run = ?').run(run));
  }

  labels(): Result<ReadonlyMap<string, Label>, JournalFailure> {
    try {
      const labels = new Map<string, Label>();
      for (const { run, name, pinned } of this.#db.prepare<[], LabelRow>('SELECT run, name, pinned FROM runs').all()) {
        labels.set(run, { ...(name === null ? {} : { name }), tags: [], pinned: pinned === 1 });
      }
      const tags = this.#db
        .prepare<[], readonly [string, string]>('SELECT run, tag FROM tags ORDER BY tag')
        .raw()
        .all();
      for (const [run, tag] of tags) {
        const label = labels.get(run) ?? { tags: [], pinned: false };
        labels.set(run, { ...label, tags: [...label.tags, tag] });
      }
      return ok(labels);
    } catch (error) {
      return fail(failureOf(error, this.#file));
    }
  }

  label(run: string, { name, tags, pinned }: Partial<Label>): Result<undefined, JournalFailure> {
    return this.#write(() => {
      this.#db.prepare('INSERT OR IGNORE INTO runs (run) VALUES (?)').run(run);
      if (name !== undefined) this.#db.prepare("UPDATE runs SET name = nullif(?, '') WHERE run = ?").run(name, run);
      if (pinned !== undefined) this.#db.prepare('UPDATE runs SET pinned = ? WHERE run = ?').run(Number(pinned), run);
      if (tags === undefined) return;
      this.#db.prepare('DELETE FROM tags WHERE run = ?').run(run);
      const add = this.#db.prepare('INSERT OR IGNORE INTO tags VALUES (?, ?)');
      for (const tag of tags) add.run(run, tag);
    });
  }

  version(): number {
    return Number(this.#db.pragma('data_version', { simple: true }));
  }

  rebuild(runs: readonly ListedRun[]): Result<undefined, JournalFailure> {
    return this.#write(() => {
      this.#db.prepare('DELETE FROM list').run();
      for (const run of runs) this.#put(run);
    });
  }

  close(): void {
    this.#db.close();
  }

  #put(run: ListedRun): void {
    const seats = JSON.stringify(run.seats);
    this.#db
      .prepare('INSERT OR REPLACE INTO list VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)')
      .run(
        run.run,
        run.title,
        run.question,
        run.startedAt,
        run.state,
        run.reason ?? null,
        seats,
        run.turns,
        run.events,
        run.lastSeq,
        JSON.stringify(run.models),
        run.way,
        run.parent === undefined ? null : JSON.stringify({ ...run.parent, kind: run.branch }),
        run.imported === undefined ? null : JSON.stringify(run.imported),
      );
  }

  #write(work: () => unknown): Result<undefined, JournalFailure> {
    try {
      this.#db.transaction(work).immediate();
      return ok(undefined);
    } catch (error) {
      return fail(failureOf(error, this.#file));
    }
  }
}

/** STRICT columns and a CHECK on `state` make the types sure. */
function listedOf(row: Record<string, unknown>): ListedRun {
  const text = (name: string): string => row[name] as string;
  return {
    run: text('run'),
    title: text('title'),
    question: text('question'),
    startedAt: text('started_at'),
    state: text('state') as ListedRun['state'],
    ...(row['reason'] === null ? {} : { reason: text('reason') }),
    seats: textsOf(text('seats')),
    way: text('way'),
    models: textsOf(text('models')),
    turns: Number(row['turns']),
    events: Number(row['events']),
    lastSeq: Number(row['last_seq']),
    ...branchOf(row['branch']),
    ...importedIn(row['imported']),
  };
}

/** Empty where there is none, or none that can be read: the list is a cache. */
function branchOf(column: unknown): Pick<ListedRun, 'parent' | 'branch'> {
  if (typeof column !== 'string') return {};
  const { run, seq, kind } = JSON.parse(column) as Record<string, unknown>;
  const parent = { run: runIdSchema.safeParse(run).data, seq: seqSchema.safeParse(seq).data };
  if (parent.run === undefined || parent.seq === undefined) return {};
  const branch = BRANCHES.find((one) => one === kind);
  return { parent: { run: parent.run, seq: parent.seq }, ...(branch === undefined ? {} : { branch }) };
}

function importedIn(about: unknown): Pick<ListedRun, 'imported'> {
  const imported = originOf(typeof about === 'string' ? about : undefined);
  return imported === undefined ? {} : { imported };
}

function textsOf(json: string): readonly string[] {
  try {
    const texts: unknown = JSON.parse(json);
    return Array.isArray(texts) ? texts.filter((text) => typeof text === 'string') : [];
  } catch {
    return [];
  }
}
