import { expect, type Page } from '@playwright/test';
import { parley, eventsIn, type WireEvent } from './parley.ts';

/** One subscription of a window: behind which event it asked, and the events that came. */
export type Subscription = { readonly run: string; readonly after: number; readonly events: readonly WireEvent[] };

type Frame = {
  readonly id?: number;
  readonly method?: string;
  readonly input?: { readonly run?: string; readonly after?: number };
  readonly item?: { readonly events?: readonly WireEvent[] };
};

/** Listens at the window's sockets from now on: the events that it was sent, by subscription, in the order in which it asked. */
export function listenTo(page: Page): readonly Subscription[] {
  const all: { run: string; after: number; events: WireEvent[] }[] = [];
  page.on('websocket', (socket) => {
    const own = new Map<number, WireEvent[]>();
    socket.on('framesent', ({ payload }) => {
      const { id, method, input } = JSON.parse(String(payload)) as Frame;
      if (id === undefined || method !== 'events.subscribe') return;
      const events: WireEvent[] = [];
      own.set(id, events);
      all.push({ run: String(input?.run), after: Number(input?.after), events });
    });
    socket.on('framereceived', ({ payload }) => {
      const { id, item } = JSON.parse(String(payload)) as Frame;
      own.get(id ?? -1)?.push(...(item?.events ?? []));
    });
  });
  return all;
}

/** Where a reader of a log missed events or had some twice, in words; nothing where it had each once and in order from the first. */
export function flaws(seqs: readonly number[]): readonly string[] {
  let last = 0;
  return seqs.flatMap((seq) => {
    const expected = last + 1;
    last = Math.max(last, seq);
    if (seq === expected) return [];
    return [seq < expected ? `${seq} again` : `${expected} to ${seq - 1} missing`];
  });
}

export const seqsOf = (events: readonly WireEvent[]): readonly number[] => events.map(({ seq }) => seq);

/** The events in the run's file, read by the command line, which only reads. */
export async function storedIn(home: string, run: string): Promise<readonly WireEvent[]> {
  const { stdout, stderr, code } = await parley(['play', run, '--speed', '0', '--json', '--home', home]);
  expect([code, stderr]).toEqual([0, expect.any(String)]);
  return eventsIn(stdout);
}

/** What a person sees of a run that stands still: its transcript, its position and its facts. */
export async function shownIn(page: Page): Promise<readonly string[]> {
  const log = page.getByRole('log');
  await expect(log).toBeVisible();
  return [
    await log.innerText(),
    await page.getByText(/^seq \d+ of \d+$/).innerText(),
    await page.getByRole('list', { name: 'About this run' }).innerText(),
  ];
}

export const runIn = (page: Page): string => /#\/run\/([^?]+)/.exec(page.url())?.[1] ?? '';
