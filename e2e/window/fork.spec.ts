import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { dataOf, logOf, runIn } from '../support/run-log.ts';
import { parley } from '../support/parley.ts';
import { transcript } from '../support/room.ts';
import type { Shell } from '../support/shell.ts';
import { expect, startTalk, test } from '../support/window.ts';

test.use({ talk: { delay: 0, extra: 'exact: true\nbudget: { turns: 6 }\n' } });

const hasEnded = (room: Page) => expect(room.getByText(/^The run has ended/).first()).toBeVisible({ timeout: 30_000 });
const dialogOf = (room: Page) => room.getByRole('dialog', { name: 'Fork here' });
const strip = (room: Page) => room.getByRole('region', { name: 'This branch' });

/** A talk of six turns that is over, and its minutes put away. */
async function talkIsOver(room: Page): Promise<string> {
  await startTalk(room);
  await hasEnded(room);
  await room.getByRole('button', { name: 'Minutes', exact: true }).waitFor();
  await room.evaluate((run) => (location.hash = `#/run/${run}?sel=message:m2`), runIn(room));
  return runIn(room);
}

async function forkAtMessage(room: Page): Promise<void> {
  await transcript(room).getByRole('button', { name: 'Fork here…' }).click();
  await expect(dialogOf(room)).toBeVisible();
}

const axe = async (room: Page): Promise<void> => {
  const found = await new AxeBuilder({ page: room }).analyze();
  expect(found.violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html.slice(0, 160))])).toEqual([]);
};

const at = (room: Page): number => Number(/seq=(\d+)/u.exec(room.url())?.[1]);

const unhashed = (event: object): object => ({ ...event, hash: undefined });

/** Runs of this home, as the command line lists them. */
async function runsOf(shell: Shell): Promise<number> {
  const { stdout } = await parley(['list', '--json', '--home', shell.home]);
  return stdout.split('\n').filter((line) => line.includes('"source":"home"')).length;
}

test('a fork with other words and another role leaves its parent as it was, names it, goes on and ends', async ({
  room,
  shell,
}) => {
  const parent = await talkIsOver(room);
  const before = await logOf(room, shell);
  await forkAtMessage(room);
  const dialog = dialogOf(room);
  await expect(dialog.getByText(/at turn 2/)).toBeVisible();
  await dialog.getByRole('textbox', { name: 'Words of m2' }).fill('The old station stands empty: take it.');
  await dialog.getByRole('button', { name: 'Ben', exact: true }).click();
  await dialog.getByRole('textbox', { name: 'Role' }).fill('one who pays for it');
  await expect(dialog.getByText('2 changes')).toBeVisible();
  await dialog.getByRole('button', { name: 'Fork and start' }).click();
  await expect(room.getByText(/^Forked after event \d+$/)).toBeVisible();
  await expect.poll(() => runIn(room)).not.toBe(parent);
  await expect(strip(room)).toContainText('Fork of Library after event');
  const left = at(room);
  await room.keyboard.press('End');
  await hasEnded(room);
  await room.evaluate(({ run, seq }) => (location.hash = `#/run/${run}?seq=${seq}`), {
    run: runIn(room),
    seq: left + 1,
  });
  await expect(transcript(room).getByText(/Forked here from .* at event \d+ with 2 changes/)).toBeVisible();

  const branch = await logOf(room, shell);
  // The chain of hashes is its own, for its first event is another.
  expect(branch.slice(1, left).map(unhashed)).toEqual(before.slice(1, left).map(unhashed));
  const [forked] = dataOf(branch, 'v1.run.forked');
  expect(forked).toMatchObject({ kind: 'fork', parent: { run: parent, seq: left } });
  expect(dataOf(branch, 'v1.message.edited')).toMatchObject([{ message: 'm2' }]);
  expect(forked).toMatchObject({ setup: { seats: [{}, { role: 'one who pays for it' }, {}] } });
  expect(dataOf(branch, 'v1.turn.started').length).toBeGreaterThanOrEqual(6);
  expect(branch.at(-1)?.type).toBe('v1.run.ended');

  // The parent is untouched, and the list of branches goes to the same moment of it.
  await toBranch(room, parent, left);
  expect(await logOf(room, shell)).toEqual(before);
});

