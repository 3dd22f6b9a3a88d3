import type { AnyEvent, EventOf } from '#shared/events/event.ts';
import type { AgentId } from '#shared/events/ids.ts';
import { isFinal } from '#shared/projections/delivery.ts';
import { holdsText } from '#shared/projections/open-turns.ts';
import { entryOf, ledger, type Ledger, type LedgerRow } from '#shared/projections/ledger.ts';

/**
 * What went missing in a run of full visibility that is over, one sentence each: a message and an addressee without exactly one row in
 * the ledger, a row in no final state, and a row that says `read` where no committed prompt of its addressee held the text, or the
 * other way round. Who the addressees are and what the prompts held is found from the events alone.
 */
export function lossesOf(events: readonly AnyEvent[], state: Ledger = ledger.of(events)): readonly string[] {
  return writtenIn(events).flatMap((event) => {
    const { message } = event.data;
    const rows = entryOf(state, message)?.rows ?? [];
    const unsettled = rows.filter((row) => !isFinal(row.state)).map((row) => `${nameOf(row)} is still ${row.state}`);
    const pairs = addresseesOf(events, event).flatMap((to) => {
      const own = rows.filter((row) => row.to === to || (row.state === 'bounced' && to.startsWith(`${row.to}#`)));
      const [row] = own;
      if (row === undefined || own.length > 1) return [`${message} to ${to} has ${own.length} rows`];
      if (row.state === 'bounced' || row.state === 'dropped') return [];
      const held = wasRead(events, { event, to });
      return (row.delivered !== undefined) === held ? [] : [`${nameOf(row)} is ${row.state}, and its prompts say else`];
    });
    return [...unsettled, ...pairs];
  });
}

type Written = EventOf<'v1.message.sent'> | EventOf<'v1.message.held'>;

const writtenIn = (events: readonly AnyEvent[]): readonly Written[] =>
  events.filter((event): event is Written => event.type === 'v1.message.sent' || event.type === 'v1.message.held');

const nameOf = (row: LedgerRow): string => `${row.message} to ${row.to}`;

/** Of a message that had to be approved those who were there then. */
function addresseesOf(events: readonly AnyEvent[], event: Written): readonly AgentId[] {
  const { message, from, to } = event.data;
  if (to !== 'all') return to;
  const approved = events.find((other) => other.type === 'v1.message.approved' && other.data.message === message);
  const until = (approved ?? event).seq;
  const there = new Set<AgentId>();
  for (const other of events) {
    if (other.seq >= until) break;
    if (other.type === 'v1.agent.joined') there.add(other.data.agent);
    if (other.type === 'v1.agent.left') there.delete(other.data.agent);
  }
  return [...there].filter((agent) => agent !== from);
}

/** Whether the prompt of a committed turn of `to` held the text, in any of its wordings. */
function wasRead(
  events: readonly AnyEvent[],
  { event, to }: { readonly event: Written; readonly to: AgentId },
): boolean {
  const { message } = event.data;
  const edits = events.filter((other) => other.type === 'v1.message.edited' && other.data.message === message);
  const sources = new Set<number>([event, ...edits].map(({ seq }) => seq));
  return events.some((ended) => {
    if (ended.type !== 'v1.turn.ended' || ended.data.agent !== to) return false;
    return events.some(
      (start) =>
        start.type === 'v1.turn.started' &&
        start.data.turn === ended.data.turn &&
        start.data.attempt === ended.data.attempt &&
        start.data.lineage.some((block) => holdsText(block) && block.source !== undefined && sources.has(block.source)),
    );
  });
}
