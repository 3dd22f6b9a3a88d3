import type { Locator, Page } from '@playwright/test';
import { expect } from './window.ts';

export const importDialog = (room: Page): Locator => room.getByRole('dialog', { name: 'Import a log' });

/** Opens the dialog from the page of all runs. */
export async function openImport(room: Page): Promise<void> {
  await room.evaluate(() => (location.hash = '#/runs'));
  await room.getByRole('button', { name: 'Import…' }).click();
  await expect(importDialog(room)).toBeVisible();
}

export async function chooseFile(room: Page, name: string, text: string | Buffer): Promise<void> {
  const buffer = typeof text === 'string' ? Buffer.from(text) : text;
  await importDialog(room).getByLabel('File').setInputFiles({ name, mimeType: 'application/json', buffer });
}