/** By the list of branches from the branch to its parent: in the shared past the same event, behind it the same turn. */
async function toBranch(room: Page, parent: string, left: number): Promise<void> {
  const own = runIn(room);
  await room.evaluate(({ run, seq }) => (location.hash = `#/run/${run}?seq=${seq}`), { run: own, seq: left - 2 });
  await expect.poll(() => at(room)).toBe(left - 2);
  await room.getByRole('button', { name: 'Branches (2)' }).click();
  const branches = room.getByRole('list', { name: 'Branches' });
  await expect(branches.getByRole('listitem')).toHaveCount(2);
  await branches.getByRole('button').first().press('ArrowDown');
  await expect(branches.getByRole('button').nth(1)).toBeFocused();
  await expect(branches.getByRole('button').nth(1)).toContainText(/forked after event \d+, turn \d+/);
  await branches.getByRole('button').first().click();
  await expect.poll(() => runIn(room)).toBe(parent);
  await expect.poll(() => at(room)).toBe(left - 2);
}

test('a re-run from a turn says at its end that it is token-equal, and leads to the comparison', async ({
  room,
  shell,
}) => {
  const parent = await talkIsOver(room);
  await transcript(room).getByRole('button', { name: 'Re-run from here…' }).click();
  const dialog = room.getByRole('dialog', { name: 'Re-run from here' });
  await expect(dialog.getByRole('radio', { name: /^Before turn 2/ })).toBeChecked();
  await dialog.getByRole('button', { name: 'Re-run', exact: true }).click();
  await expect(strip(room).getByText(/token-equal: 5 turns, \d+ tokens/)).toBeVisible({ timeout: 30_000 });
  expect(dataOf(await logOf(room, shell), 'v1.run.forked')).toMatchObject([{ kind: 'rerun', parent: { run: parent } }]);
  const compare = strip(room).getByRole('link', { name: 'Compare' });
  await expect(compare).toHaveAttribute('href', `#/compare?runs=${encodeURIComponent(`${parent},${runIn(room)}`)}`);
});

test('a change that is refused is said at its field, and nothing is made', async ({ room, shell }) => {
  await talkIsOver(room);
  const runs = await runsOf(shell);
  expect(runs).toBe(1);
  await forkAtMessage(room);
  const dialog = dialogOf(room);
  const turns = dialog.getByRole('textbox', { name: 'Turns of the whole run' });
  await turns.fill('1');
  await dialog.getByRole('button', { name: 'Fork and start' }).click();
  await expect(turns).toHaveAccessibleDescription(/A budget of 1 turns is spent at this moment already/);
  await expect(dialog).toBeVisible();
  await turns.fill('6');
  await dialog.getByRole('textbox', { name: 'Words of m2' }).fill(' ');
  await dialog.getByRole('button', { name: 'Fork and start' }).click();
  await expect(dialog.getByRole('alert').filter({ hasText: 'The new text is empty' })).toBeVisible();
  expect(await runsOf(shell)).toBe(runs);
  // Negative control: what is right is made.
  await dialog.getByRole('textbox', { name: 'Words of m2' }).fill('Take the station.');
  await dialog.getByRole('button', { name: 'Fork and start' }).click();
  await expect(strip(room)).toBeVisible();
  await expect.poll(() => runsOf(shell)).toBe(runs + 1);
});

for (const theme of ['dark', 'light'] as const) {
  test(`the dialog of a fork and the list of branches in the ${theme} theme are without a violation that axe can see`, async ({
    room,
  }) => {
    await room.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
    await talkIsOver(room);
    await forkAtMessage(room);
    await dialogOf(room).getByRole('button', { name: 'Say something as the arbiter' }).click();
    await dialogOf(room).getByRole('button', { name: 'Cleo', exact: true }).click();
    await axe(room);
    await dialogOf(room).getByRole('textbox', { name: 'What the arbiter says' }).fill('Mind the cost.');
    await dialogOf(room).getByRole('button', { name: 'Fork and start' }).click();
    await expect(strip(room)).toBeVisible();
    await room.getByRole('button', { name: 'Branches (2)' }).click();
    await expect(room.getByRole('list', { name: 'Branches' })).toBeVisible();
    await axe(room);
  });
}
