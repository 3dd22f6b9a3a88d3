import type { Page } from '@playwright/test';
import { recordRun } from '../support/recorded-run.ts';
import { runIn } from '../support/run-log.ts';
import { expect, test } from '../support/window.ts';

const position = (room: Page) => room.getByText(/^seq \d+ of \d+$/);
const dialog = (room: Page, name: string) => room.getByRole('dialog', { name, exact: true });
const branches = (room: Page) => room.getByRole('list', { name: 'Branches' });

test.beforeEach(async ({ room, shell }) => {
  await recordRun(shell.home, { id: 'talk-one', title: 'Talk' });
  await room.evaluate(() => (location.hash = '#/run/talk-one?seq=16'));
  await expect(position(room)).toHaveText(/^seq 16 of /);
});

test('H and R ask for a branch at the playhead, as the list of keys says', async ({ room }) => {
  await room.keyboard.press('?');
  for (const [words, key] of [
    ['Fork here…', 'H'],
    ['Re-run from here…', 'R'],
    ['Show or hide the branches', 'Shift H'],
  ])
    await expect(
      dialog(room, 'Keys').getByRole('button', { name: `Change the key of: ${words}; now ${key}` }),
    ).toBeVisible();
  await room.keyboard.press('Escape');
  await expect(room.getByRole('dialog')).toHaveCount(0);

  await room.keyboard.press('h');
  await expect(dialog(room, 'Fork here').getByRole('radio', { name: /^At the playhead \(event 1\d\)/ })).toBeChecked();
  await room.keyboard.press('Escape');
  await expect(room.getByRole('dialog')).toHaveCount(0);
  await room.keyboard.press('r');
  await expect(dialog(room, 'Re-run from here').getByRole('radio', { name: /^Before turn \d+ / })).toBeChecked();
  await expect(
    dialog(room, 'Re-run from here').getByRole('radio', { name: /^At the playhead \(event 1\d\)/ }),
  ).toBeVisible();
  await room.keyboard.press('Escape');
  await expect(room.getByRole('dialog')).toHaveCount(0);
  // Nothing was made by asking.
  expect(runIn(room)).toBe('talk-one');
  await expect(room.getByRole('button', { name: /^Branches \(/ })).toHaveCount(0);
});

test('R from the playhead runs again from there', async ({ room }) => {
  await room.keyboard.press('r');
  await dialog(room, 'Re-run from here')
    .getByRole('radio', { name: /^At the playhead/ })
    .check();
  await dialog(room, 'Re-run from here').getByRole('button', { name: 'Re-run', exact: true }).click();
  const strip = room.getByRole('region', { name: 'This branch' });
  await expect(strip.getByText(/token-equal: \d turns, \d+ tokens/)).toBeVisible({ timeout: 30_000 });
  await expect(strip).toContainText(/Re-run of Talk after event 1\d/);
});

test('Shift+H shows the branches and hides them, and of a run that has none it says so and keeps nothing open', async ({
  room,
}) => {
  for (let times = 0; times < 2; times += 1) {
    await room.keyboard.press('Shift+H');
    await expect(room.getByText('This run has no branches')).toBeVisible();
    await expect(branches(room)).toHaveCount(0);
    await room.getByLabel('Close', { exact: true }).click();
    await expect(room.getByText('This run has no branches')).toHaveCount(0);
  }
  await room.keyboard.press('h');
  await dialog(room, 'Fork here').getByRole('button', { name: 'Fork and start' }).click();
  await expect(room.getByRole('button', { name: 'Branches (2)' })).toBeVisible();
  await expect(branches(room)).toHaveCount(0);

  await room.keyboard.press('Shift+H');
  await expect(branches(room).getByRole('listitem')).toHaveCount(2);
  // Also while what has the focus is in the list.
  await branches(room).getByRole('button').first().focus();
  await room.keyboard.press('Shift+H');
  await expect(branches(room)).toHaveCount(0);
  await room.keyboard.press('Shift+H');
  await expect(branches(room)).toBeVisible();
});
