import { seq, runId } from '#shared/events/ids.ts';
import { NEVER } from '#shared/base/abort.ts';
import { ok } from '#shared/base/result.ts';
import type { AnyEvent, Draft } from '#shared/events/event.ts';
import type { Input } from '#shared/rpc/methods.ts';
import { createJournal } from '#store/journal.ts';
import { DURABLE } from '#store/settings.ts';
import { exportHandlers } from '../handlers/export-handlers.ts';
import { runFile, type Places } from '../places.ts';
import { runCatalog } from '../run-catalog.ts';

export type Format = Input<'run.export'>['format'];

/** What one export held at most beyond what was held before it began, sampled while it ran; megabytes of 1024 x 1024. */
export type Held = {
  readonly format: Format;
  readonly characters: number;
  /** After a collection: what is really kept. */
  readonly heap: number;
  /** As the system sees it. */
  readonly rss: number;
  readonly seconds: number;
};

const RUN = runId('long');
/** The window's own part is the same for a run of any length. */
const PAGE = { script: 'start();', style: 'p{}' };
const MB = 1024 * 1024;

/** Writes a run into the store of a home, each event at its own time. It is only read afterwards: nobody waits for the disk. */
export function storeEvents(places: Places, events: readonly AnyEvent[]): void {
  const settings = { ...DURABLE, synchronous: 'NORMAL' as const };
  const journal = createJournal({ file: runFile(places, RUN), run: RUN }, { settings });
  if (!journal.ok) throw new Error(journal.failure.detail);
  for (const { type, data, at } of events) {
    const appended = journal.value.append([{ type, data } as Draft], at);
    if (!appended.ok) throw new Error(appended.failure.detail);
  }
  journal.value.close();
}

type Measuring = {
  readonly places: Places;
  readonly format: Format;
  readonly collect: () => void;
  /** Texts go along in the formats that are about times. */
  readonly content?: boolean;
  /** The control: an exporter that reads the whole run first. */
  readonly gather?: boolean;
};

/** Exports through the host's own handler and throws the text away; sampled after every two million characters. */
export async function heldByExport({
  places,
  format,
  collect,
  content = false,
  gather = false,
}: Measuring): Promise<Held> {
  const catalog = runCatalog(places);
  const handlers = exportHandlers({ catalog, page: () => ok(PAGE) });
  const input = { run: RUN, format, reasoning: true, content };
  const warm = handlers['run.export'](input, { signal: NEVER })[Symbol.asyncIterator]();
  await warm.next();
  await warm.return?.();
  collect();
  const before = process.memoryUsage();
  const started = performance.now();
  const kept = gather ? await wholeRun(catalog) : [];
  let [heap, rss, characters, since] = [0, 0, 0, Infinity];
  for await (const item of handlers['run.export'](input, { signal: NEVER })) {
    if (!item.ok) throw new Error(item.failure.message);
    characters += item.value.text.length;
    since += item.value.text.length;
    rss = Math.max(rss, process.memoryUsage.rss() - before.rss);
    if (since < 2_000_000) continue;
    since = 0;
    collect();
    heap = Math.max(heap, process.memoryUsage().heapUsed - before.heapUsed);
  }
  collect();
  if (kept.length > characters) throw new Error('what was gathered is held until here');
  const megabytes = (bytes: number): number => Math.round((bytes / MB) * 10) / 10;
  const seconds = Math.round((performance.now() - started) / 100) / 10;
  return { format, characters, heap: megabytes(heap), rss: megabytes(rss), seconds };
}

async function wholeRun(catalog: ReturnType<typeof runCatalog>): Promise<readonly AnyEvent[]> {
  const opened = await catalog.open(RUN);
  if (!opened.ok) throw new Error(opened.failure.message);
  const events = opened.value.events(seq(0));
  opened.value.close();
  if (!events.ok) throw new Error(events.failure.message);
  return events.value;
}
