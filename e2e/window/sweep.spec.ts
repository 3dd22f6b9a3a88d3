import { readFileSync, writeFileSync } from 'node:fs';
import type { Locator, Page } from '@playwright/test';
import { modelTree, type ModelTree } from '../support/model-tree.ts';
import { startShell } from '../support/shell.ts';
import { cellsOf, runsIn } from '../support/sweep.ts';
import { expect, test } from '../support/window.ts';

test.use({ talk: { delay: 20, extra: 'rounds: 1\n' } });

const row = (room: Page, name: RegExp): Locator =>
  room
    .getByRole('table', { name: 'Runs in the order in which they are run' })
    .getByRole('row')
    .filter({ hasText: name });
const progress = (room: Page): Locator => room.getByRole('region', { name: 'Progress' }).getByRole('status');

/** Opens the form of a new sweep of the scenario that every home has, with two scripted models. */
async function newSweep(room: Page): Promise<void> {
  await room.evaluate(() => (location.hash = '#/sweeps'));
  await room.getByRole('button', { name: 'New sweep' }).click();
  await room.getByRole('combobox', { name: 'Scenario' }).click();
  await room.getByRole('option', { name: 'Library your own' }).click();
  await room.getByRole('checkbox', { name: 'Scripted for all seats', exact: true }).check();
  await room.getByLabel('Another model, by the path of its GGUF file').fill('scripted-b');
  await room.getByRole('button', { name: 'Add it' }).click();
  await expect(room.getByRole('checkbox', { name: 'scripted-b for all seats', exact: true })).toBeChecked();
}

