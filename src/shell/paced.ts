import type { Abort } from '#shared/base/abort.ts';
import type { Handlers } from '#shared/rpc/handlers.ts';
import { METHODS } from '#shared/rpc/methods.ts';

/**
 * The same handlers, whose streams wait for `room` before they are asked for their next item: however many streams a window opens and
 * however large their items are, only about one item of each waits in memory for a window that does not read.
 */
export function paced(handlers: Handlers, room: (signal: Abort) => Promise<void>): Handlers {
  const pace = (stream: Stream): Stream =>
    async function* pacing(input, waiting) {
      for await (const item of stream(input, waiting)) {
        yield item;
        await room(waiting.signal);
      }
    };
  const entries = Object.entries(handlers).map(([name, handler]) => [
    name,
    STREAMS.has(name) ? pace(handler as unknown as Stream) : handler,
  ]);
  return Object.fromEntries(entries) as Handlers;
}

type Stream = (input: unknown, waiting: { readonly signal: Abort }) => AsyncIterable<unknown>;

const STREAMS: ReadonlySet<string> = new Set(
  Object.entries(METHODS).flatMap(([name, { kind }]) => (kind === 'stream' ? [name] : [])),
);
