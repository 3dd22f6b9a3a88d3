import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { dataOf, logOf } from '../support/run-log.ts';
import { expect, test } from '../support/window.ts';

const start = (room: Page) => room.getByRole('region', { name: 'Start' });

async function openForm(room: Page, from = ''): Promise<void> {
  await room.evaluate((hash) => (location.hash = hash), from === '' ? '#/new' : `#/new?from=${from}`);
  await expect(room.getByRole('heading', { level: 1, name: 'New deliberation' })).toBeVisible();
}

async function choose(room: Page, field: string, option: string): Promise<void> {
  await room.getByRole('combobox', { name: field, exact: true }).click();
  await room.getByRole('option', { name: option }).click();
}

/** The seats as they sit, by their names. */
const table = (room: Page) => room.getByRole('textbox', { name: 'Name', exact: true });

test('what is wrong is said beside its field and in a list that leads there, and nothing starts until it is mended', async ({
  room,
}) => {
  await openForm(room, 'talk');
  const question = room.getByRole('textbox', { name: 'Question' });
  await expect(question).toHaveValue(/library/);
  await expect(room.locator('[aria-invalid="true"]')).toHaveCount(0);
  await question.fill('');
  await table(room).nth(0).fill('');
  await table(room).nth(2).fill('Ben');
  await room.getByRole('textbox', { name: 'Turns', exact: true }).fill('many');
  await start(room).getByRole('button', { name: 'Start' }).click();
  await expect(start(room).getByText('4 fields need mending:')).toBeVisible();
  // The first of them has the focus; each says itself what is wrong.
  await expect(question).toBeFocused();
  const wrong = [
    question,
    table(room).nth(0),
    table(room).nth(2),
    room.getByRole('textbox', { name: 'Turns', exact: true }),
  ];
  for (const field of wrong) {
    await expect(field).toHaveAttribute('aria-invalid', 'true');
    await expect(field).toHaveAccessibleDescription(/\S/);
  }
  await expect(table(room).nth(1)).not.toHaveAttribute('aria-invalid', 'true');
  await start(room).getByRole('button', { name: 'Turns' }).click();
  await expect(wrong[3] ?? question).toBeFocused();
  expect(room.url()).toContain('#/new');

  await question.fill('Where?');
  await table(room).nth(0).fill('Ada');
  await table(room).nth(2).fill('Cleo');
  await room.getByRole('textbox', { name: 'Turns', exact: true }).fill('3');
  await expect(room.locator('[aria-invalid="true"]')).toHaveCount(0);
  await start(room).getByRole('button', { name: 'Start' }).click();
  await expect(room).toHaveURL(/#\/run\//);
});

test('the button Start stays where it is while the estimate follows the keys', async ({ room }) => {
  await room.setViewportSize({ width: 1280, height: 3000 });
  await openForm(room, 'talk');
  const estimate = room.getByRole('region', { name: 'What it would take' });
  await expect(estimate.getByText(/in 9 turns$/)).toBeVisible();
  const seen = start(room).getByRole('button', { name: 'Start' });
  const before = await seen.boundingBox();
  await room.getByRole('textbox', { name: 'Turns', exact: true }).fill('many');
  await expect(estimate.getByText(/A field needs mending/)).toBeVisible();
  expect(await seen.boundingBox()).toEqual(before);
  await room.getByRole('textbox', { name: 'Turns', exact: true }).fill('2');
  await expect(estimate.getByText(/in 2 turns$/)).toBeVisible();
  expect(await seen.boundingBox()).toEqual(before);
});

test('a press is not lost to the line that appears under the field which it leaves', async ({ room }) => {
  await room.setViewportSize({ width: 800, height: 3000 });
  await openForm(room, 'talk');
  const turns = room.getByRole('textbox', { name: 'Turns', exact: true });
  const seen = start(room).getByRole('button', { name: 'Start' });
  await turns.fill('many');
  const box = await seen.boundingBox();
  if (box === null) throw new Error('the button is not there');
  // The edge that a line of text would push away from under the pointer.
  await room.mouse.move(box.x + box.width / 2, box.y + 2);
  await room.mouse.down();
  await expect(turns).not.toBeFocused();
  await room.evaluate(async () => {
    for (let frame = 0; frame < 3; frame += 1) await new Promise((resolve) => requestAnimationFrame(resolve));
  });
  expect(await seen.boundingBox()).toEqual(box);
  await room.mouse.up();
  await expect(start(room).getByText('One field needs mending:')).toBeVisible();
  await expect(turns).toBeFocused();
});

test('the fit check recommends a mode, and one press takes it', async ({ room }) => {
  await openForm(room, 'talk');
  const fit = room.getByRole('region', { name: 'Is it a task for peers?' });
  const questions = fit.getByRole('group');
  const count = await questions.count();
  expect(count).toBe(4);
  await expect(fit.getByText(/Recommended/)).toHaveCount(0);
  for (let index = 0; index < count; index += 1)
    await questions.nth(index).getByRole('radio', { name: 'No', exact: true }).check();
  await expect(fit.getByText(/^Recommended: \w+\.$/)).toBeVisible();
  const use = fit.getByRole('button', { name: /^Use / });
  const mode = ((await use.textContent()) ?? '').replace('Use ', '');
  await use.click();
  await expect(room.getByRole('combobox', { name: 'Mode', exact: true })).toHaveText(new RegExp(mode, 'i'));
  await expect(fit.getByText('✓ chosen')).toBeVisible();
});

test('seats are added, duplicated, moved and removed, and a removal is taken back', async ({ room }) => {
  await openForm(room, 'talk');
  const names = async (): Promise<readonly string[]> =>
    Promise.all((await table(room).all()).map((field) => field.inputValue()));
  await expect(table(room)).toHaveCount(3);
  await room.getByRole('button', { name: 'Add a seat' }).click();
  await expect(table(room).nth(3)).toBeFocused();
  await table(room).nth(3).fill('Dan');
  await room.getByRole('button', { name: 'Move Dan up' }).click();
  await expect.poll(names).toEqual(['Ada', 'Ben', 'Dan', 'Cleo']);
  await table(room).nth(2).press('Alt+ArrowUp');
  await expect.poll(names).toEqual(['Ada', 'Dan', 'Ben', 'Cleo']);
  await expect(table(room).nth(1)).toBeFocused();
  await room.getByRole('button', { name: 'Duplicate Ada' }).click();
  await expect(table(room)).toHaveCount(5);
  await expect(room.getByRole('textbox', { name: 'Role' }).nth(1)).toHaveValue('one who looks at it as Ada would');
  await room.getByRole('button', { name: 'Remove Ben' }).click();
  await expect(table(room)).toHaveCount(4);
  await expect(room.getByText('Ben was removed.')).toBeVisible();
  await room.getByRole('button', { name: 'Undo' }).click();
  await expect.poll(async () => (await names())[3]).toBe('Ben');
});

test('mode, cadence and who reads whom go into the run as they were chosen, and the estimate moves as one types', async ({
  room,
  shell,
}) => {
  await openForm(room, 'talk');
  const estimate = room.getByRole('region', { name: 'What it would take' });
  await expect(estimate.getByText(/in 9 turns$/)).toBeVisible();
  await room.getByRole('textbox', { name: 'Turns', exact: true }).fill('2');
  await expect(estimate.getByText(/in 2 turns$/)).toBeVisible();
  await room.getByRole('textbox', { name: 'Tokens', exact: true }).fill('9');
  await expect(estimate.getByText(/budget of 9 tokens may end it earlier/)).toBeVisible();
  await room.getByRole('textbox', { name: 'Tokens', exact: true }).fill('');
  await choose(room, 'Mode', 'Hierarchy');
  await expect(room.getByRole('combobox', { name: 'Cadence' })).toHaveCount(0);
  await choose(room, 'Mode', 'Peers');
  await choose(room, 'Cadence', 'Floor');
  await choose(room, 'Visibility', 'Ring');
  await room.getByRole('button', { name: 'Ada reads Ben: full' }).click();
  await room.getByRole('button', { name: 'Ada reads Ben: gist' }).click();
  await expect(room.getByRole('button', { name: 'Ada reads Ben: none' })).toBeVisible();
  await start(room).getByRole('button', { name: 'Start' }).click();
  await expect(room).toHaveURL(/#\/run\//);
  const [created] = dataOf(await logOf(room, shell), 'v1.run.created');
  expect(created?.['setup']).toMatchObject({
    mode: 'peers',
    cadence: 'floor',
    budget: { turns: 2 },
    visibility: { topology: 'ring', edges: [{ sight: 'none' }] },
  });
});

test('a form opens from a ready scenario, is saved among one’s own and as a file, and both open again as they were', async ({
  room,
  shell,
}) => {
  await openForm(room);
  await choose(room, 'Scenario', 'The users endpoint');
  await expect(room).toHaveURL(/from=users-endpoint$/);
  const question = room.getByRole('textbox', { name: 'Question' });
  await expect(question).not.toHaveValue('');
  await question.fill('Which of the two, and why?');
  await room.getByRole('textbox', { name: 'Turns', exact: true }).fill('7');
  await room.getByRole('button', { name: 'Save as a scenario…' }).click();
  const dialog = room.getByRole('dialog', { name: 'Save as a scenario' });
  await dialog.getByRole('textbox', { name: 'Name' }).fill('mine');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(room.getByText(/Saved as .*mine\.yaml/)).toBeVisible();
  const file = join(shell.home, 'scenarios', 'mine.yaml');
  expect(readFileSync(file, 'utf8')).toContain('Which of the two, and why?');
  const download = room.waitForEvent('download');
  await room.getByRole('button', { name: 'Download' }).click();
  expect(readFileSync(await (await download).path(), 'utf8')).toBe(readFileSync(file, 'utf8'));

  await openForm(room, 'mine');
  await expect(question).toHaveValue('Which of the two, and why?');
  await expect(room.getByRole('textbox', { name: 'Turns', exact: true })).toHaveValue('7');
  await question.fill('Something else');
  await room.getByLabel('Scenario file').setInputFiles(file);
  await expect(room.getByText('mine.yaml was opened.')).toBeVisible();
  await expect(question).toHaveValue('Which of the two, and why?');
  await room
    .getByLabel('Scenario file')
    .setInputFiles({ name: 'bad.yaml', mimeType: 'text/yaml', buffer: Buffer.from('seats: 4') });
  await expect(room.getByText(/▲ .*bad\.yaml/)).toBeVisible();
  await expect(question).toHaveValue('Which of the two, and why?');
});
