/** `node scripts/screenshots.ts`: the pictures of the README, of the built window and a real recording in the tree. */
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chromium } from '@playwright/test';
import { startShell } from '../e2e/support/shell.ts';
import { findChromium } from './lib/chromium.mjs';

const FOLDER = fileURLToPath(new URL('../docs/images/', import.meta.url));
/** The real model, three peers in step (`scenarios/recordings/users-endpoint-rounds.jsonl`). */
const ROOM = '#/run/2026-11-22-1932-the-users-endpoint-0wo0?seq=30&sel=turn%3A5';
const SHOTS = [
  { name: 'room-dark', place: ROOM, theme: 'dark' },
  { name: 'room-light', place: ROOM, theme: 'light' },
  { name: 'home-dark', place: '#/', theme: 'dark' },
  { name: 'new-light', place: '#/new?from=users-endpoint', theme: 'light' },
] as const;

mkdirSync(FOLDER, { recursive: true });
const executablePath = findChromium();
const browser = await chromium.launch({
  ...(executablePath === undefined ? {} : { executablePath }),
  args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
});
for (const { name, place, theme } of SHOTS) {
  const shell = await startShell({ at: place });
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, colorScheme: theme });
  await page.goto(shell.link);
  await page.getByRole('heading', { level: 1 }).waitFor();
  // Fonts, and the timeline's first picture.
  await page.waitForTimeout(1500);
  await page.screenshot({ path: `${FOLDER}${name}.png` });
  await page.close();
  await shell.stop();
}
await browser.close();
