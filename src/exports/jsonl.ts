import { assert } from '#shared/base/assert.ts';
import { jsonLine } from '#shared/base/json-line.ts';
import type { ExportNote } from './notes.ts';
import { redacted, type Redaction } from './redact.ts';

/** An event as it is exported; `data` and `detail` are parsed JSON. */
export type ExportRow = {
  readonly seq: number;
  readonly at: number;
  readonly type: string;
  readonly data: unknown;
  readonly detail?: unknown;
  readonly detailHash?: string;
  /** Reasoning text, and its hash, which stands in for it where it is left out. */
  readonly reasoning?: string;
  readonly reasoningHash?: string;
  readonly hash: string;
};

export type ExportHeader = {
  readonly run: string;
  readonly events: number;
  readonly head: string;
  /** What was taken out already when the run came from elsewhere. */
  readonly redacted?: readonly string[];
};

export type JsonlOptions = {
  readonly reasoning: 'keep' | 'leave-out';
  readonly redact?: readonly Redaction[];
  readonly notes?: readonly ExportNote[];
};

/**
 * A run in the native format, a JSON document a line, each ended by "\n": a header {"schema","version","run","events","head",
 * "redacted"?,"notes"?}, then an event a line in order. Every string comes out exactly, half characters and NUL as JSON escapes. Reasoning
 * text is left out unless it is asked for; its hash keeps the chain verifiable. A row from which more was taken out says so itself, for
 * its hash no longer matches: it is that of the whole event.
 */
export function* exportJsonl(
  header: ExportHeader,
  rows: Iterable<ExportRow>,
  options: JsonlOptions = { reasoning: 'leave-out' },
): Generator<string> {
  const { run, events, head } = header;
  const { reasoning, redact = [], notes = [] } = options;
  const taken = new Set([...(header.redacted ?? []), ...redact, ...(reasoning === 'keep' ? [] : ['reasoning'])]);
  yield jsonLine({
    schema: 'parley.events',
    version: 1,
    run,
    events,
    head,
    ...(taken.size === 0 ? {} : { redacted: [...taken].toSorted() }),
    ...(notes.length === 0 ? {} : { notes }),
  });
  for (const row of rows) yield jsonLine(written(row, { reasoning, redact }));
}

/** Field by field: what else a row may carry does not leave the machine. */
function written(row: ExportRow, { reasoning: mode, redact = [] }: JsonlOptions): object {
  const { seq, at, type, data, detail, detailHash, reasoning, reasoningHash, hash } = row;
  assert(reasoning === undefined || mode === 'keep' || reasoningHash !== undefined, 'reasoning comes with its hash');
  const thought = mode === 'keep' && reasoning !== undefined ? { reasoning } : { reasoningHash };
  const left = redacted(data, redact);
  const note = left.taken.length === 0 ? {} : { redacted: left.taken };
  return {
    seq,
    at,
    type,
    data: left.value,
    ...(detail === undefined ? { detailHash } : { detail }),
    ...thought,
    ...note,
    hash,
  };
}
