import type { Client } from '#shared/rpc/client.ts';
import type { AnyEvent } from '#shared/events/event.ts';
import type { RunId, Seq } from '#shared/events/ids.ts';
import { eventOf } from '#shared/rpc/event-of-wire.ts';
import type { RunRow } from '#shared/rpc/methods.ts';
import type { RunSession } from '../state/run-state.ts';
import { go } from '../state/window.tsx';
import { sharedPast } from './family.ts';
import { sameMoment } from './same-moment.ts';

/** Goes to another branch, to the moment that is the playhead's there. */
export async function switchBranch(client: Client, to: Switch): Promise<void> {
  const { session, rows, from, row } = to;
  const { head } = session.store.getState();
  const common = sharedPast(rows, from, row.run);
  if (common === undefined) return go({ page: 'run', run: row.run });
  const there = head <= common ? [] : await eventsBehind(client, row, common);
  go({ page: 'run', run: row.run, seq: sameMoment({ head, common, here: session.log.events, there }) });
}

export type Switch = {
  readonly session: RunSession;
  readonly rows: readonly RunRow[];
  /** The run that is shown. */
  readonly from: RunId;
  readonly row: RunRow;
};

/** What a run has behind an event at present; one that goes on is not waited for. */
async function eventsBehind(client: Client, { run, events: last }: RunRow, after: Seq): Promise<readonly AnyEvent[]> {
  const found: AnyEvent[] = [];
  if (last <= after) return found;
  for await (const item of client.stream('events.subscribe', { run, after })) {
    if (!item.ok) break;
    found.push(...item.value.events.map(eventOf));
    if ((found.at(-1)?.seq ?? 0) >= last) break;
  }
  return found;
}
