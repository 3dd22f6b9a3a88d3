import { mkdirSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser, type Page } from '@playwright/test';
import type { AnyEvent, Draft } from '#shared/events/event.ts';
import { runId } from '#shared/events/ids.ts';
import { longRun } from '#shared/projections/testing/long-run.ts';
import { createJournal } from '#store/journal.ts';
import { DURABLE } from '#store/settings.ts';
import { valueOf } from '#store/testing/scratch.ts';
import { freshHome } from '../e2e/support/parley.ts';
import { startShell } from '../e2e/support/shell.ts';
import { findChromium } from '../scripts/lib/chromium.mjs';

/**
 * `npm run bench -- renderer [--events 1000,10000,100000] [--play SECONDS]`: the built window in Chromium on generated runs. Times are of
 * the main thread: of an input event up to the end of the work that it set off (React's commit among it), and of the callbacks of a frame.
 */
const sizes = (option('--events') ?? '1000,10000,100000').split(',').map(Number);
const played = Number(option('--play') ?? 20);

async function measure(browser: Browser, size: number): Promise<void> {
  const home = freshHome();
  const run = stored(home, longRun(size), size);
  const shell = await startShell({ home });
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.addInitScript(timed);
  await page.goto(shell.link);
  await page.getByRole('heading', { level: 1 }).waitFor();
  const open = await opened(page, `#/run/${run}`);
  const seeks = await pressed(page, ['.', ',', 'ArrowRight', 'ArrowLeft', '3', '7', ']', '['], 15);
  await frames(page);
  await pressed(page, ['+', '+', '+', 'd', 'd', 'a', '-', '-'], 12);
  const drawn = await frames(page);
  const heap = await heapWhilePlaying(page);
  console.log(
    `${size} events: open ${open.toFixed(0)} ms; seek p50 ${at(seeks, 0.5)} p95 ${at(seeks, 0.95)} ms of ${seeks.length}; ` +
      `frame while zooming and moving p95 ${at(drawn, 0.95)} ms of ${drawn.length}; ` +
      `heap ${heap.before.toFixed(0)} MB, after ${played} s of play ${heap.after.toFixed(0)} MB; load ${loadavg()[0]?.toFixed(1)}`,
  );
  await page.close();
  await shell.stop();
}

/** A run's file in this home; written without waiting for the disk, for it is only looked at. */
function stored(home: string, events: readonly AnyEvent[], size: number): string {
  const run = runId(`generated-${size}`);
  mkdirSync(join(home, 'runs'), { recursive: true });
  const settings = { ...DURABLE, synchronous: 'NORMAL' as const };
  const journal = valueOf(createJournal({ file: join(home, 'runs', `${run}.db`), run }, { settings }));
  for (const event of events) valueOf(journal.append([{ type: event.type, data: event.data } as Draft], event.at));
  journal.close();
  return run;
}

/** From the change of the address until the playhead says where it stands. */
const opened = (page: Page, place: string): Promise<number> =>
  page.evaluate(async (hash) => {
    const began = performance.now();
    location.hash = hash;
    while (!/seq [1-9]\d* of/.test(document.querySelector('section[aria-label="Playhead"]')?.textContent ?? '')) {
      await new Promise((resolve) => requestAnimationFrame(resolve));
    }
    return performance.now() - began;
  }, place);

/** Milliseconds of the main thread for each key: from the event until nothing that it set off is left to do at once. */
const pressed = (page: Page, keys: readonly string[], rounds: number): Promise<number[]> =>
  page.evaluate(
    async ([names, times]) => {
      const took: number[] = [];
      const settled = () =>
        new Promise((resolve) => {
          const { port1, port2 } = new MessageChannel();
          port1.addEventListener('message', resolve, { once: true });
          port1.start();
          port2.postMessage(undefined);
        });
      for (let round = 0; round < times; round += 1) {
        for (const key of names) {
          const began = performance.now();
          document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
          await settled();
          took.push(performance.now() - began);
          await new Promise((resolve) => requestAnimationFrame(resolve));
        }
      }
      return took;
    },
    [keys, rounds] as const,
  );

/** Milliseconds that the callbacks of each frame took since this was last asked. */
const frames = (page: Page): Promise<number[]> =>
  page.evaluate(() => {
    const kept = (window as unknown as { frames: Map<number, number> }).frames;
    const all = [...kept.values()];
    kept.clear();
    return all;
  });

/** Runs in the page before all else: adds up what each frame's callbacks take. */
function timed(): void {
  const kept = new Map<number, number>();
  (window as unknown as { frames: Map<number, number> }).frames = kept;
  const own = window.requestAnimationFrame.bind(window);
  window.requestAnimationFrame = (callback) =>
    own((time) => {
      const began = performance.now();
      callback(time);
      kept.set(time, (kept.get(time) ?? 0) + performance.now() - began);
    });
}

async function heapWhilePlaying(page: Page): Promise<{ readonly before: number; readonly after: number }> {
  await page.getByLabel('Speed').selectOption('32');
  await page.getByRole('button', { name: 'Play the recording' }).click();
  await page.waitForTimeout(2000);
  const before = await heap(page);
  await page.waitForTimeout(played * 1000);
  return { before, after: await heap(page) };
}

const heap = (page: Page): Promise<number> =>
  page.evaluate(() => {
    (globalThis as { gc?: () => void }).gc?.();
    return (performance as unknown as { memory: { usedJSHeapSize: number } }).memory.usedJSHeapSize / 1e6;
  });

function at(values: readonly number[], share: number): string {
  const sorted = values.toSorted((a, b) => a - b);
  return (sorted[Math.floor(sorted.length * share)] ?? 0).toFixed(1);
}

function option(name: string): string | undefined {
  const place = process.argv.indexOf(name);
  return place < 0 ? undefined : process.argv[place + 1];
}

const executablePath = findChromium();
const browser = await chromium.launch({
  ...(executablePath === undefined ? {} : { executablePath }),
  args: [
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    '--enable-precise-memory-info',
    '--js-flags=--expose-gc',
  ],
});
for (const size of sizes) await measure(browser, size);
await browser.close();
