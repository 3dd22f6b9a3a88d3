import { JSONL_SCHEMA, JSONL_VERSION } from '../jsonl.ts';
import type { StoredRow } from '../stored-row.ts';

/** The lines of an export of `rows`, as the exporter writes them. */
export function jsonlLines(run: string, rows: readonly StoredRow[]): string[] {
  const head = rows.at(-1)?.hash ?? '0'.repeat(64);
  const header = { schema: JSONL_SCHEMA, version: JSONL_VERSION, run, events: rows.length, head };
  const lines = rows.map((row) => {
    const { data, detail, ...rest } = row;
    const value = { ...rest, data: parsed(data), ...(detail === undefined ? {} : { detail: parsed(detail) }) };
    return JSON.stringify(value);
  });
  return [JSON.stringify(header), ...lines];
}

const parsed = (json: string): unknown => JSON.parse(json);
