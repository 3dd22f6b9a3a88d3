import { createHash } from 'node:crypto';
import { eventOfRow, type StoredRow } from './stored-row.ts';

/** The hash before the first event. */
export const GENESIS = '0'.repeat(64);

/** `events` that hold, from the first on, and the hash of the last of them; `bad` is the first that does not, and why. */
export type Verdict = {
  readonly events: number;
  readonly head: string;
  readonly bad?: BadEvent;
};
export type BadEvent = { readonly seq: number; readonly why: string };

/**
 * The hash of an event's content in its place: SHA-256 (hex) over the JSON of
 * [hash before, seq, at, type, data, hash of the detail or null, hash of the reasoning or null].
 * `data` enters re-serialised, so a file that carries the same values has the same hashes whatever its spacing.
 * Throws a SyntaxError where `data` or `detail` is no JSON.
 */
export function chainNext(prev: string, row: Omit<StoredRow, 'hash'>): string {
  return sha256(
    JSON.stringify([
      prev,
      row.seq,
      row.at,
      row.type,
      JSON.parse(row.data),
      row.detail === undefined ? (row.detailHash ?? null) : detailHash(row.detail),
      row.reasoning === undefined ? (row.reasoningHash ?? null) : reasoningHash(row.reasoning),
    ]),
  );
}

/** The row as an export carries it that leaves the reasoning text out: its hash stands for it, so the chain still verifies. */
export function withoutReasoning(row: StoredRow): StoredRow {
  const { reasoning, ...rest } = row;
  return reasoning === undefined ? row : { ...rest, reasoningHash: reasoningHash(reasoning) };
}

/** The same for token ids and piece timings. */
export function withoutDetail(row: StoredRow): StoredRow {
  const { detail, ...rest } = row;
  return detail === undefined ? row : { ...rest, detailHash: detailHash(detail) };
}

/** Walks rows in order and stops at the first that is not what was written: a gap, a changed value, no event. */
export function verifyChain(rows: Iterable<StoredRow>): Verdict {
  const walk = chainWalk();
  for (const row of rows) if (!walk.step(row)) break;
  return walk.verdict();
}

export interface ChainWalk {
  /** False from the first bad event on. */
  step(row: StoredRow): boolean;
  /** Declares the event after the last good one bad; an earlier finding stands. */
  break(why: string): void;
  verdict(): Verdict;
}

/** verifyChain for rows that come one by one. */
export function chainWalk(): ChainWalk {
  let events = 0;
  let head = GENESIS;
  let bad: BadEvent | undefined;
  return {
    step(row) {
      if (bad !== undefined) return false;
      const why = fault(row, head, events + 1);
      if (why === undefined) {
        events += 1;
        head = row.hash;
      } else {
        bad = { seq: events + 1, why };
      }
      return bad === undefined;
    },
    break(why) {
      bad ??= { seq: events + 1, why };
    },
    verdict: () => ({ events, head, ...(bad === undefined ? {} : { bad }) }),
  };
}

function fault(row: StoredRow, prev: string, expected: number): string | undefined {
  if (row.seq > expected) return `event ${expected} is missing: event ${row.seq} follows event ${expected - 1}`;
  if (row.seq < expected) return `event ${row.seq} stands where event ${expected} belongs`;
  let hash: string;
  try {
    hash = chainNext(prev, row);
  } catch (error) {
    if (!(error instanceof SyntaxError || error instanceof RangeError)) throw error;
    return `event ${row.seq} (${row.type}) holds no readable JSON`;
  }
  if (hash !== row.hash) return `event ${row.seq} (${row.type}) is not what was written: its hash does not match`;
  const event = eventOfRow(row);
  return event.ok ? undefined : event.failure;
}

const detailHash = (detail: string): string => sha256(JSON.stringify(JSON.parse(detail)));

const reasoningHash = (reasoning: string): string => sha256(reasoning);

function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}
