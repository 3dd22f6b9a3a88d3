import type { Locator, Page } from '@playwright/test';
import { invented, scriptedInference } from '#engine/testing/scripted-model.ts';
import { expectAccessible } from '../support/axe.ts';
import { press } from '../support/keyboard.ts';
import { recordRun } from '../support/recorded-run.ts';
import { transcript } from '../support/room.ts';
import { dataOf, logOf, runIn, storedLog } from '../support/run-log.ts';
import { expect, test } from '../support/window.ts';

// Axe looks at two themes, and the machine may be busy.
test.setTimeout(90_000);

/** A talk in which the third answer was empty, and was empty when it was asked for again. */
const withPass = () => {
  let spoken = 0;
  return scriptedInference({
    speak({ seed }) {
      spoken += 1;
      return { text: spoken === 3 || spoken === 4 ? '' : invented(seed) };
    },
  });
};

const row = (room: Page, words: string | RegExp): Locator =>
  transcript(room).getByRole('listitem').filter({ hasText: words }).first();
const fork = (own: Locator): Locator => own.getByRole('button', { name: 'Fork here…' });
const rerun = (own: Locator): Locator => own.getByRole('button', { name: 'Re-run from here…' });
const strip = (room: Page) => room.getByRole('region', { name: 'This branch' });

const openAt = (room: Page, place: string) => room.evaluate((hash) => (location.hash = hash), `#/run/passing${place}`);

test('a turn that passed can be forked and run again from its row, by the keyboard, and nothing moves for it', async ({
  room,
  shell,
}) => {
  await recordRun(shell.home, { id: 'passing', title: 'Passing', inference: withPass(), turns: 7 });
  const log = await storedLog('passing', shell);
  expect(dataOf(log, 'v1.turn.ended')[2]).toMatchObject({ turn: 3, outcome: 'passed' });
  await openAt(room, '');
  const passed = row(room, /passed: .*, turn 3/u);
  await expect(passed).toBeVisible();
  await expect(fork(transcript(room))).toHaveCount(0);
  const before = await passed.boundingBox();
  await passed.focus();
  await room.keyboard.press('Enter');
  await expect(fork(passed)).toBeVisible();
  expect((await passed.boundingBox())?.height).toBe(before?.height);
  await press(room, 'Tab', 'Fork here…');
  await room.keyboard.press('Enter');
  const forking = room.getByRole('dialog', { name: 'Fork here' });
  await expect(forking.getByRole('radio', { name: /^After turn 3 / })).toBeChecked();
  await expect(forking.getByRole('radio', { name: /^Before turn 3 / })).toBeVisible();
  await room.keyboard.press('Escape');
  await expect(room.getByRole('dialog')).toHaveCount(0);
  await press(room, 'Tab', 'Re-run from here…');
  await room.keyboard.press('Enter');
  const again = room.getByRole('dialog', { name: 'Re-run from here' });
  const started = log.find(({ type, data }) => type === 'v1.turn.started' && data['turn'] === 3)?.seq ?? 0;
  await expect(again.getByRole('radio', { name: `Before turn 3 (event ${started - 1})` })).toBeChecked();
  await again.getByRole('button', { name: 'Re-run', exact: true }).click();
  // The model of today is not silent there.
  await expect(strip(room).getByText(/^▲ first difference at turn 3, /)).toBeVisible({ timeout: 30_000 });
  expect(dataOf(await logOf(room, shell), 'v1.run.forked')).toMatchObject([
    { kind: 'rerun', parent: { run: 'passing', seq: started - 1 } },
  ]);
});

test('a line of the run can be forked from its row; run again only where something has ended behind it', async ({
  room,
  shell,
}) => {
  await recordRun(shell.home, { id: 'passing', title: 'Passing', inference: withPass(), turns: 7 });
  await openAt(room, '');
  const braked = row(room, /turn 3 was tried again/u);
  await braked.click();
  await expect(rerun(braked)).toBeVisible();
  await expectAccessible(room);
  const log = await storedLog('passing', shell);
  await openAt(room, `?sel=event:${log.length}`);
  const ended = row(room, /The run has ended/u);
  await expect(fork(ended)).toBeVisible();
  await expect(rerun(ended)).toHaveCount(0);
  await openAt(room, `?sel=event:${log.find(({ type }) => type === 'v1.brake.fired')?.seq}`);
  await fork(braked).click();
  const dialog = room.getByRole('dialog', { name: 'Fork here' });
  // The brake and the end of its turn are one: the fork leaves behind both.
  const end = log.find(({ type, data }) => type === 'v1.turn.ended' && data['turn'] === 3)?.seq ?? 0;
  await expect(dialog.getByText(`after event ${end}`)).toBeVisible();
  await dialog.getByRole('button', { name: 'Fork and start' }).click();
  await expect.poll(() => runIn(room)).not.toBe('passing');
  await expect(strip(room)).toContainText(`after event ${end}`);
  expect(dataOf(await logOf(room, shell), 'v1.run.forked')).toMatchObject([{ parent: { run: 'passing', seq: end } }]);
});

test('of a turn that is under way at the playhead of a recording both are offered, and the branch takes it anew', async ({
  room,
  shell,
}) => {
  await recordRun(shell.home, { id: 'passing', title: 'Passing', inference: withPass(), turns: 7 });
  const parent = await storedLog('passing', shell);
  const started = parent.find(({ type, data }) => type === 'v1.turn.started' && data['turn'] === 5)?.seq ?? 0;
  await openAt(room, `?seq=${started}`);
  const open = transcript(room)
    .getByRole('listitem')
    .filter({ has: room.getByRole('article', { name: /under way/ }) });
  const before = await open.boundingBox();
  await open.click();
  await expect(rerun(open)).toBeVisible();
  expect((await open.boundingBox())?.height).toBe(before?.height);
  await fork(open).click();
  const dialog = room.getByRole('dialog', { name: 'Fork here' });
  await expect(dialog.getByRole('radio', { name: `At the playhead (event ${started})` })).toBeChecked();
  await expect(dialog.getByText('Under way there: turn 5. The branch takes it anew from the beginning.')).toBeVisible();
  await dialog.getByRole('radio', { name: `Before turn 5 (event ${started - 1})` }).check();
  await expect(dialog.getByText('Under way there')).toHaveCount(0);
  await dialog.getByRole('radio', { name: /^At the playhead/ }).check();
  await dialog.getByRole('button', { name: 'Fork and start' }).click();
  await expect.poll(() => runIn(room)).not.toBe('passing');
  await expect.poll(async () => (await logOf(room, shell)).at(-1)?.type).toBe('v1.run.ended');
  const branch = await logOf(room, shell);
  expect(dataOf(branch, 'v1.turn.abandoned')).toMatchObject([{ turn: 5, attempt: 1 }]);
  const turnFive = dataOf(branch, 'v1.turn.started').filter(({ turn }) => turn === 5);
  expect(turnFive.map(({ attempt }) => attempt)).toEqual([1, 2]);
  expect(dataOf(branch, 'v1.turn.ended').filter(({ turn }) => turn === 5)).toHaveLength(1);
});
