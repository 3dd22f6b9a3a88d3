import type { Page } from '@playwright/test';
import { HEAVY } from '../support/heavy-texts.ts';
import { storeRun } from '../support/stored-run.ts';
import { expect, test } from '../support/window.ts';

/** Milliseconds that Parley may hold the window up for (`safety.md` R5), five times over for a machine with two busy cores. */
const MOST = 200 * 5;

/** Notes how long each task held the window up. */
async function timed(page: Page): Promise<() => Promise<number>> {
  await page.evaluate(() => {
    const kept = { longest: 0 };
    (window as unknown as { kept: typeof kept }).kept = kept;
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) kept.longest = Math.max(kept.longest, duration);
    }).observe({ type: 'longtask' });
  });
  return async () => {
    await page.waitForTimeout(150);
    return page.evaluate(() => {
      const { kept } = window as unknown as { kept: { longest: number } };
      const { longest } = kept;
      kept.longest = 0;
      return longest;
    });
  };
}

/** Opens the run of a heavy text, goes through it and picks its parts out. */
async function lookAt(room: Page, { name, at }: { readonly name: string; readonly at: number }): Promise<void> {
  await room.evaluate((to) => (location.hash = to), `#/run/heavy-${at}`);
  await expect(room.getByRole('heading', { name, exact: true }).first()).toBeVisible();
  const log = room.getByRole('log');
  await expect(log.getByText('Voice', { exact: false }).first()).toBeVisible();
  const elements = await log.evaluate((element) => element.querySelectorAll('*').length);
  expect(elements, name).toBeLessThan(4000);
  expect((await log.textContent())?.length ?? 0, name).toBeLessThan(60_000);
  // It answers: what is pressed happens.
  await room.keyboard.press('Home');
  await expect(room.getByText(/^seq 1 of/u)).toBeVisible();
  await room.keyboard.press('End');
  for (const sel of ['message:m1', 'turn:1'])
    await room.evaluate((to) => (location.hash = to), `#/run/heavy-${at}?sel=${sel}`);
}

/* Row R5: a text of any size and density is either marked up within its limits or plain and shown a part at a time. */

test('R5: texts that are too long, too deep or too dense are plain, a part at a time, and the window stays awake', async ({
  room,
  shell,
}) => {
  test.setTimeout(180_000);
  const names = Object.keys(HEAVY);
  for (const [at, name] of names.entries()) {
    const voice = { name: `Voice ${at}`, role: 'One who writes a lot.', model: 'scripted', body: HEAVY[name] ?? '' };
    storeRun(shell.home, `heavy-${at}`, { title: name, question: 'How much?', voices: [voice] });
  }
  const held: Record<string, number> = {};
  let longest = await timed(room);
  for (const [at, name] of names.entries()) {
    await lookAt(room, { name, at });
    held[name] = await longest();
    if (held[name] <= MOST) continue;
    // Once more in a new page, which has kept nothing of it: what the machine did beside it is not the window's.
    await room.evaluate(() => (location.hash = '#/'));
    await room.reload();
    await expect(room.getByRole('heading', { level: 1, name: 'Parley' })).toBeVisible();
    longest = await timed(room);
    await lookAt(room, { name, at });
    held[name] = Math.min(held[name], await longest());
  }
  const tooLong = Object.entries(held).filter(([, took]) => took > MOST);
  expect(tooLong).toEqual([]);
});

test('R5: the rest of a long text comes when it is asked for', async ({ room, shell }) => {
  const body = 'word '.repeat(1_000_000);
  const voice = { name: 'Ada', role: 'One who writes a lot.', model: 'scripted', body };
  storeRun(shell.home, 'long', { title: 'Long', question: 'How much?', voices: [voice] });
  await room.evaluate(() => (location.hash = '#/run/long'));
  const log = room.getByRole('log');
  const more = log.getByRole('button', { name: /^Show [\d,]+ more of [\d,]+ characters$/u });
  await expect(more).toBeVisible();
  const before = (await log.textContent())?.length ?? 0;
  await more.click();
  await expect.poll(async () => (await log.textContent())?.length ?? 0).toBeGreaterThan(before + 15_000);
});

test('R5, the control: put into the page whole, the same texts are seen to hold it up and to fill it', async ({
  room,
}) => {
  const longest = await timed(room);
  const elements = await room.evaluate(async (text) => {
    // What a test does by itself is no task of the page's.
    await new Promise((resolve) => setTimeout(resolve));
    const place = document.body.appendChild(document.createElement('div'));
    for (const line of text.split('\n')) {
      let quote: HTMLElement = place.appendChild(document.createElement('blockquote'));
      for (let depth = 0; depth < 3; depth += 1) quote = quote.appendChild(document.createElement('blockquote'));
      quote.textContent = line;
      // What a layout for every line costs.
      if (quote.offsetHeight < 0) throw new Error('never');
    }
    return place.querySelectorAll('*').length;
  }, '> q\n'.repeat(2000));
  expect(elements).toBeGreaterThan(4000);
  expect(await longest()).toBeGreaterThan(MOST);
});
