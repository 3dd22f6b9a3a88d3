import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { logOf, runIn } from '../support/run-log.ts';
import { expect, startTalk, test } from '../support/window.ts';

const RUN = '2026-11-22-1932-the-users-endpoint-0wo0';
const LINK = `#/run/${RUN}?seq=12&sel=turn%3A1`;

const position = (room: Page) => room.getByText(/^seq \d+ of \d+$/);
const goTo = (room: Page, place: string) => room.evaluate((hash) => (location.hash = hash), place);
const row = (room: Page, title: string) =>
  room.getByRole('region', { name: 'Runs' }).getByRole('listitem').filter({ hasText: title });

async function act(room: Page, title: string, what: string): Promise<void> {
  await room.getByRole('button', { name: `Actions for ${title}` }).click();
  await room.getByRole('menuitem', { name: what, exact: true }).click();
}

test.describe('a run of one’s own', () => {
  test.use({ talk: { delay: 0, extra: 'budget: { turns: 6 }\n' } });

  test('it is renamed, tagged and pinned, exported as it was said, deleted and taken back', async ({ room, shell }) => {
    await startTalk(room);
    await expect(room.getByText(/^The run has ended/).first()).toBeVisible();
    const log = await logOf(room, shell);
    const run = runIn(room);
    await goTo(room, '#/runs');
    await act(room, 'Library', 'Rename and tag…');
    const dialog = room.getByRole('dialog', { name: 'Rename and tag' });
    await dialog.getByLabel('Name').fill('Where to build');
    await dialog.getByLabel(/^Tags/).fill('town, books');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await expect(row(room, 'Where to build')).toContainText('books');
    await room.getByRole('group', { name: 'Tags' }).getByRole('button', { name: 'books' }).click();
    await expect(room.getByRole('region', { name: 'Runs' }).getByRole('listitem')).toHaveCount(1);
    await act(room, 'Where to build', 'Pin');
    await expect(row(room, 'Where to build').getByText('pinned')).toBeVisible();
    await expect(room.getByRole('navigation', { name: 'Runs' }).getByRole('heading', { name: 'Pinned' })).toBeVisible();

    await act(room, 'Where to build', 'Export…');
    const exporting = room.getByRole('dialog', { name: 'Export “Where to build”' });
    await exporting.getByRole('radio', { name: 'Log', exact: true }).check();
    const download = room.waitForEvent('download');
    await exporting.getByRole('button', { name: 'Save as a file' }).click();
    const file = await download;
    expect(file.suggestedFilename()).toBe(`${run}.jsonl`);
    const lines = readFileSync(await file.path(), 'utf8')
      .trim()
      .split('\n');
    const bodies = log.filter(({ type }) => type === 'v1.message.sent').map(({ data }) => JSON.stringify(data['body']));
    expect(bodies.length).toBeGreaterThan(0);
    for (const body of bodies) expect(lines.filter((line) => line.includes(body))).not.toEqual([]);
    expect(lines.filter((line) => line.startsWith('{"seq"'))).toHaveLength(log.length);

    await act(room, 'Where to build', 'Delete');
    await expect(row(room, 'Where to build')).toHaveCount(0);
    await room.getByRole('button', { name: 'Undo' }).click();
    await expect(row(room, 'Where to build')).toBeVisible();
    await expect(row(room, 'Where to build')).toContainText('books');
  });
});

test('a hit of the search leads to its message at its time', async ({ room }) => {
  await goTo(room, '#/runs');
  await room.getByRole('searchbox', { name: 'Search runs and messages' }).fill('JSON');
  const hit = room.getByRole('region', { name: 'Messages' }).getByRole('link').first();
  await expect(hit.locator('mark').first()).toHaveText(/json/i);
  const place = (await hit.getAttribute('href')) ?? '';
  const seq = /seq=(\d+)/u.exec(place)?.[1] ?? '';
  const said = (await hit.locator('mark').first().textContent()) ?? '';
  await hit.click();
  await expect(position(room)).toHaveText(new RegExp(`^seq ${seq} of `, 'u'));
  const chosen = room.getByRole('log', { name: 'Transcript' }).locator('[aria-current="true"]');
  await expect(chosen).toContainText(said);
  await expect(room.getByRole('tab', { name: 'Message', exact: true })).toHaveAttribute('aria-selected', 'true');
});

