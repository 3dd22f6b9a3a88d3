import { mkdirSync, writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import type { Browser } from '@playwright/test';
import { freshHome } from '../../e2e/support/parley.ts';
import { startShell } from '../../e2e/support/shell.ts';
import { traced } from './trace.ts';

/** Words a second while a seat speaks; a word is a token of the scripted model. Between two turns it is silent. */
const PACE = 75;
const NAMES = ['Ada', 'Ben', 'Cleo', 'Dan', 'Eva', 'Finn', 'Gus', 'Hal'];
/** The longest task of the main thread that no hand feels, in milliseconds. */
const LONG = 50;
/** A piece of a turn as the page receives it. */
const PIECE = /"item":\{"turn":\d+,"agent":"([^"]*)","try":\d+,"text":"([^"]*)"/u;

/** Nothing ends it before the bench does: a minute's gists have to fit the context. In rounds all seats speak at once: left free, three of them soon talk alone and the others wait. */
const SCENARIO = [
  'title: Stream',
  'question: Where should a small town build its new library, in the old station or by the school?',
  'model: scripted',
  'context: 32768',
  `seats:\n${NAMES.map((name) => `  - { name: ${name}, role: one who looks at it as ${name} would, leaning: { agree: 0 } }`).join('\n')}`,
  'cadence: rounds',
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
  let words = new Map<string, number>();
  page.on('websocket', (socket) =>
    socket.on('framereceived', ({ payload }) => {
      const [, agent, text] = PIECE.exec(String(payload)) ?? [];
      if (agent === undefined || text === undefined) return;
      pieces += 1;
      words.set(agent, (words.get(agent) ?? 0) + text.split(' ').filter((word) => word !== '').length);
    }),
  );
  await page.goto(shell.link);
  await page.evaluate(() => (location.hash = '#/new?from=stream'));
  await page.getByRole('button', { name: 'Start', exact: true }).click();
  await page
    .getByText(/is under way|writing/u)
    .first()
    .waitFor();
  let rates: readonly number[] = [];
  const { tasks, marks } = await traced(page, async () => {
    await page.evaluate(() => performance.mark('begin'));
    [pieces, words] = [0, new Map()];
    await page.waitForTimeout(seconds * 1000);
    rates = NAMES.map((name) => (words.get(`${name}#1`) ?? 0) / seconds);
    await page.evaluate(() => performance.mark('end'));
  });
  const from = marks.find(({ name }) => name === 'begin')?.wall ?? 0;
  const to = marks.find(({ name }) => name === 'end')?.wall ?? Infinity;
  const during = tasks.filter(({ at }) => at >= from && at <= to);
  const events = /of (\d+)/u.exec((await page.getByText(/^seq \d+ of \d+$/u).textContent()) ?? '')?.[1];
  const ended = (await page.getByText(/^The run has ended/u).count()) > 0;
  await page.close();
  await shell.stop();
  // A stream that dries up is no load.
  if (ended) throw new Error(`the run ended before its ${seconds} s were over`);
  const long = (kind: 'wall' | 'cpu'): string => {
    const count = during.filter((task) => task[kind] > LONG).length;
    return `${count} (${((1000 * count) / Math.max(1, during.length)).toFixed(2)} in a thousand)`;
  };
  const busy = during.reduce((sum, { cpu }) => sum + cpu, 0) / (seconds * 10);
  return (
    `8 seats for ${seconds} s: ${mean(rates).toFixed(1)} words/s each, the slowest ${Math.min(...rates).toFixed(1)}, in ${pieces} pieces, ${events ?? '?'} events; ` +
    `${during.length} tasks, over ${LONG} ms ${long('wall')}, of the thread alone ${long('cpu')}, ` +
    `longest ${Math.max(0, ...during.map(({ wall }) => wall)).toFixed(0)} ms; main thread ${busy.toFixed(0)} % busy; load ${(loadavg()[0] ?? 0).toFixed(1)}`
  );
}

const mean = (of: readonly number[]): number => of.reduce((sum, one) => sum + one, 0) / of.length;
