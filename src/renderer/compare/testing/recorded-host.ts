import { fail, ok } from '#shared/base/result.ts';
import { typeName, type AnyEvent } from '#shared/events/event.ts';
import type { Client } from '#shared/rpc/client.ts';
import { memoryTransport } from '#shared/rpc/memory-transport.ts';
import { serve } from '#shared/rpc/serve.ts';
import { fakeHandlers } from '#shared/rpc/testing/fake-handlers.ts';
import { recording } from '../../inspector/testing/logs.ts';
import { runRow } from '../../library/testing/run-row.ts';
import { line } from '../../state/line.ts';

const wire = (event: AnyEvent) => ({ seq: event.seq, at: event.at, type: typeName(event), data: event.data });

/** A line to a host that has the recordings of the tree, by their names, and no other run; what was asked for is noted. */
export function recordedHost(): {
  readonly client: Client;
  readonly asked: readonly string[];
  readonly break: () => void;
} {
  const asked: string[] = [];
  let close = (): void => undefined;
  const eventsOf = (name: string): readonly AnyEvent[] => recording(`${name}.jsonl`);
  const handlers = fakeHandlers({
    'run.find': async ({ name }) => {
      asked.push(name);
      if (name.startsWith('no-')) return fail({ code: 'not_found', message: `There is no run ${name}.` });
      return ok(runRow(name, { events: eventsOf(name).length }));
    },
    async *'events.subscribe'({ run, after }) {
      const events = eventsOf(run).slice(after);
      for (let from = 0; from < events.length; from += 10)
        yield ok({ events: events.slice(from, from + 10).map(wire) });
    },
  });
  const dial = async () => {
    const [near, far] = memoryTransport();
    serve(far, handlers);
    close = () => far.close();
    return near;
  };
  return { client: line(dial).client, asked, break: () => close() };
}
