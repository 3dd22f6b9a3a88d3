import type { Page } from '@playwright/test';
import { countPointers, focusIn, hasFocus, press } from '../support/keyboard.ts';
import { dataOf, logOf } from '../support/run-log.ts';
import { storeRun } from '../support/stored-run.ts';
import { expect, test } from '../support/window.ts';

const position = (room: Page) => room.getByText(/^seq \d+ of \d+$/);

test.setTimeout(90_000);
test.use({ talk: { delay: 1000, extra: 'budget: { turns: 60 }\n' } });

test('a whole deliberation by the keyboard alone, from the first page to the minutes and home again', async ({
  room,
  shell,
}) => {
  const pointers = await countPointers(room);
  const { keyboard } = room;
  await expect(room.getByRole('heading', { level: 1, name: 'Parley' })).toBeVisible();
  await press(room, 'Tab', 'Skip to the page');
  await press(room, 'Tab', 'a  Library');
  await keyboard.press('Enter');
  await expect(room.getByRole('textbox', { name: 'Question' })).toHaveValue(/library/);
  await press(room, 'Tab', /^textarea/);
  await keyboard.press('End');
  await keyboard.type(' Or nowhere?');
  await expect(room.getByRole('textbox', { name: 'Question' })).toHaveValue(/Or nowhere\?$/);
  await keyboard.press('Control+Enter');
  await expect(room).toHaveURL(/#\/run\//);
  await expect(position(room)).toHaveText(/of (1[6-9]|[2-9]\d)$/);

  await pauseAndSay(room);
  await moveAndPickOut(room);
  await openWhatLiesOver(room);

  await press(room, 'Tab', /^button\s+End…/);
  await keyboard.press('Enter');
  await expect(room.getByRole('dialog', { name: 'End the run now' })).toBeVisible();
  await press(room, 'Tab', /^button\s+End the run/);
  await keyboard.press('Enter');
  await expect(room.getByRole('heading', { name: 'Minutes' })).toBeVisible();
  await expect.poll(async () => (await focusIn(room)).what).not.toBe('body');
  const log = await logOf(room, shell);
  expect(dataOf(log, 'v1.run.paused')).toMatchObject([{ by: 'arbiter' }]);
  // A turn that was under way as the run was paused may have spoken after it.
  expect(dataOf(log, 'v1.message.sent').filter(({ from }) => from === 'arbiter')).toMatchObject([
    { body: 'Mind the children.' },
  ]);
  expect(dataOf(log, 'v1.run.ended')).toMatchObject([{ reason: 'arbiter' }]);
  await press(room, 'Tab', /^button\s+Copy as Markdown/);
  await keyboard.press('Escape');
  await expect(room.getByRole('heading', { name: 'Minutes' })).toHaveCount(0);
  await press(room, 'Tab', /^a\s+Home/);
  await keyboard.press('Enter');
  await expect(room.getByRole('heading', { level: 1, name: 'Parley' })).toBeVisible();

  expect(await pointers()).toBe(0);
});

test('a focus that nothing shows is found', async ({ room }) => {
  await expect(room.getByRole('heading', { level: 1, name: 'Parley' })).toBeVisible();
  await press(room, 'Tab', 'Search runs');
  await room.evaluate(() => document.querySelectorAll('a').forEach((own) => (own.style.outline = 'none')));
  await expect(press(room, 'Tab', 'Models')).rejects.toThrow(/nothing shows it/);
});

test('keys that are faster than the frames count from the row that they were sent to', async ({ room, shell }) => {
  const words = Array.from({ length: 200 }, (_, at) => `Word ${at}.`);
  const voice = { name: 'Ada', role: 'One who writes a lot.', model: 'scripted' };
  storeRun(shell.home, 'long', {
    title: 'Long',
    question: 'How much?',
    voices: words.map((body) => ({ ...voice, body })),
  });
  await room.evaluate(() => (location.hash = '#/run/long'));
  const rows = room.getByRole('log').getByRole('listitem');
  await rows.last().focus();
  const last = Number(await rows.last().getAttribute('data-index'));
  /** Nothing is drawn between one key and the next. */
  const keys = (...names: string[]) =>
    room.evaluate((all) => {
      for (const key of all)
        document.activeElement?.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
    }, names);
  const focused = () => room.evaluate(() => Number(document.activeElement?.getAttribute('data-index') ?? Number.NaN));
  const chosen = room.getByRole('log').locator('[aria-current="true"]');

  await keys('ArrowUp', 'ArrowUp', 'Enter');
  await expect(chosen).toBeFocused();
  expect(await focused()).toBe(last - 2);
  // Where no row stands yet, because it is far away.
  await keys('Home', 'ArrowDown', 'Enter');
  await expect(chosen).toBeFocused();
  expect(await focused()).toBe(1);
  await keys('End', 'PageUp', 'Enter');
  await expect(chosen).toBeFocused();
  expect(await focused()).toBe(last - 8);
});

/** Pauses, and says a word to all. */
async function pauseAndSay(room: Page): Promise<void> {
  const { keyboard } = room;
  await press(room, 'Tab', /^button\s+Pause/);
  await keyboard.press('Enter');
  await expect(room.getByRole('list', { name: 'About this run' }).getByText('Paused')).toBeVisible();
  expect((await focusIn(room)).isBody, 'the focus stays where one pressed').toBe(false);
  await press(room, 'Tab', /^textarea\s+Your words/);
  await keyboard.type('Mind the children.');
  await keyboard.press('Enter');
  await expect(room.getByRole('log').getByText('Mind the children.')).toBeVisible();
  await hasFocus(room, /Your words/);
}

async function moveAndPickOut(room: Page): Promise<void> {
  const { keyboard } = room;
  // The playhead by its keys, outside of the field.
  await press(room, 'Shift+Tab', /^li/);
  await keyboard.press(',');
  await keyboard.press(',');
  await expect(position(room)).not.toHaveText(/^seq (\d+) of \1$/);
  await keyboard.press('Shift+L');
  await expect(position(room)).toHaveText(/^seq (\d+) of \1$/);

  // A message of the transcript, and the inspector beside it.
  if (!(await focusIn(room)).what.startsWith('li')) await press(room, 'Tab', /^li/);
  await keyboard.press('ArrowUp');
  await keyboard.press('ArrowUp');
  await hasFocus(room, /^li/);
  await keyboard.press('Enter');
  const chosen = room.getByRole('log').locator('[aria-current="true"]');
  await expect(chosen).toBeFocused();
  await press(room, 'Tab', /^button tab/);
  await expect(room.getByTestId('inspector').getByRole('tabpanel')).toBeVisible();
  await keyboard.press('ArrowRight');
  await hasFocus(room, /^button tab/);
  await keyboard.press('Escape');
  await expect(chosen).toHaveCount(0);
}

async function openWhatLiesOver(room: Page): Promise<void> {
  const { keyboard } = room;
  // What lies over the page takes the focus and gives it back.
  await keyboard.press('Control+k');
  await hasFocus(room, /^input combobox/);
  await keyboard.press('Escape');
  await expect(room.getByRole('dialog')).toHaveCount(0);
  await keyboard.press('?');
  await expect(room.getByRole('dialog', { name: 'Keys' })).toBeVisible();
  await expect.poll(async () => (await focusIn(room)).isBody).toBe(false);
  await keyboard.press('Escape');
  await expect(room.getByRole('dialog')).toHaveCount(0);
}
