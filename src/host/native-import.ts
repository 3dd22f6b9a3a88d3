import { fail, ok, type Result } from '#shared/base/result.ts';
import { emptyRun, foldRun } from '#shared/projections/fold-run.ts';
import type { RunId } from '#shared/events/ids.ts';
import { runIdSchema } from '#shared/events/ids.ts';
import type { AnyEvent } from '#shared/events/event.ts';
import { faultSentence, IMPORT_LIMITS } from '#imports/limits.ts';
import { chainNext, GENESIS } from '#store/hash-chain.ts';
import type { ImportedRow } from '#store/import-run.ts';
import { readJsonl, type JsonlHeader, type JsonlRow } from '#store/jsonl.ts';
import type { Note } from '#store/notes.ts';
import type { Origin } from '#store/origin.ts';
import { eventOfRow } from '#store/stored-row.ts';

/** An export of ours on its way in. `origin` and `warnings` are complete once all rows were read. */
export type NativeImport = {
  readonly run: RunId;
  readonly notes: unknown;
  readonly rows: AsyncGenerator<Result<ImportedRow, string>>;
  readonly origin: () => Origin;
  readonly warnings: () => readonly string[];
};

/**
 * Reads an export line by line. A line that holds no event refuses the file, by line and field; events that are out of their place end
 * the record there, and one whose hash is not that of what it says marks it as broken: nobody can tell then what was written. Fails with
 * one sentence.
 */
export async function nativeImport(
  lines: AsyncIterable<string> | Iterable<string>,
  file: string,
): Promise<Result<NativeImport, string>> {
  const read = await readJsonl(withoutMark(lines));
  if (!read.ok) return fail(`${file}, line 1: ${read.failure.detail} Nothing was imported.`);
  const { header, rows } = read.value;
  const run = runIdSchema.safeParse(header.run);
  if (!run.success) return fail(faultSentence(file, { line: 1, field: 'run', why: 'it is no id of a run' }));
  const walk = new Walk(header, file);
  return ok({
    run: run.data,
    notes: header.notes,
    rows: walk.over(rows),
    origin: () => walk.origin(),
    warnings: () => walk.warnings(),
  });
}

/** The notes in a header that are such, at most as many as anyone would write. */
export function nativeNotes(notes: unknown, events: number): readonly Note[] {
  if (!Array.isArray(notes)) return [];
  return notes.slice(0, MOST_NOTES).flatMap((one: unknown) => {
    const { seq, bookmark, note } = (typeof one === 'object' && one !== null ? one : {}) as Record<string, unknown>;
    if (typeof seq !== 'number' || !Number.isInteger(seq) || seq < 1 || seq > events) return [];
    const text = typeof note === 'string' ? note.slice(0, LONGEST_NOTE) : '';
    return [{ seq, bookmark: bookmark === true, note: text }];
  });
}

const MOST_NOTES = 10_000;
const LONGEST_NOTE = 10_000;
const LONGEST_TYPE = 200;

class Walk {
  readonly #header: JsonlHeader;
  readonly #file: string;
  readonly #unknown = new Set<string>();
  readonly #redacted: Set<string>;
  #view = emptyRun();
  #events = 0;
  /** As the file's own chain has it. */
  #head = GENESIS;
  #broken: { readonly seq: number; readonly why: string } | undefined;
  #ended = false;

  constructor(header: JsonlHeader, file: string) {
    this.#header = header;
    this.#file = file;
    this.#redacted = new Set(header.redacted);
  }

