import { mkdirSync, writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import type { Browser } from '@playwright/test';
import { freshHome } from '../../e2e/support/parley.ts';
import { startShell } from '../../e2e/support/shell.ts';
import { traced } from './trace.ts';

/** Words a second while a seat speaks; a word is a token of the scripted model. Between two turns it is silent: about 34 are left of them. */
const PACE = 120;
const NAMES = ['Ada', 'Ben', 'Cleo', 'Dan', 'Eva', 'Finn', 'Gus', 'Hal'];
/** The longest task of the main thread that no hand feels, in milliseconds. */
const LONG = 50;

/** Nothing ends it before the bench does. */
const SCENARIO = [
  'title: Stream',
  'question: Where should a small town build its new library, in the old station or by the school?',
  'model: scripted',
  `seats:\n${NAMES.map((name) => `  - { name: ${name}, role: one who looks at it as ${name} would, leaning: { agree: 0 } }`).join('\n')}`,
  'cadence: free',
  'budget: { turns: 100000 }',
  'answer: { tokens: 200, sentences: 8 }',
  'brakes: { noNewContent: off, politeness: off, nudges: off, mailCap: off, waitCycle: off }',
].join('\n');

/** Eight seats write at once, live, and the window follows: how many tasks of its main thread were longer than `LONG`. */
export async function streaming(browser: Browser, seconds: number): Promise<string> {
  const home = freshHome();
  mkdirSync(join(home, 'scenarios'));
  writeFileSync(join(home, 'scenarios', 'stream.yaml'), SCENARIO);
  const shell = await startShell({ home, env: { PARLEY_SCRIPTED_PACE: `${PACE}` } });
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  let pieces = 0;
  let words = 0;
  page.on('websocket', (socket) =>
    socket.on('framereceived', ({ payload }) => {
      const [, text] = /"item":\{"turn":\d+,"agent":"[^"]*","try":\d+,"text":"([^"]*)"/u.exec(String(payload)) ?? [];
      if (text === undefined) return;
      pieces += 1;
      words += text.split(' ').filter((word) => word !== '').length;
    }),
  );
  await page.goto(shell.link);
  await page.evaluate(() => (location.hash = '#/new?from=stream'));
  await page.getByRole('button', { name: 'Start', exact: true }).click();
  await page
    .getByText(/is under way|writing/u)
    .first()
    .waitFor();
  const { tasks, marks } = await traced(page, async () => {
    await page.evaluate(() => performance.mark('begin'));
    [pieces, words] = [0, 0];
    await page.waitForTimeout(seconds * 1000);
    await page.evaluate(() => performance.mark('end'));
  });
  const from = marks.find(({ name }) => name === 'begin')?.wall ?? 0;
  const to = marks.find(({ name }) => name === 'end')?.wall ?? Infinity;
  const during = tasks.filter(({ at }) => at >= from && at <= to);
  const events = /of (\d+)/u.exec((await page.getByText(/^seq \d+ of \d+$/u).textContent()) ?? '')?.[1];
  await page.close();
  await shell.stop();
  const long = (kind: 'wall' | 'cpu'): string => {
    const count = during.filter((task) => task[kind] > LONG).length;
    return `${count} (${((1000 * count) / Math.max(1, during.length)).toFixed(2)} in a thousand)`;
  };
  const busy = during.reduce((sum, { cpu }) => sum + cpu, 0) / (seconds * 10);
  return (
    `8 seats for ${seconds} s: ${(words / seconds / NAMES.length).toFixed(1)} words/s each in ${pieces} pieces, ${events ?? '?'} events; ` +
    `${during.length} tasks, over ${LONG} ms ${long('wall')}, of the thread alone ${long('cpu')}, ` +
    `longest ${Math.max(0, ...during.map(({ wall }) => wall)).toFixed(0)} ms; main thread ${busy.toFixed(0)} % busy; load ${(loadavg()[0] ?? 0).toFixed(1)}`
  );
}
