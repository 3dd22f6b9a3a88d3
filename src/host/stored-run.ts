import { fail, ok, type Result } from '#shared/base/result.ts';
import { decodeEvent, turnDetailSchema, type AnyEvent, type TurnDetail } from '#shared/events/event.ts';
import { seq, type Seq } from '#shared/events/ids.ts';
import type { RpcFailure } from '#shared/rpc/methods.ts';
import { readJsonl } from '#store/jsonl.ts';
import { linesOf } from '#store/lines.ts';
import { verifyChain, type Verdict } from '#store/hash-chain.ts';
import type { Origin } from '#store/origin.ts';
import { openReader, type Reader } from '#store/reader.ts';
import { StorageError } from '#store/stored-rows.ts';
import type { StoredRow } from '#store/stored-row.ts';

/** A run that lies on the disk, in a file of its own or as a recording; whoever opens it closes it. */
export interface StoredRun {
  readonly head: { readonly seq: number; readonly hash: string };
  /** At most `limit` of them. Of a damaged run the events before the damage; a read that begins at the damage fails. */
  events(after: Seq, limit?: number): Result<readonly AnyEvent[], RpcFailure>;
  /** The event at a position; undefined where there is none. */
  at(seq: Seq): Result<AnyEvent | undefined, RpcFailure>;
  /** Rows with detail and reasoning; a failure is the last item. */
  rows(): Iterable<Result<StoredRow, RpcFailure>>;
  /** Walks the hash chain; damage is part of the verdict. */
  verify(): Verdict;
  detail(at: Seq): TurnDetail | undefined;
  /** What the model thought in the turn that ended there. */
  reasoning(at: Seq): string | undefined;
  /** Where it comes from, where it was imported. */
  origin(): Origin | undefined;
  close(): void;
}

export function openStoredFile(file: string): Result<StoredRun, RpcFailure> {
  const opened = openReader(file);
  if (!opened.ok) {
    return fail({ code: opened.failure.kind === 'missing' ? 'not_found' : 'storage', message: opened.failure.detail });
  }
  const reader = opened.value;
  const head = reader.head();
  if (!head.ok) {
    reader.close();
    return fail({ code: 'storage', message: head.failure.detail });
  }
  return ok({
    head: head.value,
    events: (after, limit) => {
      const read = reader.read(after, limit);
      return read.ok ? read : fail({ code: 'storage', message: read.failure.detail });
    },
    at: (place) => {
      const read = reader.at(place);
      return read.ok ? read : fail({ code: 'storage', message: read.failure.detail });
    },
    rows: () => rowsOf(reader),
    verify: () => reader.verify(),
    detail: (at) => {
      const detail = reader.detail(at);
      return detail.ok ? detail.value : undefined;
    },
    reasoning: (at) => {
      const reasoning = reader.reasoning(at);
      return reasoning.ok ? reasoning.value : undefined;
    },
    origin: () => reader.origin(),
    close: () => reader.close(),
  });
}

function* rowsOf(reader: Reader): Generator<Result<StoredRow, RpcFailure>> {
  try {
    for (const row of reader.rows(seq(0))) yield ok(row);
  } catch (error) {
    if (!(error instanceof StorageError)) throw error;
    yield fail({ code: 'storage', message: error.failure.detail });
  }
}

/** A recording is small: it is read whole, and its hashes are not checked here (`verify` does). */
export async function openRecording(file: string): Promise<Result<StoredRun, RpcFailure>> {
  const read = await readJsonl(linesOf(file));
  if (!read.ok) return fail({ code: 'storage', message: `${file}: ${read.failure.detail}` });
  const rows: StoredRow[] = [];
  const events: AnyEvent[] = [];
  for await (const row of read.value.rows) {
    if (!row.ok) return fail({ code: 'storage', message: `${file}: ${row.failure}` });
    const { seq: at, at: time, type, data } = row.value;
    const event = decodeEvent({ seq: at, at: time, type, data: JSON.parse(data) });
    if (!event.ok) return fail({ code: 'storage', message: `${file}: ${event.failure}` });
    rows.push(row.value);
    events.push(event.value);
  }
  const last = rows.at(-1);
  return ok({
    head: { seq: last?.seq ?? 0, hash: last?.hash ?? '' },
    events: (after, limit) => ok(events.slice(after, limit === undefined ? undefined : after + limit)),
    at: (place) => ok(events[place - 1]),
    rows: () => rows.map(ok),
    verify: () => verifyChain(rows),
    detail: (at) => {
      const { detail } = rows[at - 1] ?? {};
      const decoded = detail === undefined ? undefined : turnDetailSchema.safeParse(JSON.parse(detail));
      return decoded?.success === true ? decoded.data : undefined;
    },
    reasoning: (at) => rows[at - 1]?.reasoning,
    origin: () => undefined,
    close: () => {},
  });
}
