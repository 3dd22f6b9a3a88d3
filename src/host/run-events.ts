import { setTimeout as delay } from 'node:timers/promises';
import { fail, ok, type Result } from '#shared/base/result.ts';
import { typeName, type AnyEvent } from '#shared/events/event.ts';
import type { Abort } from '#shared/base/abort.ts';
import type { RunId, Seq } from '#shared/events/ids.ts';
import { EVENTS_AT_ONCE, type Item, type RpcFailure, type WireEvent } from '#shared/rpc/methods.ts';
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

/** Characters of what was said in one item; past it the next begins, for a frame of many megabytes would hold the window up. */
const TEXT_AT_ONCE = 500_000;

/** The events in as few items as they fit in. */
function* itemsOf(events: readonly AnyEvent[]): Generator<EventItem> {
  let item: WireEvent[] = [];
  let size = 0;
  for (const event of events) {
    const own = textIn(event);
    if (item.length > 0 && size + own > TEXT_AT_ONCE) {
      yield ok({ events: item });
      [item, size] = [[], 0];
    }
    item.push(wire(event));
    size += own;
  }
  if (item.length > 0) yield ok({ events: item });
}

const textIn = ({ data }: AnyEvent): number =>
  Object.values(data as object).reduce(
    (sum: number, value: unknown) => sum + (typeof value === 'string' ? value.length : 0),
    0,
  );

/** Stored events, then live ones, without a gap: the last of what is stored is read and the listener added in one tick. */
export async function* liveEvents(
  catalog: RunCatalog,
  run: LiveRun,
  { after, signal }: { readonly after: Seq; readonly signal: Abort },
): AsyncGenerator<EventItem> {
  let read = after;
  let stored: readonly AnyEvent[] = [];
  // Between two items the run may go on and end: each is looked at anew.
  while (!run.over) {
    stored = run.stored(read, EVENTS_AT_ONCE);
    read = stored.at(-1)?.seq ?? read;
    if (stored.length < EVENTS_AT_ONCE) break;
    yield* itemsOf(stored);
    if (isAborted(signal)) return;
  }
  if (run.over) {
    yield* storedEvents(catalog, { run: run.run, after: read, signal });
    if (run.stopped !== undefined && !isAborted(signal)) yield fail({ code: 'storage', message: stoppedSentence(run) });
    return;
  }
  const events = feed<AnyEvent>(stored);
  // Of a transaction that is being announced just now all is stored: what was read is not taken again.
  const heard = run.appended.on((event) => {
    if (event.seq > read) events.push(event);
  });
  const stop = (): void => events.end();
  run.done.then(stop, (error: unknown) => events.end(asError(error)));
  signal.addEventListener('abort', stop, { once: true });
  try {
    for await (const group of events.groups(EVENTS_AT_ONCE)) {
      if (isAborted(signal)) return;
      yield* itemsOf(group);
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
      // Asked before reading: what a writer that is gone by now has written is then all there.
      const held = catalog.held(run);
      const read = stored.events(last, EVENTS_AT_ONCE);
      if (!read.ok) {
        yield read;
        return;
      }
      if (isAborted(signal)) return;
      const newest = read.value.at(-1);
      yield* itemsOf(read.value);
      if (newest?.type === 'v1.run.ended' || isAborted(signal)) return;
      last = newest?.seq ?? last;
      // Read on until nothing comes, so that damage behind what was given is told.
      if (read.value.length > 0) continue;
      if (!held) return;
      await delay(POLL_MS);
    }
  } finally {
    stored.close();
  }
}

const isAborted = (signal: Abort): boolean => signal.aborted;

const stoppedSentence = (run: LiveRun): string =>
  `${run.stopped?.failure.detail ?? ''} What was said so far is kept; go on with parley run --resume ${run.run}.`;
