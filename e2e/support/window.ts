import { test as base, expect, type Page } from '@playwright/test';
import { mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { freshHome, scenarioFile } from './parley.ts';
import { startShell, type Shell } from './shell.ts';

type Fixtures = {
  /** Of the scenario `talk` that every home has: milliseconds a piece, and lines of the file. */
  readonly talk: { readonly delay: number; readonly extra: string };
  /** A shell of its own for this test. */
  readonly shell: Shell;
  /** The window, opened by the shell's link. */
  readonly room: Page;
  /** What a page said that it should not: script errors and refusals of the policy. */
  readonly complaints: string[];
  /** Requests that went to another origin than the window's own. */
  readonly strangers: string[];
};

/** Every test of the window fails where the page throws, the policy refuses something, or a request leaves for another origin. */
export const test = base.extend<Fixtures>({
  complaints: async ({ baseURL: _ }, use) => {
    const complaints: string[] = [];
    await use(complaints);
    expect(complaints).toEqual([]);
  },
  strangers: async ({ baseURL: _ }, use) => {
    const strangers: string[] = [];
    await use(strangers);
    expect(strangers).toEqual([]);
  },
  // Three peers on the scripted model, slow enough to step in.
  talk: async ({ baseURL: _ }, use) => {
    await use({ delay: 500, extra: '' });
  },
  shell: async ({ talk }, use) => {
    const home = freshHome();
    mkdirSync(join(home, 'scenarios'));
    renameSync(scenarioFile(home, { extra: talk.extra }), join(home, 'scenarios', 'talk.yaml'));
    const shell = await startShell({ home, env: { PARLEY_SCRIPTED_DELAY: `${talk.delay}` } });
    await use(shell);
    await shell.stop();
  },
  room: async ({ page, shell, complaints, strangers }, use) => {
    watch(page, { shell, complaints, strangers });
    await page.goto(shell.link);
    // The page is loaded before its script has drawn anything, and what is not drawn hears no key.
    await expect(page.getByRole('main')).toBeVisible();
    await use(page);
  },
});
export { expect };

export function watch(page: Page, { shell, complaints, strangers }: Omit<Fixtures, 'room' | 'talk'>): void {
  page.on('pageerror', (error) => complaints.push(`threw: ${error.message}`));
  page.on('console', (message) => {
    const text = message.text();
    if (/Content Security Policy|TrustedHTML|Refused to/i.test(text)) complaints.push(`refused: ${text}`);
  });
  page.on('request', (request) => {
    const url = new URL(request.url());
    const own = url.origin === shell.origin || url.origin === shell.origin.replace('http:', 'ws:');
    if (!own && !['blob:', 'data:'].includes(url.protocol)) strangers.push(request.url());
  });
}

/** Starts the deliberation `talk` by the form, as a person does. */
export async function startTalk(room: Page): Promise<void> {
  await room.evaluate(() => (location.hash = '#/new?from=talk'));
  await expect(room.getByRole('textbox', { name: 'Question' })).toHaveValue(/library/);
  await room.getByRole('button', { name: 'Start', exact: true }).click();
  await expect(room).toHaveURL(/#\/run\//);
}
