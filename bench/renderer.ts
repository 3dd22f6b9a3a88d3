import { loadavg } from 'node:os';
import { chromium, type Browser } from '@playwright/test';
import { longRun } from '#shared/projections/testing/long-run.ts';
import { freshHome } from '../e2e/support/parley.ts';
import { startShell } from '../e2e/support/shell.ts';
import { findChromium } from '../scripts/lib/chromium.mjs';
import { spread } from './renderer/figures.ts';
import { heapOverPlay } from './renderer/heap.ts';
import { heavyTexts } from './renderer/heavy.ts';
import { opened, press, stored } from './renderer/room.ts';
import { streaming } from './renderer/stream.ts';
import { between, tasksBetween, traced } from './renderer/trace.ts';

/**
 * `npm run bench -- renderer [--events 1000,10000,100000] [--play SECONDS] [--stream SECONDS] [--heavy 0]`: the built window in Chromium, on generated
 * runs and on a live one that eight seats write; 0 leaves a part out. Times are of the page's main thread, out of Chromium's trace: as the
 * clock tells them, and of the thread's own work, which other programs on the machine do not lengthen.
 */
const sizes = (option('--events') ?? '1000,10000,100000').split(',').map(Number);
const played = Number(option('--play') ?? 20);
const streamed = Number(option('--stream') ?? 60);
const heavy = Number(option('--heavy') ?? 1);

async function measure(browser: Browser, size: number): Promise<void> {
  const home = freshHome();
  const run = stored(home, longRun(size));
  const shell = await startShell({ home });
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.goto(shell.link);
  await page.getByRole('heading', { level: 1 }).waitFor();
  // The shell sums the new run up for its list first, once in its life.
  await page.waitForTimeout(4000);
  let open = { usable: 0, whole: 0 };
  const opening = await traced(page, async () => {
    open = await opened(page, `#/run/${run}`);
  });
  const [first] = between(opening, 'open', 'usable');
  const [work] = between(opening, 'open', 'opened');
  // What is made once after the opening is no part of a seek.
  await page.waitForTimeout(1000);
  let moved = 0;
  const seeks = await traced(page, async () => {
    moved = await press(page, ['.', ',', 'ArrowRight', 'ArrowLeft', '3', '7', ']', '['], { rounds: 15, commits: true });
  });
  const moves = await traced(page, async () => {
    await press(page, ['+', '+', '+', 'd', 'd', 'a', '-', '-'], { rounds: 12, commits: false });
  });
  const alone = (cpu: number | undefined): string => `of the main thread alone ${(cpu ?? 0).toFixed(0)} ms`;
  say(size, `open, until it can be used, ${open.usable.toFixed(0)} ms (${alone(first?.cpu)})`);
  say(size, `open, until all of it is read, ${open.whole.toFixed(0)} ms (${alone(work?.cpu)})`);
  say(size, `seek, from the key to the commit, ${spread(between(seeks, 'pressed', 'committed'))}, ${moved} moved`);
  say(size, `seek, all of the main thread for a frame, ${spread(tasksBetween(seeks, 'frame'))}`);
  say(size, `zoom and pan, all of the main thread for a frame, ${spread(tasksBetween(moves, 'frame'))}`);
  if (played > 0) {
    const heap = (await heapOverPlay(page, played)).map((own) => own.toFixed(1)).join(', ');
    say(size, `heap over ${played} s of play at 32 times: ${heap} MB`);
  }
  await page.close();
  await shell.stop();
}

function say(size: number, line: string): void {
  console.log(`${size} events: ${line}; load ${(loadavg()[0] ?? 0).toFixed(1)}`);
}

function option(name: string): string | undefined {
  const place = process.argv.indexOf(name);
  return place < 0 ? undefined : process.argv[place + 1];
}

const executablePath = findChromium();
const browser = await chromium.launch({
  ...(executablePath === undefined ? {} : { executablePath }),
  args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
});
for (const size of sizes.filter((own) => own > 0)) await measure(browser, size);
if (heavy > 0) console.log(await heavyTexts(browser));
if (streamed > 0) console.log(await streaming(browser, streamed));
await browser.close();