  async *over(rows: AsyncGenerator<Result<JsonlRow, string>>): AsyncGenerator<Result<ImportedRow, string>> {
    for await (const row of rows) {
      if (!row.ok) {
        yield fail(`${this.#file}: ${row.failure}. Nothing was imported.`);
        return;
      }
      const why = this.#refused(row.value);
      if (why !== undefined) {
        yield fail(why);
        return;
      }
      // The header's promise is broken by it too, and this is the better reason.
      if (!this.#takes(row.value)) return;
      const { at, type, data, detail, reasoning } = row.value;
      yield ok({
        at,
        type,
        data,
        ...(detail === undefined ? {} : { detail }),
        ...(reasoning === undefined ? {} : { reasoning }),
      });
    }
    if (this.#events === 0) yield fail(faultSentence(this.#file, { line: 2, why: 'there is no event in it' }));
    this.#close();
  }

  origin(): Origin {
    const redacted = [...this.#redacted];
    const broken = this.#broken === undefined ? {} : { broken: this.#broken };
    return { format: 'parley', file: this.#file, missing: [], redacted, ...broken };
  }

  warnings(): readonly string[] {
    const unknown = [...this.#unknown];
    return [
      ...(this.#broken === undefined
        ? []
        : [`The record is broken at event ${this.#broken.seq}: ${this.#broken.why}.`]),
      ...(this.#ended ? [`What stands from there on was left out.`] : []),
      ...(unknown.length === 0
        ? []
        : [`Beside its events the file has fields that this version does not keep: ${unknown.join(', ')}.`]),
    ];
  }

  /** Why this line refuses the whole file. */
  #refused(row: JsonlRow): string | undefined {
    const refuse = (field: string, why: string): string => faultSentence(this.#file, { line: row.line, field, why });
    if (!row.type.isWellFormed() || row.type.includes('\0') || row.type.length > LONGEST_TYPE) {
      return refuse('type', `a type is at most ${LONGEST_TYPE} whole characters without NUL`);
    }
    if (!Number.isSafeInteger(row.seq) || row.seq < 1) return refuse('seq', 'it is no position');
    const event = eventOfRow(row);
    if (!event.ok) return refuse('data', event.failure);
    if (this.#events === 0 && row.seq === 1 && event.value.type !== 'v1.run.created') {
      return refuse('type', 'a run begins with v1.run.created');
    }
    return this.#unfoldable(event.value, row.seq === this.#events + 1, refuse);
  }

  /** Events may each be right and make no run together: what would harm a reader is not let in. */
  #unfoldable(event: AnyEvent, inPlace: boolean, refuse: (field: string, why: string) => string): string | undefined {
    const { turn } = (typeof event.data === 'object' && event.data !== null ? event.data : {}) as {
      readonly turn?: unknown;
    };
    // Turns are counted from 1 in the order of their start, so there are never more of them than events.
    if (event.type !== 'unknown' && typeof turn === 'number' && turn > event.seq) {
      return refuse('data.turn', `turn ${turn} cannot have begun by event ${event.seq}`);
    }
    if (event.type === 'v1.run.created' && event.data.setup.seats.length > IMPORT_LIMITS.speakers) {
      return refuse(
        'data.setup.seats',
        `there are ${event.data.setup.seats.length} seats and ${IMPORT_LIMITS.speakers} are taken at most`,
      );
    }
    if (!inPlace || this.#ended) return undefined;
    try {
      this.#view = foldRun(this.#view, event);
      return undefined;
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      return refuse('data', `event ${event.seq} does not go with those before it (${why})`);
    }
  }

  /** False where the record ends before this row. */
  #takes(row: JsonlRow): boolean {
    for (const field of row.unknown) this.#unknown.add(field);
    for (const kind of row.redacted ?? []) this.#redacted.add(kind);
    const expected = this.#events + 1;
    if (row.seq !== expected) {
      const why =
        row.seq > expected
          ? `event ${expected} is missing: event ${row.seq} follows event ${expected - 1}`
          : `event ${row.seq} stands where event ${expected} belongs`;
      this.#broken ??= { seq: expected, why };
      this.#ended = true;
      return false;
    }
    // Of what was taken out nobody can tell whether it was so.
    if (row.redacted === undefined && chainNext(this.#head, row) !== row.hash) {
      this.#broken ??= {
        seq: row.seq,
        why: `event ${row.seq} (${row.type}) is not what was written: its hash does not match`,
      };
    }
    this.#events = row.seq;
    this.#head = row.hash;
    return true;
  }

  #close(): void {
    const { events, head } = this.#header;
    if (this.#events !== events) {
      const why = `the header promises ${events} events, the file holds ${this.#events}`;
      this.#broken ??= { seq: this.#events + 1, why };
    } else if (this.#head !== head) {
      this.#broken ??= { seq: this.#events, why: 'the header names another head hash than the last event' };
    }
  }
}

/** A byte order mark is no part of the header. */
async function* withoutMark(lines: AsyncIterable<string> | Iterable<string>): AsyncGenerator<string> {
  let first = true;
  for await (const line of lines) {
    yield first && line.startsWith('\uFEFF') ? line.slice(1) : line;
    first = false;
  }
}