test('a recording plays from its card, from its beginning', async ({ room }) => {
  await room
    .getByRole('button', { name: /^Play: The users endpoint/ })
    .first()
    .click();
  await expect(room.getByRole('button', { name: 'Stop playing' })).toBeVisible();
  await expect(position(room)).not.toHaveText(/^seq (\d+) of \1$/);
  await expect(room.getByText('Recording: no model runs')).toHaveCount(1);
});

test('a link to a moment opens there from the address and from the palette, and the one that is copied names neither port nor token', async ({
  room,
  context,
  shell,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: shell.origin });
  await room.goto(`${shell.origin}/${LINK}`);
  await expect(position(room)).toHaveText(/^seq 12 of /);
  await expect(room.getByRole('tab', { name: 'Turn 1' })).toHaveAttribute('aria-selected', 'true');
  await room.getByRole('button', { name: 'Copy link' }).click();
  await expect(room.getByText('Link to this moment copied')).toBeVisible();
  const copied = await room.evaluate(() => navigator.clipboard.readText());
  expect(copied).toBe(LINK);
  expect(copied).not.toContain(new URL(shell.origin).port);

  await goTo(room, '#/models');
  await room.keyboard.press('Control+k');
  await room.getByRole('combobox').fill(`parley open '${copied}'`);
  await room.keyboard.press('Enter');
  await expect(position(room)).toHaveText(/^seq 12 of /);
  await expect(room.getByRole('tab', { name: 'Turn 1' })).toHaveAttribute('aria-selected', 'true');
  // Words that are no link go nowhere of themselves.
  await goTo(room, '#/models');
  await room.keyboard.press('Control+k');
  await room.getByRole('combobox').fill('parley open nothing at all');
  await expect(room.getByText('Nothing goes by these words.')).toBeVisible();
});

test('a key is bound anew in the list of keys, has its old meaning no more, and gets it back', async ({ room }) => {
  await goTo(room, `#/run/${RUN}?seq=12`);
  await expect(position(room)).toHaveText(/^seq 12 of /);
  await room.keyboard.press('?');
  const keys = room.getByRole('dialog', { name: 'Keys' });
  await keys.getByRole('button', { name: /^Change the key of: Next event/ }).click();
  await room.keyboard.press('e');
  await expect(keys.getByRole('button', { name: 'Change the key of: Next event; now E' })).toBeVisible();
  await keys.getByRole('button', { name: 'Done' }).click();
  await room.keyboard.press('.');
  await room.keyboard.press('e');
  await expect(position(room)).toHaveText(/^seq 13 of /);
  await room.keyboard.press('?');
  await keys.getByRole('button', { name: 'Next event: as it was' }).click();
  await keys.getByRole('button', { name: 'Done' }).click();
  await room.keyboard.press('e');
  await room.keyboard.press('.');
  await expect(position(room)).toHaveText(/^seq 14 of /);
});

test.describe('while a run goes on', () => {
  test.use({ talk: { delay: 1500, extra: 'budget: { turns: 60 }\n' } });

  test('Esc clears what is picked out, then goes live, and never stops the run', async ({ room, shell }) => {
    await startTalk(room);
    await expect(position(room)).toHaveText(/of (1[4-9]|[2-9]\d)$/);
    await goTo(room, `#/run/${runIn(room)}?seq=9&sel=turn%3A1`);
    await expect(position(room)).toHaveText(/^seq 9 of /);
    await expect(room.getByRole('tab', { name: 'Turn 1' })).toBeVisible();
    await room.keyboard.press('Escape');
    await expect(room.getByRole('tab', { name: 'Turn 1' })).toHaveCount(0);
    await expect(position(room)).toHaveText(/^seq 9 of /);
    await room.keyboard.press('Escape');
    await expect(position(room)).toHaveText(/^seq (\d+) of \1$/);
    await room.keyboard.press('Escape');
    await room.keyboard.press('Escape');
    const before = (await position(room).textContent()) ?? '';
    await expect(position(room)).not.toHaveText(before);
    await expect(room.getByRole('list', { name: 'About this run' }).getByText('Live')).toBeVisible();
    const log = await logOf(room, shell);
    expect(log.filter(({ type }) => /^v1\.run\.(?:paused|ended|wrapping)$/u.test(type))).toEqual([]);
  });
});
