import { loadavg } from 'node:os';
import type { Browser } from '@playwright/test';
import { HEAVY } from '../../e2e/support/heavy-texts.ts';
import { freshHome } from '../../e2e/support/parley.ts';
import { startShell } from '../../e2e/support/shell.ts';
import { storeRun } from '../../e2e/support/stored-run.ts';
import type { Took } from './figures.ts';
import { traced } from './trace.ts';

/** The longest task of the main thread that one text may cause, in milliseconds. */
const MOST = 200;

/** Opens a run for each text that is too long, too deep or too dense, and picks its message out: the longest task that each caused. */
export async function heavyTexts(browser: Browser): Promise<string> {
  const home = freshHome();
  const names = Object.keys(HEAVY);
  for (const [at, name] of names.entries()) {
    const voice = { name: 'Ada', role: 'One who writes a lot.', model: 'scripted', body: HEAVY[name] ?? '' };
    storeRun(home, `heavy-${at}`, { title: name, question: 'How much?', voices: [voice] });
  }
  const shell = await startShell({ home });
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.goto(shell.link);
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.waitForTimeout(4000);
  const took: { readonly name: string; readonly longest: Took }[] = [];
  for (const [at, name] of names.entries()) {
    const { tasks } = await traced(page, () =>
      page.evaluate(async (run) => {
        performance.mark('open');
        for (const place of [`#/run/${run}`, `#/run/${run}?sel=message:m1`, `#/run/${run}?sel=turn:1`]) {
          location.hash = place;
          await new Promise((resolve) => setTimeout(resolve, 700));
        }
      }, `heavy-${at}`),
    );
    took.push({ name, longest: tasks.toSorted((one, other) => other.wall - one.wall)[0] ?? { wall: 0, cpu: 0 } });
  }
  await page.close();
  await shell.stop();
  const worst = took.toSorted((one, other) => other.longest.wall - one.longest.wall);
  const over = worst.filter(({ longest }) => longest.wall > MOST).length;
  const told = worst
    .slice(0, 3)
    .map(({ name, longest: { wall, cpu } }) => `${name} ${wall.toFixed(0)} ms (of the thread alone ${cpu.toFixed(0)})`);
  return `${took.length} heavy texts, longest task of each: ${over} over ${MOST} ms; the longest three: ${told.join(', ')}; load ${(loadavg()[0] ?? 0).toFixed(1)}`;
}
