import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { expectAccessible } from '../support/axe.ts';
import { chooseFile, openImport } from '../support/import-file.ts';
import { bar, message } from '../support/room.ts';
import { expect, test } from '../support/window.ts';

const RUN = '2026-11-22-1932-the-users-endpoint-0wo0';
const position = (room: Page) => room.getByText(/^seq \d+ of \d+$/);
const goTo = (room: Page, place: string) => room.evaluate((hash) => (location.hash = hash), place);
const inspector = (room: Page) => room.getByTestId('inspector');
const marks = (room: Page) => room.getByRole('list', { name: 'Bookmarks and notes on the timeline' });

async function write(room: Page, text: string): Promise<void> {
  const dialog = room.getByRole('dialog', { name: /^Note on event/ });
  await dialog.getByLabel('Note').fill(text);
  await dialog.getByRole('button', { name: 'Keep the note' }).click();
  await expect(dialog).toBeHidden();
}

test('a bookmark and a note by key, on the message, in the inspector, on the timeline and in the list; they lead there and outlive the page', async ({
  room,
}) => {
  await goTo(room, `#/run/${RUN}?seq=30`);
  await expect(position(room)).toHaveText(/^seq 30 /);
  await expect(marks(room)).toHaveCount(0);
  await room.keyboard.press('b');
  await expect(marks(room).getByRole('button', { name: 'Bookmark at event 30' })).toBeVisible();
  await goTo(room, `#/run/${RUN}?seq=22&sel=message%3Am2`);
  await expect(position(room)).toHaveText(/^seq 22 /);
  await room.keyboard.press('Shift+B');
  await expect(room.getByRole('dialog', { name: /^Note on event/ })).toBeVisible();
  await expectAccessible(room);
  await write(room, 'An axolotl <b>here</b>');
  const row = message(room, 'Backend, propose').first();
  await expect(row).toContainText('An axolotl <b>here</b>');
  await expect(inspector(room)).toContainText('An axolotl <b>here</b>');
  await row.getByRole('button', { name: 'Bookmark' }).click();
  await expect(inspector(room)).toContainText('bookmarked');

  await room.reload();
  await inspector(room).getByRole('tab', { name: 'Notes' }).click();
  const list = inspector(room).getByRole('list', { name: 'Bookmarks and notes' });
  await expect(list.getByRole('listitem')).toHaveCount(2);
  await expectAccessible(room);
  await list.getByRole('button', { name: 'Go to event 30, bookmarked' }).click();
  await expect(position(room)).toHaveText(/^seq 30 /);
  await marks(room)
    .getByRole('button', { name: /An axolotl/ })
    .click();
  await expect(position(room)).toHaveText(/^seq 12 /);

  await inspector(room).getByRole('tab', { name: 'Message' }).click();
  await inspector(room).getByRole('button', { name: 'Edit the note…' }).click();
  await write(room, 'A newt');
  await expect(inspector(room)).toContainText('A newt');
  await inspector(room).getByRole('button', { name: 'Remove the note' }).click();
  await expect(inspector(room)).not.toContainText('A newt');
  await inspector(room).getByRole('button', { name: 'Take the bookmark away' }).click();
  await expect(marks(room).getByRole('button')).toHaveCount(1);
  // Pressed once more it is gone.
  await room.keyboard.press('Escape');
  await goTo(room, `#/run/${RUN}?seq=30`);
  await expect(position(room)).toHaveText(/^seq 30 /);
  await room.keyboard.press('b');
  await expect(marks(room)).toHaveCount(0);
});

test('an imported run is annotated too; notes are found by the search and leave only where that is asked for', async ({
  room,
}) => {
  await openImport(room);
  await chooseFile(room, 'log.json', '[{"content":"Why?","source":"user"},{"content":"Because.","source":"Ada"}]');
  await expect(room).toHaveURL(/#\/run\//);
  await message(room, 'Ada, message').click();
  await message(room, 'Ada, message').getByRole('button', { name: 'Note…' }).click();
  await write(room, 'See the quokka');
  await room.keyboard.press('Control+k');
  await room.getByRole('combobox').fill('quokka');
  await expect(room.getByRole('option').filter({ hasText: 'quokka' })).toBeVisible();
  await room.keyboard.press('Escape');
  await goTo(room, '#/runs?q=quokka');
  const hit = room.getByRole('region', { name: 'Your notes' }).getByRole('link');
  await expect(hit).toContainText('quokka');
  await expectAccessible(room);
  await hit.click();
  await expect(inspector(room)).toContainText('See the quokka');

  const exported = async (withNotes: boolean): Promise<string> => {
    await bar(room).getByRole('button', { name: 'Export…' }).click();
    const dialog = room.getByRole('dialog', { name: /^Export/ });
    if (withNotes) await dialog.getByRole('checkbox', { name: /^My bookmarks and notes/ }).check();
    const download = room.waitForEvent('download');
    await dialog.getByRole('button', { name: 'Save as a file' }).click();
    return readFileSync(await (await download).path(), 'utf8');
  };
  expect(await exported(false)).not.toContain('quokka');
  expect(await exported(true)).toContain('See the quokka');
});
