import { expect, startTalk, test } from '../support/window.ts';

test('a deliberation from the form to its minutes, without a hand on it', async ({ room }) => {
  await startTalk(room);
  await expect(room.getByRole('list', { name: 'About this run' }).getByText('Live')).toBeVisible();
  await expect(room.getByText('The run has ended', { exact: false }).first()).toBeVisible({ timeout: 40_000 });
  await expect(room.getByRole('heading', { name: 'Minutes' })).toBeVisible();
});

test.describe('the arbiter', () => {
  test.use({ talk: { delay: 1200, extra: 'budget: { turns: 30 }\n' } });

  test('pauses, steps, says a word, goes on and ends', async ({ room }) => {
    await startTalk(room);
    const facts = room.getByRole('list', { name: 'About this run' });
    await room.getByRole('button', { name: 'Pause', exact: true }).click();
    await expect(facts.getByText('Paused')).toBeVisible();
    await room.getByRole('textbox', { name: 'Your words' }).fill('Think of the children first.');
    await room.keyboard.press('Enter');
    await expect(room.getByText('Think of the children first.').first()).toBeVisible();
    await room.getByRole('button', { name: 'Step', exact: true }).click();
    await expect(room.getByText('The arbiter asks for one turn.')).toBeVisible();
    await room.getByRole('button', { name: 'Resume', exact: true }).click();
    await expect(facts.getByText('Live')).toBeVisible();
    await room.getByRole('button', { name: 'End…' }).click();
    await room.getByRole('dialog').getByRole('button', { name: /End/ }).click();
    await expect(room.getByText('The run has ended, arbiter', { exact: false }).first()).toBeVisible();
  });

  test('who looks back stays there while the run goes on, and one press is live again', async ({ room }) => {
    await startTalk(room);
    const position = room.getByText(/^seq \d+ of \d+$/);
    await expect(position).toHaveText(/of (1[2-9]|[2-9]\d)$/);
    await room.keyboard.press('Home');
    await expect(position).toHaveText(/^seq 1 of/);
    const chip = room.getByRole('button', { name: /unseen/ });
    await expect(chip).toBeVisible();
    const before = await chip.textContent();
    await expect(chip).not.toHaveText(before ?? '');
    await expect(position).toHaveText(/^seq 1 of/);
    await chip.click();
    await expect(position).toHaveText(/^seq (\d+) of \1$/);
  });

  test('a reload in the middle of a run shows the same run, going on', async ({ room }) => {
    await startTalk(room);
    await expect(room.getByText(/^seq \d+ of \d+$/)).toHaveText(/of [1-9]\d$/);
    const said = room.getByRole('log').getByText('propose').first();
    await expect(said).toBeVisible();
    await room.reload();
    await expect(said).toBeVisible();
    await expect(room.getByRole('list', { name: 'About this run' }).getByText('Live')).toBeVisible();
  });

  test('two windows on one run show the same, and both command it', async ({ room, context }) => {
    await startTalk(room);
    const other = await context.newPage();
    await other.goto(room.url());
    await expect(other.getByRole('list', { name: 'About this run' })).toBeVisible();
    await other.getByRole('button', { name: 'Pause', exact: true }).click();
    await expect(room.getByRole('button', { name: 'Resume', exact: true })).toBeVisible();
    await room.getByRole('button', { name: 'Resume', exact: true }).click();
    await expect(other.getByRole('button', { name: 'Pause', exact: true })).toBeVisible();
  });
});
