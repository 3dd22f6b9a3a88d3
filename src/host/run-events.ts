import { setTimeout as delay } from 'node:timers/promises';
import { fail, ok, type Result } from '#shared/base/result.ts';
import { typeName, type AnyEvent } from '#shared/events/event.ts';
import type { Abort } from '#shared/base/abort.ts';
import type { RunId, Seq } from '#shared/events/ids.ts';
import type { Item, RpcFailure, WireEvent } from '#shared/rpc/methods.ts';
import { asError, feed } from './feed.ts';
import type { LiveRun } from './live-run.ts';
import type { RunCatalog } from './run-catalog.ts';

type EventItem = Result<Item<'events.subscribe'>, RpcFailure>;

/** How often a run that another process writes is looked at. */
const POLL_MS = 150;

const wire = (event: AnyEvent): WireEvent => ({
  seq: event.seq,
  at: event.at,
  type: typeName(event),
  data: event.data,
});

/** Stored events, then live ones, without a gap: what is stored is read and the listener added in one tick. */
export async function* liveEvents(run: LiveRun, after: Seq, signal: Abort): AsyncGenerator<EventItem> {
  const events = feed<AnyEvent>(run.stored(after));
  const heard = run.appended.on((event) => events.push(event));
  const stop = (): void => events.end();
  run.done.then(stop, (error: unknown) => events.end(asError(error)));
  signal.addEventListener('abort', stop, { once: true });
  try {
    for await (const event of events.items()) {
      if (signal.aborted) return;
      yield ok({ event: wire(event) });
    }
    if (run.stopped !== undefined) yield fail({ code: 'storage', message: stoppedSentence(run) });
  } finally {
    heard.dispose();
    signal.removeEventListener('abort', stop);
  }
}

/** Stored events; of a run that another process is writing, those that come as well. */
export async function* storedEvents(
  catalog: RunCatalog,
  { run, after, signal }: { readonly run: RunId; readonly after: Seq; readonly signal: Abort },
): AsyncGenerator<EventItem> {
  const opened = await catalog.open(run);
  if (!opened.ok) {
    yield opened;
    return;
  }
  const stored = opened.value;
  try {
    for (let last = after; ;) {
      const held = await isHeld(catalog, run);
      for (const event of stored.events(last)) {
        if (signal.aborted) return;
        last = event.seq;
        yield ok({ event: wire(event) });
        if (event.type === 'v1.run.ended') return;
      }
      if (!held || signal.aborted) return;
      await delay(POLL_MS);
    }
  } finally {
    stored.close();
  }
}

async function isHeld(catalog: RunCatalog, run: RunId): Promise<boolean> {
  const row = await catalog.find(run);
  return row.ok && (row.value.state === 'running' || row.value.state === 'paused');
}

const stoppedSentence = (run: LiveRun): string =>
  `${run.stopped?.failure.detail ?? ''} What was said so far is kept; go on with parley run --resume ${run.run}.`;
