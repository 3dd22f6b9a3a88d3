import type { Page } from '@playwright/test';
import { expect, test } from '../support/window.ts';

const RUN = '2026-11-22-1932-the-users-endpoint-0wo0';

const goTo = async (room: Page, place: string): Promise<void> => {
  await room.evaluate((hash) => (location.hash = hash), place);
};
const position = (room: Page) => room.getByText(/^seq \d+ of \d+$/);

test('a link to a moment opens there, with what was picked out; its neighbours are a key away', async ({ room }) => {
  await goTo(room, `#/run/${RUN}?seq=12&sel=turn:1`);
  await expect(position(room)).toHaveText(/^seq 12 of /);
  await expect(room.getByText('What', { exact: false }).first()).toBeVisible();
  await room.keyboard.press('.');
  await expect(position(room)).toHaveText(/^seq 13 of /);
  await room.keyboard.press(',');
  await room.keyboard.press(',');
  await expect(position(room)).toHaveText(/^seq 11 of /);
  await room.keyboard.press('End');
  await expect(position(room)).toHaveText(/^seq (\d+) of \1$/);
  await room.keyboard.press('5');
  await expect(position(room)).not.toHaveText(/^seq (\d+) of \1$/);
  await expect.poll(() => room.url()).toMatch(/seq=\d+/);
});

test('what the transcript shows at the playhead is what had been said by then', async ({ room }) => {
  await goTo(room, `#/run/${RUN}?seq=5`);
  await expect(position(room)).toHaveText(/^seq 5 of /);
  await expect(room.getByText(/answers /)).toHaveCount(0);
  await room.keyboard.press('End');
  await expect(room.getByText(/answers /).first()).toBeVisible();
});

test('single keys do nothing once they are switched off', async ({ room }) => {
  await goTo(room, `#/run/${RUN}?seq=12`);
  await expect(position(room)).toHaveText(/^seq 12 of /);
  await room.keyboard.press('?');
  await room.getByLabel('Single keys do something while a run is open').uncheck();
  await room.getByRole('button', { name: 'Done' }).click();
  await room.keyboard.press('.');
  await expect(position(room)).toHaveText(/^seq 12 of /);
});

test('words of a message lead to that message at its time', async ({ room }) => {
  await room.getByRole('link', { name: 'All runs' }).click();
  await room.getByRole('searchbox', { name: 'Search runs and messages' }).fill('JSON data');
  await room.getByRole('region', { name: 'Messages' }).getByRole('link').first().click();
  await expect(room).toHaveURL(/#\/run\/.*seq=\d+.*sel=message/);
  await expect(room.getByText(/JSON/).first()).toBeVisible();
});
