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

/** What a person sees of a run that stands still: its position, its facts, and its rows by their number. Only rows in sight are drawn. */
type Shown = { readonly position: string; readonly facts: string; readonly count: string; readonly rows: Rows };
type Rows = ReadonlyMap<number, string>;

async function shownIn(page: Page): Promise<Shown> {
  const drawn = await page
    .getByRole('log')
    .locator('[aria-posinset]')
    .evaluateAll((rows) =>
      rows.map((row) => ({
        at: Number(row.getAttribute('aria-posinset')),
        of: row.getAttribute('aria-setsize') ?? '',
        text: row.textContent,
      })),
    );
  return {
    position: await page.getByText(/^seq \d+ of \d+$/).innerText(),
    facts: await page.getByRole('list', { name: 'About this run' }).innerText(),
    count: drawn[0]?.of ?? '',
    rows: new Map(drawn.map(({ at, text }) => [at, text])),
  };
}

/** Waits until two windows show the same: as many rows, the same words in each that both draw, of which there are some, position and facts. */
export async function expectSame(one: Page, other: Page): Promise<void> {
  await expect(async () => {
    const [left, right] = [await shownIn(one), await shownIn(other)];
    const both = [...left.rows.keys()].filter((at) => right.rows.has(at));
    expect(both.length).toBeGreaterThan(2);
    expect(both.map((at) => left.rows.get(at))).toEqual(both.map((at) => right.rows.get(at)));
    expect([left.position, left.facts, left.count]).toEqual([right.position, right.facts, right.count]);
  }).toPass({ timeout: 20_000 });
}
