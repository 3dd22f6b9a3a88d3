import type { Page } from '@playwright/test';
import { olderLibrary, recordRun } from '../support/recorded-run.ts';
import { transcript, twoTurns } from '../support/room.ts';
import { dataOf, logOf, runIn, storedLog } from '../support/run-log.ts';
import { expect, startTalk, test } from '../support/window.ts';

const strip = (room: Page) => room.getByRole('region', { name: 'This branch' });
const dialogOf = (room: Page) => room.getByRole('dialog', { name: 'Re-run from here' });

async function rerunWhole(room: Page, run: string): Promise<void> {
  await room.evaluate((id) => (location.hash = `#/run/${id}?sel=message:m2`), run);
  await transcript(room).getByRole('button', { name: 'Re-run from here…' }).click();
  await dialogOf(room).getByRole('radio', { name: 'Before its first turn' }).check();
  await dialogOf(room).getByRole('button', { name: 'Re-run', exact: true }).click();
  await expect.poll(() => runIn(room)).not.toBe(run);
}

test('a re-run of what another version of the library recorded says where it first differs and why', async ({
  room,
  shell,
}) => {
  await recordRun(shell.home, { id: 'older', title: 'Older', inference: olderLibrary({ answer: 5, word: 12 }) });
  await rerunWhole(room, 'older');
  const verdict = strip(room).getByText('first difference at turn 5, token 12: other library version');
  await expect(verdict).toBeVisible({ timeout: 30_000 });
  await expect(strip(room).getByText(/token-equal/)).toHaveCount(0);
  // It is so: up to there both say the same, and there other words.
  const [parent, branch] = [await storedLog('older', shell), await logOf(room, shell)];
  const texts = (log: typeof parent) => dataOf(log, 'v1.turn.ended').map(({ text }) => text);
  expect(texts(branch).slice(0, 4)).toEqual(texts(parent).slice(0, 4));
  expect(texts(branch)[4]).not.toBe(texts(parent)[4]);
  expect(String(texts(parent)[4])).toContain('yonder');

  // Negative control: the same library, the same words; what was told of the one before is not told of it.
  await recordRun(shell.home, { id: 'newer', title: 'Newer' });
  await rerunWhole(room, 'newer');
  await expect(strip(room).getByText(/token-equal: 6 turns, \d+ tokens/)).toBeVisible({ timeout: 30_000 });
  await expect(strip(room).getByText(/first difference/)).toHaveCount(0);
});

test.describe('while its parent goes on', () => {
  test.use({ talk: { delay: 1000, extra: 'exact: true\nbudget: { turns: 8 }\n' } });

  test('a re-run that is over is held against its parent only when that is over too', async ({ room, shell }) => {
    await startTalk(room);
    const parent = runIn(room);
    await twoTurns(room);
    await room.getByRole('button', { name: 'Pause', exact: true }).click();
    await expect(room.getByRole('list', { name: 'About this run' }).getByText('Paused')).toBeVisible();
    await rerunWhole(room, parent);
    await expect(strip(room).getByText('Is compared when its parent has ended too')).toBeVisible({ timeout: 30_000 });
    await expect(strip(room).getByText(/first difference|token-equal/)).toHaveCount(0);
    const branch = runIn(room);
    await strip(room).getByRole('button', { name: 'Go to its parent' }).click();
    await expect.poll(() => runIn(room)).toBe(parent);
    await room.getByRole('button', { name: 'Resume', exact: true }).click();
    await room.keyboard.press('Shift+L');
    await expect(room.getByText(/^The run has ended/).first()).toBeVisible({ timeout: 30_000 });
    await room.evaluate((id) => (location.hash = `#/run/${id}`), branch);
    await expect(strip(room).getByText(/token-equal: 8 turns, \d+ tokens/)).toBeVisible();
    expect(dataOf(await storedLog(parent, shell), 'v1.run.forked')).toEqual([]);
  });
});
