import { eventOf } from '#shared/rpc/event-of-wire.ts';
import { fail, ok, type Result } from '#shared/base/result.ts';
import type { AnyEvent } from '#shared/events/event.ts';
import { seq, type RunId } from '#shared/events/ids.ts';
import type { Output, RpcFailure } from '#shared/rpc/methods.ts';
import type { World } from './world.ts';

export type StoredEvent = { readonly event: AnyEvent; readonly pieces: readonly (readonly [number, number])[] };

/**
 * What is stored of a run now; of one that is still written, not what comes after. Piece timings are fetched only `withPieces`.
 */
export async function storedEvents(
  world: Pick<World, 'client'>,
  found: Output<'run.find'>,
  options: { readonly withPieces?: true } = {},
): Promise<Result<readonly StoredEvent[], RpcFailure>> {
  const events: AnyEvent[] = [];
  if (found.events === 0) return ok([]);
  for await (const item of world.client.stream('events.subscribe', { run: found.run, after: seq(0) })) {
    if (!item.ok) return fail(item.failure);
    for (const wire of item.value.events) if (wire.seq <= found.events) events.push(eventOf(wire));
    if ((events.at(-1)?.seq ?? 0) >= found.events) break;
  }
  if (options.withPieces !== true) return ok(events.map((event) => ({ event, pieces: [] })));
  const timed: StoredEvent[] = [];
  for (let at = 0; at < events.length; at += AT_ONCE) {
    timed.push(
      ...(await Promise.all(events.slice(at, at + AT_ONCE).map((event) => withPieces(world, found.run, event)))),
    );
  }
  return ok(timed);
}

/** Calls under way together: far below what one transport may have. */
const AT_ONCE = 64;

async function withPieces({ client }: Pick<World, 'client'>, run: RunId, event: AnyEvent): Promise<StoredEvent> {
  if (event.type !== 'v1.turn.ended') return { event, pieces: [] };
  const written = await client.call('turn.pieces', { run, seq: event.seq });
  return { event, pieces: written.ok ? written.value.pieces : [] };
}
