/** `node scripts/screenshots.ts [NAME …]`: the pictures of the README, of the built window, real recordings and a real sweep of two models. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, type Page } from '@playwright/test';
import { freshHome, parley } from '../e2e/support/parley.ts';
import { startShell } from '../e2e/support/shell.ts';
import { LIBRARY_SWEEP } from '../e2e/support/sweep.ts';
import { findChromium } from './lib/chromium.mjs';

const FOLDER = fileURLToPath(new URL('../docs/images/', import.meta.url));
/** The real model, three peers in step (`scenarios/recordings/users-endpoint-rounds.jsonl`), and the same with a vote. */
const ROUNDS = '2026-11-22-1932-the-users-endpoint-0wo0';
const VOTE = '2026-11-22-1931-the-users-endpoint-bas8';
const ROOM = `#/run/${ROUNDS}?seq=30&sel=turn%3A5`;

type Shot = {
  readonly name: string;
  readonly theme: 'dark' | 'light';
  /** Where it is taken, in this home. */
  readonly place: string | ((home: string) => Promise<string>);
  /** What a hand does before. */
  readonly act?: (page: Page) => Promise<void>;
};

const SHOTS: readonly Shot[] = [
  { name: 'room-dark', theme: 'dark', place: ROOM },
  { name: 'room-light', theme: 'light', place: ROOM },
  { name: 'home-dark', theme: 'dark', place: '#/' },
  { name: 'new-light', theme: 'light', place: '#/new?from=users-endpoint' },
  {
    name: 'fork-dark',
    theme: 'dark',
    place: `#/run/${ROUNDS}?seq=30&sel=message%3Am5`,
    act: async (page) => {
      await page.getByTestId('inspector').getByRole('button', { name: 'Fork here…' }).click();
      await page.getByRole('dialog').waitFor();
    },
  },
  { name: 'compare-light', theme: 'light', place: `#/compare?runs=${ROUNDS},${VOTE}` },
  { name: 'sweep-dark', theme: 'dark', place: async (home) => `#/sweeps/${await swept(home)}` },
  { name: 'judge-light', theme: 'light', place: async (home) => `#/sweeps/${await swept(home)}/judge` },
  {
    name: 'export-dark',
    theme: 'dark',
    place: ROOM,
    act: async (page) => {
      await page.getByRole('button', { name: 'Export…' }).click();
      await page.getByRole('radio', { name: /HTML/u }).check();
    },
  },
  { name: 'import-light', theme: 'light', place: async (home) => `#/run/${await imported(home)}` },
];

/** Two models, with peers and alone, with two seeds; a few minutes. */
async function swept(home: string): Promise<string> {
  const scenario = join(home, 'library.yaml');
  writeFileSync(scenario, LIBRARY_SWEEP);
  const flags = ['--models', 'smollm2-135m-instruct,gemma-3-270m', '--modes', 'peers,single', '--seeds', '1,2'];
  const { code, stdout, stderr } = await parley(['sweep', scenario, ...flags, '--json', '--home', home]);
  if (code !== 0) throw new Error(stderr);
  return /"sweep":"([^"]+)"/u.exec(stdout)?.[1] ?? '';
}

/** A log as another program writes it. */
async function imported(home: string): Promise<string> {
  const file = join(home, 'planning.json');
  writeFileSync(file, JSON.stringify(LOG));
  const { code, stdout, stderr } = await parley(['import', file, '--json', '--home', home]);
  if (code !== 0) throw new Error(stderr);
  return /"run":"([^"]+)"/u.exec(stdout)?.[1] ?? '';
}

const LOG = [
  { name: 'user', content: 'Plan a release on Friday.' },
  { name: 'Planner', content: 'Freeze on Wednesday, test on Thursday, ship on Friday before noon.' },
  { name: 'Tester', content: 'Thursday is too short for the migration: one full run takes nine hours.' },
  { name: 'Planner', content: 'Then freeze on Tuesday.' },
];

mkdirSync(FOLDER, { recursive: true });
const asked = process.argv.slice(2);
const executablePath = findChromium();
const browser = await chromium.launch({
  ...(executablePath === undefined ? {} : { executablePath }),
  args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
});
for (const { name, place, theme, act } of SHOTS) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  const home = freshHome();
  const at = typeof place === 'string' ? place : await place(home);
  const shell = await startShell({ home, at });
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, colorScheme: theme });
  await page.goto(shell.link);
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.getByRole('navigation').getByText('SmolLM2 135M Instruct').waitFor();
  await page.getByText('Reckoning…').waitFor({ state: 'detached' });
  await act?.(page);
  // Fonts, and the timeline's first picture.
  await page.waitForTimeout(1500);
  await page.screenshot({ path: `${FOLDER}${name}.png` });
  await page.close();
  await shell.stop();
}
await browser.close();
