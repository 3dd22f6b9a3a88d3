import type { CDPSession, Page } from '@playwright/test';
import type { Took } from './figures.ts';

/** An event of Chromium's trace; times in microseconds, `tts` and `tdur` of the thread's own work. */
type TraceEvent = {
  readonly name: string;
  readonly cat: string;
  readonly pid: number;
  readonly tid: number;
  readonly ts: number;
  readonly tts?: number;
  readonly dur?: number;
  readonly tdur?: number;
};

/** What the main thread of the page did: its tasks in order, and where the page set a mark with `performance.mark`. */
export type Trace = {
  readonly tasks: readonly (Took & { readonly at: number })[];
  readonly marks: readonly (Took & { readonly name: string })[];
};

const CATEGORIES = ['blink.user_timing', 'disabled-by-default-devtools.timeline'];

/** Traces the page while `work` goes on, which sets one mark at least: by them the page's main thread is known. */
export async function traced(page: Page, work: () => Promise<void>): Promise<Trace> {
  const cdp = await page.context().newCDPSession(page);
  const events: TraceEvent[] = [];
  cdp.on('Tracing.dataCollected', ({ value }) => events.push(...(value as unknown as TraceEvent[])));
  await cdp.send('Tracing.start', {
    transferMode: 'ReportEvents',
    traceConfig: { recordMode: 'recordAsMuchAsPossible', includedCategories: CATEGORIES, excludedCategories: ['*'] },
  });
  await work();
  await ended(cdp);
  await cdp.detach();
  return traceOf(events);
}

async function ended(cdp: CDPSession): Promise<void> {
  const over = new Promise((resolve) => cdp.once('Tracing.tracingComplete', resolve));
  await cdp.send('Tracing.end');
  await over;
}

function traceOf(events: readonly TraceEvent[]): Trace {
  const marks = events.filter(({ cat }) => cat.includes('blink.user_timing')).toSorted((a, b) => a.ts - b.ts);
  const [first] = marks;
  if (first === undefined) throw new Error('the page set no mark, so its main thread is not known');
  const { pid, tid } = first;
  const own = events.filter((event) => event.pid === pid && event.tid === tid && event.name === 'RunTask');
  return {
    tasks: own
      .toSorted((a, b) => a.ts - b.ts)
      .map(({ ts, dur = 0, tdur = 0 }) => ({ at: ts / 1000, wall: dur / 1000, cpu: tdur / 1000 })),
    marks: marks.map(({ name, ts, tts = 0 }) => ({ name, wall: ts / 1000, cpu: tts / 1000 })),
  };
}

/** From each mark `from` to the next mark `to`. */
export function between({ marks }: Trace, from: string, to: string): readonly Took[] {
  const took: Took[] = [];
  let open: Took | undefined;
  for (const { name, wall, cpu } of marks) {
    if (name === from) open = { wall, cpu };
    if (name !== to || open === undefined) continue;
    took.push({ wall: wall - open.wall, cpu: cpu - open.cpu });
    open = undefined;
  }
  return took;
}

/** All that the main thread did between one mark of this name and the next: its tasks added up. */
export function tasksBetween({ tasks, marks }: Trace, name: string): readonly Took[] {
  const edges = marks.filter((mark) => mark.name === name).map(({ wall }) => wall);
  const sums = edges.slice(1).map(() => ({ wall: 0, cpu: 0 }));
  let place = 0;
  for (const { at, wall, cpu } of tasks) {
    while (place < edges.length && (edges[place] ?? 0) <= at) place += 1;
    const sum = sums[place - 1];
    if (sum === undefined) continue;
    sum.wall += wall;
    sum.cpu += cpu;
  }
  return sums;
}
