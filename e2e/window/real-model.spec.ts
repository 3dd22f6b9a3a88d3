import { existsSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { TREE } from '../support/parley.ts';
import { dataOf, logOf } from '../support/run-log.ts';
import { expect, test } from '../support/window.ts';

const FILE = 'SmolLM2-135M-Instruct.Q4_1.gguf';
const MODEL = join(TREE, 'models', FILE);
const isHere = existsSync(MODEL);
if (!isHere) process.stderr.write('SKIPPED for want of the starter model: the window on the real model\n');

// A machine that is busy with other things writes a word in seconds.
test.skip(!isHere, 'the starter model is not on this machine');
test.setTimeout(300_000);

test('two peers on the real model, from the form to the minutes, and their words are seen as they are written', async ({
  room,
  shell,
}) => {
  mkdirSync(join(shell.home, 'models'), { recursive: true });
  symlinkSync(MODEL, join(shell.home, 'models', FILE));
  await room.evaluate(() => (location.hash = '#/new?from=talk'));
  await room.getByRole('button', { name: 'Remove Cleo' }).click();
  for (const index of [0, 1]) {
    await room.getByRole('combobox', { name: 'Model', exact: true }).nth(index).click();
    await room
      .getByRole('option', { name: /SmolLM2/ })
      .first()
      .click();
  }
  await room.getByRole('textbox', { name: 'Turns', exact: true }).fill('2');
  await room.getByRole('textbox', { name: 'Longest answer, in tokens' }).fill('16');
  await expect(
    room.getByRole('region', { name: 'What it would take' }).getByText('SmolLM2', { exact: false }).first(),
  ).toBeVisible();
  await room.evaluate(watchWriting);
  await room
    .getByRole('region', { name: 'Start' })
    .getByRole('button', { name: /^Start/ })
    .click();
  await expect(room.getByText(/^The run has ended/).first()).toBeVisible({ timeout: 240_000 });
  await expect(room.getByRole('heading', { name: 'Minutes' })).toBeVisible();

  const log = await logOf(room, shell);
  expect(dataOf(log, 'v1.model.loaded').map((data) => data['quantisation'])).toEqual(['Q4_1']);
  expect(log.at(-1)).toMatchObject({ type: 'v1.run.ended', data: { reason: 'budget' } });
  expect(dataOf(log, 'v1.turn.ended')).toHaveLength(2);
  const bodies = dataOf(log, 'v1.message.sent').map(({ body }) => String(body));
  expect(bodies.length).toBeGreaterThan(0);
  // What stood in the open row was a beginning of what was then said, and there was more than one of them for a message.
  const seen = await room.evaluate(() => (window as unknown as { readonly seen: readonly string[] }).seen);
  const steps = bodies.map((body) =>
    seen.filter((text) => text.length < body.length && sameWords(body).startsWith(sameWords(text))),
  );
  expect(Math.max(...steps.map((own) => own.length)), `seen: ${seen.join(' | ')}`).toBeGreaterThan(1);
});

const sameWords = (text: string): string => text.replaceAll(/\s+/gu, ' ').trim();

/** Notes every text that an open turn's row has shown. Runs in the page. */
function watchWriting(): void {
  const seen: string[] = [];
  Object.assign(window, { seen });
  new MutationObserver(() => {
    for (const row of document.querySelectorAll('article[aria-label$="is under way"]')) {
      const text = [...row.querySelectorAll('p')]
        .map((part) => part.textContent)
        .join(' ')
        .trim();
      if (text !== '' && !seen.includes(text)) seen.push(text);
    }
  }).observe(document.body, { subtree: true, childList: true, characterData: true });
}
