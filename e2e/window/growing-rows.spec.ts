import type { Page } from '@playwright/test';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freshHome } from '../support/parley.ts';
import { startShell } from '../support/shell.ts';
import { expect, test as base } from '../support/window.ts';

const SCENARIO = `title: Stream
question: Where should a small town build its new library, in the old station or by the school?
model: scripted
seats:
${['Ada', 'Ben', 'Cleo', 'Dan'].map((name) => `  - { name: ${name}, role: one who looks at it as ${name} would }`).join('\n')}
cadence: rounds
budget: { turns: 100 }
answer: { tokens: 160, sentences: 6 }
brakes: { noNewContent: off, politeness: off, nudges: off }
`;

const test = base.extend({
  shell: async ({ baseURL: _ }, use) => {
    const home = freshHome();
    mkdirSync(join(home, 'scenarios'));
    writeFileSync(join(home, 'scenarios', 'stream.yaml'), SCENARIO);
    const shell = await startShell({ home, env: { PARLEY_SCRIPTED_PACE: '60' } });
    await use(shell);
    await shell.stop();
  },
});

/** Looks at the rows whenever one of them has another size, after the page was laid out and before it is painted. */
const watchRows = (page: Page): Promise<void> =>
  page.evaluate(() => {
    const kept = { looks: 0, over: 0 };
    (window as unknown as { kept: typeof kept }).kept = kept;
    const log = document.querySelector('[role="log"]');
    if (log === null) throw new Error('no transcript');
    const look = (): void => {
      const boxes = [...log.querySelectorAll('li[data-index]')]
        .map((row) => ({ place: Number(row.getAttribute('data-index')), box: row.getBoundingClientRect() }))
        .toSorted((one, other) => one.place - other.place);
      kept.looks += 1;
      if (boxes.some(({ box }, at) => box.bottom - (boxes[at + 1]?.box.top ?? Infinity) > 1)) kept.over += 1;
    };
    const sizes = new ResizeObserver(look);
    const observeAll = (): void => log.querySelectorAll('li[data-index]').forEach((row) => sizes.observe(row));
    new MutationObserver(observeAll).observe(log, { childList: true, subtree: true });
    observeAll();
  });

test('while several turns grow at once no row lies over another, in any frame', async ({ room }) => {
  await room.evaluate(() => (location.hash = '#/new?from=stream'));
  await room.getByRole('button', { name: 'Start', exact: true }).click();
  await expect(room.getByRole('log').locator('li').nth(4)).toBeVisible();
  await watchRows(room);
  const looked = () => room.evaluate(() => (window as unknown as { kept: { looks: number; over: number } }).kept);
  await expect.poll(async () => (await looked()).looks, { timeout: 60_000 }).toBeGreaterThan(60);
  expect((await looked()).over).toBe(0);
});
