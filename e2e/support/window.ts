import { test as base, expect, type Page } from '@playwright/test';
import { startShell, type Shell } from './shell.ts';

type Fixtures = {
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
  shell: async ({ baseURL: _ }, use) => {
    const shell = await startShell();
    await use(shell);
    await shell.stop();
  },
  room: async ({ page, shell, complaints, strangers }, use) => {
    watch(page, { shell, complaints, strangers });
    await page.goto(shell.link);
    await use(page);
  },
});
export { expect };

export function watch(page: Page, { shell, complaints, strangers }: Omit<Fixtures, 'room'>): void {
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
