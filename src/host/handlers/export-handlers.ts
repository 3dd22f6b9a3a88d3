import type { Abort } from '#shared/base/abort.ts';
import { fail, ok, type Result } from '#shared/base/result.ts';
import type { AnyEvent } from '#shared/events/event.ts';
import { seq } from '#shared/events/ids.ts';
import type { Handlers } from '#shared/rpc/handlers.ts';
import { EVENTS_AT_ONCE, type Input, type RpcFailure } from '#shared/rpc/methods.ts';
import type { EventLog } from '#exports/event-log.ts';
import { exportChromeTrace } from '#exports/chrome-trace.ts';
import { exportHtml, type ReplayPage } from '#exports/html.ts';
import { exportJsonl, type ExportRow } from '#exports/jsonl.ts';
import { exportMarkdown } from '#exports/markdown.ts';
import { exportMinutes } from '#exports/minutes.ts';
import { notesSection, type ExportNote } from '#exports/notes.ts';
import { exportOpenai } from '#exports/openai.ts';
import { exportOtlp } from '#exports/otlp.ts';
import { previewExport } from '#exports/preview.ts';
import { redactedEvents } from '#exports/redact.ts';
import { exportSharegpt } from '#exports/sharegpt.ts';
import { withoutReasoning } from '#store/hash-chain.ts';
import type { StoredRow } from '#store/stored-row.ts';
import { HTML_PORTS } from '../replay-page.ts';
import type { LibraryDoor } from '../library-door.ts';
import type { RunCatalog } from '../run-catalog.ts';
import type { StoredRun } from '../stored-run.ts';

type ExportHandlers = Pick<Handlers, 'run.export' | 'run.preview'>;
type Export = Input<'run.export'>;

/** `door`: without a library there are no notes. `page`: the window's part for the HTML export, read when it is asked for. */
export type Exporting = {
  readonly catalog: RunCatalog;
  readonly door?: LibraryDoor | undefined;
  readonly page?: (() => Result<ReplayPage, RpcFailure>) | undefined;
};

/** What leaves of a run, and a count of it before it does. */
export function exportHandlers({ catalog, door, page = noPage }: Exporting): ExportHandlers {
  const notesOf = ({ run, notes }: Export): readonly ExportNote[] =>
    notes === true ? (door?.peek((library) => library.notes.of(run)) ?? []) : [];
  return {
    async *'run.export'(input, { signal }) {
      const opened = await catalog.open(input.run);
      if (!opened.ok) {
        yield opened;
        return;
      }
      try {
        for (const text of gathered(pieces(opened.value, input, { notes: notesOf(input), page }))) {
          if (stopped(signal)) return;
          yield ok({ text });
        }
      } catch (error) {
        if (!(error instanceof Damaged)) throw error;
        yield fail(error.failure);
      } finally {
        opened.value.close();
      }
    },
    async 'run.preview'(input) {
      const opened = await catalog.open(input.run);
      if (!opened.ok) return opened;
      const { format, reasoning, content = false, redact = [] } = input;
      try {
        const rows = exportRows(opened.value.rows(), (row) => row);
        const notes = { found: notesOf({ ...input, notes: true }).length, wanted: input.notes === true };
        const leaving = { format, reasoning, content, redact, notes };
        return ok({ kinds: previewExport(rows, leaving).map((line) => ({ ...line })) });
      } catch (error) {
        if (!(error instanceof Damaged)) throw error;
        return fail(error.failure);
      } finally {
        opened.value.close();
      }
    },
  };
}

/** Characters in one item at least: a frame for each of a hundred thousand lines would cost more than what stands in it. */
const AT_ONCE = 64 * 1024;

function* gathered(pieces: Iterable<string>): Generator<string> {
  let text = '';
  for (const piece of pieces) {
    text += piece;
    if (text.length < AT_ONCE) continue;
    yield text;
    text = '';
  }
  if (text !== '') yield text;
}

const stopped = (signal: Abort): boolean => signal.aborted;

type Beside = { readonly notes: readonly ExportNote[]; readonly page: NonNullable<Exporting['page']> };

const noPage = (): Result<ReplayPage, RpcFailure> =>
  fail({ code: 'failed', message: 'There is no page for the HTML export here.' });

