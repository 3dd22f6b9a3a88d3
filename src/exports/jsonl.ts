import { assert } from '#shared/base/assert.ts';
import { jsonLine } from '#shared/base/json-line.ts';

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

export type ExportHeader = { readonly run: string; readonly events: number; readonly head: string };

/**
 * A run in the native format, a JSON document a line, each ended by "\n": a header {"schema","version","run","events","head"},
 * then an event a line in order. Reasoning text is left out unless it is asked for; its hash keeps the chain verifiable.
 */
export function* exportJsonl(
  header: ExportHeader,
  rows: Iterable<ExportRow>,
  options: { readonly reasoning: 'keep' | 'leave-out' } = { reasoning: 'leave-out' },
): Generator<string> {
  const { run, events, head } = header;
  yield jsonLine({ schema: 'parley.events', version: 1, run, events, head });
  for (const row of rows) yield jsonLine(written(row, options.reasoning));
}

/** Field by field: what else a row may carry does not leave the machine. */
function written(row: ExportRow, mode: 'keep' | 'leave-out'): object {
  const { seq, at, type, data, detail, detailHash, reasoning, reasoningHash, hash } = row;
  assert(reasoning === undefined || mode === 'keep' || reasoningHash !== undefined, 'reasoning comes with its hash');
  const thought = mode === 'keep' && reasoning !== undefined ? { reasoning } : { reasoningHash };
  return { seq, at, type, data, ...(detail === undefined ? { detailHash } : { detail }), ...thought, hash };
}