async function sweepId(room: Page): Promise<string> {
  await expect(room).toHaveURL(/#\/sweeps\/./);
  return new URL(room.url()).hash.split('/')[2] ?? '';
}

test('from an empty list by the form to a table in which no figure stands without its n', async ({ room, shell }) => {
  await room.evaluate(() => (location.hash = '#/sweeps'));
  await expect(room.getByRole('region', { name: 'No sweeps yet' })).toContainText('A sweep runs one scenario again');
  await newSweep(room);
  await room.getByRole('checkbox', { name: /^Single/ }).check();
  const seeds = room.getByLabel('Seeds');
  await seeds.fill('1, x');
  await expect(room.locator('#sweep-seeds-note')).toContainText('“x” is none');
  await expect(room.getByRole('button', { name: 'Start', exact: true })).toBeDisabled();
  await seeds.fill('1, 2');
  const makes = room.getByRole('complementary', { name: 'What it makes' });
  await expect(makes.getByRole('status')).toContainText('8 runs');
  await expect(makes.getByRole('listitem')).toHaveText(['Scripted · 4 runs', 'scripted-b · 4 runs']);
  await room.getByRole('button', { name: 'Start 8 runs' }).click();

  const sweep = await sweepId(room);
  await expect(progress(room)).toContainText('8 of 8 runs over · done', { timeout: 40_000 });
  const table = room.getByRole('table', { name: 'What each model reached' });
  await expect(table.getByRole('rowheader')).toHaveText(['Scripted', 'scripted-b']);
  const figures = table.locator('td').filter({ hasText: /^[\d.,]+(?: %)?(?!.* of )/ });
  // Decided, tokens and seconds of two models in two modes.
  await expect(figures).toHaveCount(12);
  for (const figure of await figures.allInnerTexts()) expect(figure).toMatch(/\bn 2$/);
  expect('50 %').not.toMatch(/\bn 2$/);
  await expect(table).toContainText('control');

  const cells = await cellsOf(shell.home, sweep);
  expect(runsIn(shell.home).toSorted()).toEqual(cells.map(({ run }) => run ?? '').toSorted());
  await expect(row(room, /done/)).toHaveCount(8);
  await row(room, /done/).first().getByRole('link').click();
  await expect(room).toHaveURL(new RegExp(`#/run/${cells[0]?.run}`));
  await room.goBack();
  await expect(row(room, /done/)).toHaveCount(8);
});

test('a model that is not here is refused beside the models, before anything is begun', async ({ room, shell }) => {
  await newSweep(room);
  await room.getByLabel('Another model, by the path of its GGUF file').fill('/nowhere/mine.gguf');
  await room.getByRole('button', { name: 'Add it' }).click();
  await room.getByRole('button', { name: 'Start 3 runs' }).click();
  const models = room.getByRole('group', { name: 'Models' });
  await expect(models.getByRole('alert')).toContainText('/nowhere/mine.gguf');
  await expect(models.getByRole('link', { name: 'Open the models page' })).toBeVisible();
  expect(runsIn(shell.home)).toEqual([]);
  // What is changed is not refused any more.
  await room.getByRole('checkbox', { name: 'mine.gguf for all seats' }).uncheck();
  await expect(models.getByRole('alert')).toHaveCount(0);
  await room.getByRole('button', { name: 'Start 2 runs' }).click();
  await sweepId(room);
});

test('up to six runs go to be compared', async ({ room, shell }) => {
  await newSweep(room);
  await room.getByLabel('Seeds').fill('1, 2, 3, 4');
  await room.getByRole('button', { name: 'Start 8 runs' }).click();
  const sweep = await sweepId(room);
  await expect(progress(room)).toContainText('8 of 8 runs over · done', { timeout: 40_000 });
  const compare = room.getByRole('button', { name: /^Compare/ });
  await expect(compare).toBeDisabled();
  for (const number of [2, 1, 3, 4, 5, 6]) await room.getByRole('checkbox', { name: `Compare run ${number}` }).check();
  await expect(room.getByRole('checkbox', { name: 'Compare run 7' })).toBeDisabled();
  await room.getByRole('checkbox', { name: 'Compare run 6' }).uncheck();
  await expect(room.getByRole('checkbox', { name: 'Compare run 7' })).toBeEnabled();
  const runs = (await cellsOf(shell.home, sweep)).map(({ run }) => run);
  await compare.click();
  await expect(room).toHaveURL(`${shell.origin}/#/compare?runs=${[1, 0, 2, 3, 4].map((at) => runs[at]).join('%2C')}`);
});

test.describe('a slow one', () => {
  // A run takes six seconds: long enough that a page which looks every three finds it in its middle.
  test.use({ talk: { delay: 3000, extra: 'rounds: 1\n' } });
  test.setTimeout(120_000);

  test('it is stopped in the middle of a run, found again after a reload, resumed, and nothing is run twice', async ({
    room,
    shell,
  }) => {
    await newSweep(room);
    await room.getByRole('checkbox', { name: 'scripted-b for all seats', exact: true }).uncheck();
    await room.getByLabel('Seeds').fill('1, 2, 3');
    await room.getByRole('button', { name: 'Start 3 runs' }).click();
    const sweep = await sweepId(room);
    // Before the first is over nobody knows how long they take.
    await expect(progress(room)).toContainText('going on · time left not known yet');
    await expect(progress(room)).toContainText(/1 of 3 runs over · going on · about \d+ s left/, { timeout: 40_000 });
    await expect(room.getByText('Runs now:')).toBeVisible();
    await room.getByRole('button', { name: 'Stop the sweep' }).click();
    await expect(progress(room)).toContainText('stopped');
    await expect(row(room, /stopped in the middle/)).toHaveCount(1);
    const before = await cellsOf(shell.home, sweep);
    const begun = before.filter(({ run }) => run !== undefined);
    expect(begun.length).toBeLessThan(3);
    expect(runsIn(shell.home)).toHaveLength(begun.length);
    await room.waitForTimeout(1500);
    // Nothing goes on by itself.
    expect(runsIn(shell.home)).toHaveLength(begun.length);

    await room.reload();
    await room.getByRole('button', { name: 'Resume the sweep' }).click();
    await expect(progress(room)).toContainText('3 of 3 runs over · done', { timeout: 60_000 });
    const after = await cellsOf(shell.home, sweep);
    expect(runTwice(begun, after)).toEqual([]);
    expect(runsIn(shell.home).toSorted()).toEqual(after.map(({ run }) => run ?? '').toSorted());
    // The control: a cell that was begun and has another run now is seen.
    const other = after.map((cell) => (cell.cell === begun[0]?.cell ? { ...cell, run: 'other' } : cell));
    expect(runTwice(begun, other)).toEqual([begun[0]?.cell]);
  });
});

type Cells = Awaited<ReturnType<typeof cellsOf>>;

/** Cells that were begun and have another run now. */
const runTwice = (begun: Cells, after: Cells): readonly string[] =>
  begun.flatMap(({ cell, run }) => (after.find((other) => other.cell === cell)?.run === run ? [] : [cell]));

const FORMULA = '=1+1.gguf';

/** A tree in which a model's name is a formula to a spreadsheet. */
const withFormula = test.extend<{ readonly own: ModelTree }>({
  own: async ({ baseURL: _ }, use) => {
    const own = await modelTree();
    writeFileSync(`${own.models}/${FORMULA}`, own.content);
    // Its header is whole; that its weights are no numbers is found when it is loaded.
    const spoilt = Buffer.concat([own.content.subarray(0, -4000), Buffer.alloc(4000, 0xff)]);
    writeFileSync(`${own.models}/spoilt.gguf`, spoilt);
    await use(own);
    own.remove();
  },
  shell: async ({ own }, use) => {
    const shell = await startShell({ tree: own.tree, at: '#/sweeps' });
    await use(shell);
    await shell.stop();
  },
});

withFormula('what is saved as CSV runs in no spreadsheet, and as JSON it is whole', async ({ room }) => {
  await room.getByRole('button', { name: 'New sweep' }).click();
  await room.getByRole('combobox', { name: 'Scenario' }).click();
  await room.getByRole('option', { name: /town library/ }).click();
  await room.getByRole('checkbox', { name: `(${FORMULA}) for all seats` }).check();
  await room.getByRole('checkbox', { name: /^Peers/ }).uncheck();
  await room.getByRole('checkbox', { name: /^Single/ }).check();
  await room.getByRole('button', { name: 'Start 1 run' }).click();
  // The table has its row before the run is over.
  await expect(progress(room)).toContainText('of 1 run over');
  const saved = async (name: string): Promise<string> => {
    const coming = room.waitForEvent('download');
    await room.getByRole('button', { name }).click();
    return readFileSync(await (await coming).path(), 'utf8');
  };
  const csv = await saved('Save as CSV');
  expect(csv).toContain(`'${FORMULA}`);
  expect(csv).not.toMatch(RUNS);
  const json = JSON.parse(await saved('Save as JSON')) as { readonly rows: readonly { readonly model: string }[] };
  expect(json.rows.map(({ model }) => model)).toEqual([FORMULA]);
  // The control: the name as it is would run.
  expect(`role,model\r\nall seats,${FORMULA}\r\n`).toMatch(RUNS);
});

withFormula('a run that failed says why, and counts for no figure', async ({ room }) => {
  await room.getByRole('button', { name: 'New sweep' }).click();
  await room.getByRole('combobox', { name: 'Scenario' }).click();
  await room.getByRole('option', { name: /town library/ }).click();
  await room.getByRole('checkbox', { name: '(spoilt.gguf) for all seats' }).check();
  await room.getByRole('button', { name: 'Start 1 run' }).click();
  await expect(progress(room)).toContainText('1 of 1 run over, 1 failed · done', { timeout: 40_000 });
  await expect(row(room, /failed/)).toContainText('the run ended as failed: the model file cannot be loaded');
  const table = room.getByRole('table', { name: 'What each model reached' });
  await expect(table).toContainText('0 of 1');
  await expect(table).not.toContainText(/\bn \d/);
});

/** A cell that a spreadsheet takes for a formula. */
const RUNS = /(?:^|[,\r\n])"?(?:[=+@]|-(?!\d))/u;
