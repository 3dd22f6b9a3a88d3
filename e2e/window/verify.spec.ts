import type { Locator, Page } from '@playwright/test';
import type { Draft } from '#shared/events/event.ts';
import { recordRun, tamper } from '../support/recorded-run.ts';
import { dataOf, storedLog } from '../support/run-log.ts';
import type { Shell } from '../support/shell.ts';
import { expect, test } from '../support/window.ts';

/** Asks for the check of a run in the list of runs, and gives what it found once it is there. */
async function verified(room: Page, title: string): Promise<Locator> {
  await room.evaluate(() => (location.hash = '#/runs'));
  await room.getByRole('button', { name: `Actions for ${title}` }).click();
  await room.getByRole('menuitem', { name: 'Verify', exact: true }).click();
  const dialog = room.getByRole('dialog', { name: 'Verify' });
  await expect(dialog.getByText(`Whether “${title}” is what was written.`)).toBeVisible();
  await expect(dialog.getByText('Checking every event…')).toHaveCount(0);
  return dialog;
}

const finding = (dialog: Locator, name: string): Locator => dialog.getByRole('listitem').filter({ hasText: name });

/** Prompts that a log has: of each turn the one that it began with, and of its stages those that asked a model. */
async function promptsIn(run: string, shell: Shell): Promise<number> {
  const log = await storedLog(run, shell);
  return log.filter(({ type }) => type === 'v1.turn.started').length;
}

test('a recording is proven with its counts, and one whose file was changed behind its back is not', async ({
  room,
  shell,
}) => {
  await recordRun(shell.home, { id: 'true', title: 'True' });
  await recordRun(shell.home, { id: 'changed', title: 'Changed' });
  const log = await storedLog('changed', shell);
  const good = await verified(room, 'True');
  await expect(finding(good, 'Chain, schemas and folds')).toContainText(`✓ Chain, schemas and folds`);
  await expect(finding(good, 'Chain, schemas and folds')).toContainText(
    new RegExp(`whole: ${log.length} events, head [0-9a-f]{12}$`, 'u'),
  );
  const prompts = finding(good, 'Prompts');
  await expect(prompts).toContainText(/✓ Prompts/u);
  const [, checked, of] = /(\d+) of (\d+) built anew, token by token/u.exec((await prompts.textContent()) ?? '') ?? [];
  expect(checked).toBe(of);
  expect(Number(of)).toBeGreaterThanOrEqual(await promptsIn('true', shell));
  await good.getByRole('button', { name: 'Close', exact: true }).click();

  const said = log.filter(({ type }) => type === 'v1.message.sent')[2];
  if (said === undefined) throw new Error('the talk has no third message');
  tamper(shell.home, 'changed', { seq: said.seq, data: { ...said.data, body: 'What nobody said.' } });
  const bad = await verified(room, 'Changed');
  const chain = finding(bad, 'Chain, schemas and folds');
  await expect(chain).toContainText(new RegExp(`✕ Chain, schemas and folds.*broken at event ${said.seq}: .+`, 'u'));
  await expect(bad.getByText(/whole:/)).toHaveCount(0);
});

test('a prompt that was not what its hash says is found where the chain of the file is whole', async ({
  room,
  shell,
}) => {
  const forged = (draft: Draft): Draft =>
    draft.type === 'v1.turn.started' && draft.data.turn === 4
      ? { ...draft, data: { ...draft.data, promptHash: 'f'.repeat(64) } }
      : draft;
  await recordRun(shell.home, { id: 'forged', title: 'Forged', written: forged });
  const log = await storedLog('forged', shell);
  const began = log.find(({ type, data }) => type === 'v1.turn.started' && data['turn'] === 4);
  expect(dataOf(log, 'v1.turn.started')[3]).toMatchObject({ promptHash: 'f'.repeat(64) });
  const dialog = await verified(room, 'Forged');
  await expect(finding(dialog, 'Chain, schemas and folds')).toContainText('✓ Chain, schemas and folds');
  await expect(finding(dialog, 'Prompts')).toContainText(new RegExp(`✕ Prompts.*turn 4, event ${began?.seq}: .+`, 'u'));
});
