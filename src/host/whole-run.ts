import { fail, ok, type Result } from '#shared/base/result.ts';
import { seq, type RunId } from '#shared/events/ids.ts';
import type { AnyEvent } from '#shared/events/event.ts';
import type { RpcFailure } from '#shared/rpc/methods.ts';
import { eventOfRow, type StoredRow } from '#store/stored-row.ts';
import type { RunCatalog } from './run-catalog.ts';

export type WholeRun = { readonly rows: readonly StoredRow[]; readonly events: readonly AnyEvent[] };

/** All that a run has stored by now, as rows and as events; of one that goes on what was committed. A damaged one fails. */
export async function storedIn(catalog: RunCatalog, run: RunId): Promise<Result<WholeRun, RpcFailure>> {
  const opened = await catalog.open(run);
  if (!opened.ok) return opened;
  try {
    const { head } = opened.value;
    const rows: StoredRow[] = [];
    const events: AnyEvent[] = [];
    for (const row of opened.value.rows()) {
      if (!row.ok) return row;
      const event = eventOfRow(row.value);
      if (!event.ok) return fail({ code: 'storage', message: `${run}: ${event.failure}: see parley verify.` });
      rows.push(row.value);
      events.push(event.value);
    }
    if (rows.length >= head.seq && events[0]?.seq === seq(1)) return ok({ rows, events });
    return fail({ code: 'storage', message: `${run} cannot be read to its end: see parley verify.` });
  } finally {
    opened.value.close();
  }
}
