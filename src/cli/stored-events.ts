import { fail, ok, type Result } from '#shared/base/result.ts';
import { decodeEvent, type AnyEvent } from '#shared/events/event.ts';
import { seq } from '#shared/events/ids.ts';
import type { Output, RpcFailure, WireEvent } from '#shared/rpc/methods.ts';
import type { World } from './world.ts';

export type StoredEvent = { readonly event: AnyEvent; readonly pieces: readonly (readonly [number, number])[] };

/** An event off the wire; one that this version cannot read is shown as unknown rather than lost. */
export function eventOf(wire: WireEvent): AnyEvent {
  const event = decodeEvent(wire);
  return event.ok ? event.value : { seq: wire.seq, at: wire.at, type: 'unknown', name: wire.type, data: wire.data };
}

/**
 * What is stored of a run now; of one that is still written, not what comes after. Piece timings are fetched only `withPieces`.
 */
export async function storedEvents(
  { client }: Pick<World, 'client'>,
  found: Output<'run.find'>,
  options: { readonly withPieces?: true } = {},
): Promise<Result<readonly StoredEvent[], RpcFailure>> {
  const events: StoredEvent[] = [];
  if (found.events === 0) return ok(events);
  for await (const item of client.stream('events.subscribe', { run: found.run, after: seq(0) })) {
    if (!item.ok) return fail(item.failure);
    const event = eventOf(item.value.event);
    const timed = options.withPieces === true && event.type === 'v1.turn.ended';
    const written = timed ? await client.call('turn.pieces', { run: found.run, seq: event.seq }) : undefined;
    events.push({ event, pieces: written?.ok === true ? written.value.pieces : [] });
    if (item.value.event.seq >= found.events) break;
  }
  return ok(events);
}
