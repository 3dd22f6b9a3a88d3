import { fail, ok, type Result } from '#shared/base/result.ts';
import { decodeEvent, type AnyEvent } from '#shared/events/event.ts';

/** An event as it lies in a run's file or in an export, before it is decoded. */
export type StoredRow = {
  readonly seq: number;
  readonly at: number;
  readonly type: string;
  /** JSON text. */
  readonly data: string;
  /** JSON text; where an export left it out, `detailHash` stands for it. */
  readonly detail?: string;
  readonly detailHash?: string;
  /** The text itself; where an export left it out, `reasoningHash` stands for it. */
  readonly reasoning?: string;
  readonly reasoningHash?: string;
  readonly hash: string;
};

/** The event of a row, or in one sentence why it is none. */
export function eventOfRow(row: StoredRow): Result<AnyEvent, string> {
  let data: unknown;
  try {
    data = JSON.parse(row.data);
  } catch {
    return fail(`event ${row.seq} (${row.type}) holds no readable JSON`);
  }
  return decodeEvent({ seq: row.seq, at: row.at, type: row.type, data });
}

/** Every column of the table, in the order in which rowOfColumns reads them. */
export const COLUMNS = 'seq, at, type, data, detail, reasoning, hash';

/** The columns of one table row. Reasoning lies as a JSON string, for SQLite text cannot hold every JavaScript string. */
export function columnsOfRow(row: StoredRow): readonly unknown[] {
  const reasoning = row.reasoning === undefined ? null : JSON.stringify(row.reasoning);
  return [row.seq, row.at, row.type, row.data, row.detail ?? null, reasoning, row.hash];
}

/** The row of one record of COLUMNS, or in one sentence what is damaged. */
export function rowOfColumns(record: unknown): Result<StoredRow, string> {
  if (typeof record !== 'object' || record === null) return fail('a row is unreadable');
  const { seq, at, type, data, detail, reasoning, hash } = record as Record<string, unknown>;
  if (typeof seq !== 'number' || typeof at !== 'number') return fail('a row has no position');
  if (typeof type !== 'string' || typeof data !== 'string' || typeof hash !== 'string') {
    return fail(`event ${seq} lacks its type, its data or its hash`);
  }
  const thought = reasoningOfColumn(reasoning);
  if (!thought.ok) return fail(`event ${seq} (${type}): ${thought.failure}`);
  return ok({
    seq,
    at,
    type,
    data,
    ...(typeof detail === 'string' ? { detail } : {}),
    ...(thought.value === undefined ? {} : { reasoning: thought.value }),
    hash,
  });
}

/** The text of the column; undefined where it is empty. */
export function reasoningOfColumn(column: unknown): Result<string | undefined, string> {
  if (column === null) return ok(undefined);
  if (typeof column !== 'string') return fail('its reasoning is no text');
  try {
    const text: unknown = JSON.parse(column);
    return typeof text === 'string' ? ok(text) : fail('its reasoning is no text');
  } catch {
    return fail('its reasoning is unreadable');
  }
}