function* pieces(stored: StoredRun, input: Export, { notes, page }: Beside): Generator<string> {
  const { format, redact = [] } = input;
  const events = eventsOf(stored, redact);
  const content = input.content === true ? 'keep' : 'leave-out';
  const seats = input.prefix === undefined ? {} : { prefix: input.prefix };
  switch (format) {
    case 'minutes':
      yield* exportMinutes(events);
      yield* notesSection(notes);
      return;
    case 'markdown':
      yield* exportMarkdown(events);
      yield* notesSection(notes);
      return;
    case 'jsonl':
      yield* nativePieces(stored, input, notes);
      return;
    case 'html':
      yield* htmlPieces(stored, input, { notes, page });
      return;
    case 'openai':
      yield* exportOpenai(events, seats);
      return;
    case 'sharegpt':
      yield* exportSharegpt(events, seats);
      return;
    case 'chrome-trace':
      yield* exportChromeTrace(events, { content });
      return;
    case 'otlp':
      yield* exportOtlp(events, { content });
      return;
    default:
      format satisfies never;
  }
}

function* nativePieces(stored: StoredRun, input: Export, notes: readonly ExportNote[]): Generator<string> {
  const { run, reasoning, redact = [] } = input;
  const gone = stored.origin()?.redacted ?? [];
  const header = { run, events: stored.head.seq, head: stored.head.hash, redacted: gone };
  const rows = exportRows(stored.rows(), reasoning ? (row) => row : withoutReasoning);
  yield* exportJsonl(header, rows, { reasoning: reasoning ? 'keep' : 'leave-out', redact, notes });
}

function* htmlPieces(stored: StoredRun, input: Export, { notes, page }: Beside): Generator<string> {
  const { run, reasoning, redact = [] } = input;
  const read = page();
  if (!read.ok) throw new Damaged(read.failure);
  const { seq: events, hash: head } = stored.head;
  yield* exportHtml(
    {
      header: { run, events, head, redacted: stored.origin()?.redacted ?? [] },
      page: read.value,
      ports: HTML_PORTS,
      events: eventsOf(stored, []),
      rows: exportRows(stored.rows(), (row) => row),
    },
    { reasoning: reasoning ? 'keep' : 'leave-out', redact, notes },
  );
}

/** A run whose file cannot be read to its end is not exported: what is missing would not be seen. */
class Damaged extends Error {
  readonly failure: RpcFailure;
  constructor(failure: RpcFailure) {
    super(failure.message);
    this.failure = failure;
  }
}

/** The events some at a time, anew for each who goes through them, or one by itself: a long run is never whole in memory. */
function eventsOf(stored: StoredRun, redact: NonNullable<Export['redact']>): EventLog {
  return {
    [Symbol.iterator]: () => redactedEvents(batches(stored), redact),
    at: (index) => {
      const read = stored.at(seq(index + 1));
      if (!read.ok) throw new Damaged(read.failure);
      const [event] = redactedEvents(read.value === undefined ? [] : [read.value], redact);
      return event;
    },
  };
}

function* batches(stored: StoredRun): Generator<AnyEvent> {
  for (let at = 0; at < stored.head.seq;) {
    const read = stored.events(seq(at), Math.min(EVENTS_AT_ONCE, stored.head.seq - at));
    if (!read.ok) throw new Damaged(read.failure);
    if (read.value.length === 0) {
      const message = `Event ${at + 1} of ${stored.head.seq} cannot be read: see parley verify.`;
      throw new Damaged({ code: 'storage', message });
    }
    yield* read.value;
    at += read.value.length;
  }
}

function* exportRows(
  rows: Iterable<Result<StoredRow, RpcFailure>>,
  redact: (row: StoredRow) => StoredRow,
): Generator<ExportRow> {
  for (const read of rows) {
    if (!read.ok) throw new Damaged(read.failure);
    const { data, detail, ...row } = redact(read.value);
    yield {
      ...row,
      data: jsonOf(data, row),
      ...(detail === undefined ? {} : { detail: jsonOf(detail, row) }),
    };
  }
}

function jsonOf(text: string, { seq: at }: { readonly seq: number }): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Damaged({ code: 'storage', message: `Event ${at} holds no readable JSON: see parley verify.` });
  }
}
