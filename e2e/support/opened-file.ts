import type { BrowserContext, Page } from '@playwright/test';
import { pathToFileURL } from 'node:url';

export type OpenedFile = {
  readonly page: Page;
  /** Addresses that were asked for, the file's own among them. */
  readonly requests: readonly string[];
  /** What the page threw or its policy refused. */
  readonly complaints: readonly string[];
};

/** Opens a file as a person does by a double click, and listens to what it asks for and to what it says. */
export async function openFile(context: BrowserContext, file: string, hash = ''): Promise<OpenedFile> {
  const page = await context.newPage();
  const requests: string[] = [];
  const complaints: string[] = [];
  page.on('request', (request) => requests.push(request.url()));
  page.on('pageerror', (error) => complaints.push(`threw: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error' || /Content Security Policy/iu.test(message.text())) complaints.push(message.text());
  });
  await page.goto(`${pathToFileURL(file).href}${hash}`);
  return { page, requests, complaints };
}
