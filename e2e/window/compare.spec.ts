import { AxeBuilder } from '@axe-core/playwright';
import type { Locator, Page } from '@playwright/test';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventsIn, parley } from '../support/parley.ts';
import { runIn } from '../support/run-log.ts';
import type { Shell } from '../support/shell.ts';
import { expect, startTalk, test } from '../support/window.ts';

const ROUNDS = '2026-11-22-1932-the-users-endpoint-0wo0';
const VOTE = '2026-11-22-1931-the-users-endpoint-bas8';
const SIX = ['bas8', '0wo0', 'misy', '0now', 'y5id', 'dnz9'].map(
  (end) =>
    `2026-11-22-${{ bas8: '1931', '0wo0': '1932', misy: '1932', '0now': '1932' }[end] ?? '1933'}-the-users-endpoint-${end}`,
);

const goTo = (room: Page, place: string) => room.evaluate((hash) => (location.hash = hash), place);
const table = (room: Page) => room.getByRole('table', { name: 'Runs side by side' });
const heads = (room: Page) => table(room).getByRole('columnheader');
const row = (room: Page, label: string) =>
  table(room)
    .getByRole('row')
    .filter({ has: room.getByRole('rowheader', { name: label, exact: true }) });

const side = (room: Page, sign: string) => room.getByRole('region', { name: `Run ${sign}` });
const slider = (room: Page, sign: string) => room.getByRole('slider', { name: `Playhead of ${sign}` });
const headOf = async (own: Locator): Promise<number> => Number(await own.inputValue());

/** Each line of the table as `parley compare --json` gives it. */
async function linesOf(shell: Shell, runs: readonly string[]) {
  const { code, stdout, stderr } = await parley(['compare', ...runs, '--json', '--home', shell.home]);
  expect(code, stderr).toBe(0);
  const documents = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);
  const of = (kind: string) => documents.filter((document) => document['kind'] === kind);
  return { lines: of('line') as unknown as readonly Line[], turns: of('turn') as unknown as readonly Turn[] };
}
type Line = { readonly label: string; readonly values: readonly string[] };
type Turn = { readonly turn: number; readonly turns: readonly ({ readonly text: string } | null)[] };

/** A run of the scripted model, begun and ended in the terminal, in the home of the shell. */
async function scriptedRun(shell: Shell, ...more: readonly string[]): Promise<string> {
  const scenario = join(shell.home, 'scenarios', 'talk.yaml');
  const args = ['run', scenario, '--turns', '6', '--json', '--home', shell.home, ...more];
  const { stdout, stderr } = await parley(args, { env: { PARLEY_SCRIPTED_DELAY: '0' } });
  const run = eventsIn(stdout)[0]?.data['run'];
  if (typeof run !== 'string') throw new Error(`no run began: ${stderr}`);
  return run;
}

test('two runs that are ticked in the list stand side by side, with the figures that the terminal gives', async ({
  room,
  shell,
}) => {
  await goTo(room, '#/runs');
  const list = room.getByRole('region', { name: 'Runs', exact: true });
  const tick = (way: string) =>
    list
      .getByRole('listitem')
      .filter({ hasText: way })
      .getByRole('checkbox', { name: /^Choose The users endpoint/ });
  await tick('recording · vote').check();
  const bar = room.getByRole('region', { name: 'Runs that are chosen' });
  await expect(bar).toContainText('1 run chosen. Choose one more');
  await expect(bar.getByRole('button', { name: /^Compare/ })).toHaveCount(0);
  await tick('recording · single').check();
  await bar.getByRole('button', { name: 'Compare 2 runs' }).click();
  await expect(room).toHaveURL(/#\/compare\?runs=/);
  await expect(heads(room)).toHaveCount(3);
  await expect(row(room, 'wall time')).toBeVisible();

  const runs = decodeURIComponent(/runs=([^&]+)/u.exec(room.url())?.[1] ?? '').split(',');
  const { lines } = await linesOf(shell, runs);
  expect(lines.length).toBeGreaterThan(15);
  for (const { label, values } of lines)
    for (const [at, value] of values.entries())
      await expect(row(room, label).getByRole('cell').nth(at).locator('bdi'), label).toHaveText(value);
  await expect(row(room, 'memory').getByRole('cell').first()).toContainText('MB');
  await expect(row(room, 'time to first token').getByRole('cell').first()).toContainText('mean of 6 turns');
  // What differs says so, by how much, and what is the same says nothing.
  await expect(row(room, 'turns').getByRole('cell').nth(1)).toContainText('−5 (−83 %)');
  await expect(row(room, 'mode').getByRole('cell').nth(1)).toContainText('≠ A');
  await expect(row(room, 'visibility').getByRole('cell').nth(1)).toHaveText('full');
  await room.getByRole('button', { name: 'Only what differs' }).click();
  await expect(row(room, 'visibility')).toHaveCount(0);
  await expect(row(room, 'turns')).toHaveCount(1);
});

test('the address is enough: it is loaded anew and shows the same, also after the first was changed', async ({
  room,
  shell,
}) => {
  await goTo(room, `#/compare?runs=${ROUNDS},${VOTE}`);
  await expect(row(room, 'mode').getByRole('cell').first()).toHaveText('peers, rounds');
  await room.getByRole('button', { name: 'Make first B' }).click();
  await expect(row(room, 'mode').getByRole('cell').first()).toHaveText('vote');
  await room.goto(`${shell.origin}/${new URL(room.url()).hash}`);
  await room.reload();
  await expect(row(room, 'mode').getByRole('cell').first()).toHaveText('vote');
  await expect(row(room, 'mode').getByRole('cell').nth(1)).toContainText('peers, rounds');
});

test('of a branch in which a message was edited, the words that are new and gone are marked, and no others', async ({
  room,
  shell,
}) => {
  const run = await scriptedRun(shell);
  const log = eventsIn((await parley(['export', run, '--format', 'jsonl', '--home', shell.home])).stdout);
  const said = log.find(({ type, data }) => type === 'v1.message.sent' && data['message'] === 'm2');
  const body = String(said?.data['body']);
  const [first = '', ...rest] = body.split(' ');
  const at = log.find(({ type, data }) => type === 'v1.turn.started' && data['turn'] === 4)?.seq ?? 0;
  const args = ['fork', run, '--at', `${at - 1}`, '--no-run', '--edit', `m2=${['Stations', ...rest].join(' ')}`];
  const forked = await parley([...args, '--json', '--home', shell.home]);
  const branch = (JSON.parse(forked.stdout) as { readonly run: string }).run;

  await goTo(room, `#/compare?runs=${run},${branch}`);
  await expect(room.getByText('They first differ at turn 2.')).toBeVisible();
  await room.getByRole('button', { name: 'Go to turn 2' }).click();
  const cell = row(room, 'turn 2').getByRole('cell').nth(1);
  await expect(cell.locator('ins')).toHaveText(['Stations']);
  await expect(cell.locator('del')).toHaveText([first]);
  await expect(cell).toContainText('≠ A in words and what became of it');
  await expect(cell.getByText('edited', { exact: true })).toBeVisible();
  // Marks are lines too, not colour alone.
  await expect(cell.locator('ins')).toHaveCSS('text-decoration-line', 'underline');
  await expect(cell.locator('del')).toHaveCSS('text-decoration-line', 'line-through');
  const same = table(room)
    .getByRole('row')
    .filter({ has: room.getByRole('rowheader', { name: /^turn 1\b/ }) });
  await expect(same.getByRole('cell').nth(1)).toContainText('= as A, word for word');
  await expect(same.locator('ins, del')).toHaveCount(0);
  // What only one has is told as that.
  const last = table(room)
    .getByRole('row')
    .filter({ has: room.getByRole('rowheader', { name: /^turn 6\b/ }) });
  await last.scrollIntoViewIfNeeded();
  await expect(last).toContainText('only A');
  await expect(last.getByRole('cell').nth(1)).toHaveText('No turn 6');
  await expect(heads(room).nth(2)).toContainText('fork of');

  // A press leads to that run at that moment.
  await row(room, 'turn 2').getByRole('cell').first().getByRole('link').click();
  await expect(room).toHaveURL(new RegExp(`#/run/${run}\\?seq=${said?.seq}&sel=message`));
});

test('six runs fit beside each other, and a seventh is refused in a sentence', async ({ room }) => {
  await goTo(room, `#/compare?runs=${SIX.slice(0, 5).join(',')}`);
  await expect(heads(room)).toHaveCount(6);
  await room.getByRole('button', { name: 'Add a run' }).click();
  const picker = room.getByRole('dialog', { name: 'Compare with…' });
  await picker.getByRole('combobox').fill('roleplay');
  await picker.getByRole('option').first().click();
  await expect(heads(room)).toHaveCount(7);
  await expect(row(room, 'mode').getByRole('cell').nth(5)).toContainText('roleplay');
  await room.getByRole('button', { name: 'Add a run' }).click();
  await expect(picker).toHaveCount(0);
  await expect(room.getByRole('alert')).toContainText('Six runs are as many as one table holds');
  // By the address too: six are shown, and the one that is left out is named.
  await goTo(room, `#/compare?runs=${[...SIX, '2026-11-22-1631-pre-mortem-of-a-move-to-nuuj'].join(',')}`);
  await expect(room.getByRole('alert')).toContainText('Left out: 1 run, Pre-mortem of a move to the cloud.');
  await expect(heads(room)).toHaveCount(7);
  await room.getByRole('button', { name: 'Take away B' }).click();
  await expect(room.getByRole('alert')).toHaveCount(0);
});

test('a run that is not there is told in its column, and the others are compared', async ({ room }) => {
  await goTo(room, `#/compare?runs=${ROUNDS},no-such-run,${VOTE}`);
  await expect(heads(room).nth(2).getByRole('alert')).toContainText('no-such-run');
  await expect(row(room, 'mode').getByRole('cell')).toHaveText(['peers, rounds', '', /^vote/]);
  await room.getByRole('button', { name: 'Take away B' }).click();
  await expect(heads(room)).toHaveCount(3);
  await expect(row(room, 'mode').getByRole('cell').nth(1)).toContainText('vote');
});

test('the open run is compared from the palette, with one that is picked there', async ({ room }) => {
  await goTo(room, `#/run/${ROUNDS}`);
  await expect(room.getByText(/^seq \d+ of \d+$/)).toBeVisible();
  await room.keyboard.press('Control+k');
  await room.getByRole('combobox').fill('Compare with');
  await room.keyboard.press('Enter');
  await expect(room.getByText('Beside “The users endpoint” (peers, rounds, budget spent) goes:')).toBeVisible();
  await room.getByRole('combobox').fill('vote');
  await expect(room.getByRole('option')).toHaveCount(1);
  await room.keyboard.press('Enter');
  await expect(row(room, 'mode').getByRole('cell').nth(1)).toContainText('vote');
});

test('of a log that says neither times nor tokens the figures are not recorded, and its messages stand beside the turns', async ({
  room,
  shell,
}) => {
  const file = join(shell.home, 'chat.jsonl');
  const said = ['By the school.', 'In the old station.', 'The station it is.'];
  const messages = said.map((content, at) => ({ role: 'assistant', name: at === 1 ? 'Ben' : 'Ada', content }));
  writeFileSync(file, `${JSON.stringify({ messages: [{ role: 'user', content: 'Where to build?' }, ...messages] })}\n`);
  const imported = await parley(['import', file, '--json', '--home', shell.home]);
  const run = /"run":"([^"]+)"/u.exec(imported.stdout)?.[1] ?? '';
  await goTo(room, `#/compare?runs=${ROUNDS},${run}`);
  for (const label of ['memory', 'wall time', 'time to first token', 'tokens written', 'turns', 'models'])
    await expect(row(room, label).getByRole('cell').nth(1).locator('bdi'), label).toHaveText('not recorded');
  await expect(heads(room).nth(2)).toContainText('imported, unverified');
  await room.getByRole('button', { name: 'Go to turn 1' }).click();
  const first = row(room, 'turn 1').getByRole('cell').nth(1);
  await expect(first).toContainText('By the school.');
  await expect(first).not.toContainText('tokens');
  await goTo(room, `#/compare?runs=${ROUNDS},${run}&view=room`);
  await slider(room, 'A').focus();
  await room.keyboard.press('End');
  await expect(side(room, 'B').getByRole('article')).toHaveCount(3);
});

test.describe('while a run goes on', () => {
  test.use({ talk: { delay: 600, extra: 'budget: { turns: 60 }\n' } });

  test('it is compared up to where it was read, which is said, and is read again on request', async ({ room }) => {
    await startTalk(room);
    await expect(room.getByText(/^turn [3-9] of \d+$/)).toBeVisible();
    const run = runIn(room);
    await goTo(room, `#/compare?runs=${run},${VOTE}`);
    const head = heads(room).nth(1);
    await expect(head).toContainText(/It goes on: this is up to event \d+\./);
    const before = await head.getByText(/It goes on/).textContent();
    await expect(async () => {
      await head.getByRole('button', { name: 'Read it again' }).click();
      await expect(head.getByText(/It goes on/)).not.toHaveText(before ?? '', { timeout: 1000 });
    }).toPass();
    // In the room it goes on before one's eyes.
    await room.getByRole('link', { name: 'In the room' }).click();
    const at = await headOf(slider(room, 'A'));
    await expect.poll(() => headOf(slider(room, 'A'))).toBeGreaterThan(at);
  });
});

test('in the room one playhead takes the other to the same turn; without the link it stays', async ({ room }) => {
  await goTo(room, `#/compare?runs=${ROUNDS},${VOTE}`);
  await room.getByRole('link', { name: 'In the room' }).click();
  await expect(slider(room, 'A')).toBeVisible();
  await expect(slider(room, 'B')).toBeVisible();
  // They open where they first differ.
  await expect(slider(room, 'A')).toHaveAttribute('aria-valuetext', /turn 6 of 9/);
  await slider(room, 'A').focus();
  await room.keyboard.press('Home');
  await expect(slider(room, 'A')).toHaveValue('0');
  await expect(slider(room, 'B')).toHaveValue('0');
  // Turn by turn: the other stands at the same turn each time.
  for (let count = 0; count < 3; count += 1) await room.keyboard.press('ArrowRight');
  const turnOf = async (sign: string) =>
    /turn \d+/u.exec((await slider(room, sign).getAttribute('aria-valuetext')) ?? '')?.[0];
  expect(await headOf(slider(room, 'A'))).toBeGreaterThan(0);
  await expect.poll(async () => (await turnOf('B')) === (await turnOf('A'))).toBe(true);
  expect(await turnOf('A')).toBe('turn 3');
  // Either leads.
  await slider(room, 'B').focus();
  await room.keyboard.press('End');
  await expect(slider(room, 'A')).toHaveAttribute('aria-valuetext', /turn 9 of 9/);
  // The control: unlinked, the other stays where it is.
  await room.getByRole('button', { name: 'Linked', exact: false }).click();
  await slider(room, 'A').focus();
  await room.keyboard.press('Home');
  await expect(slider(room, 'A')).toHaveValue('0');
  await expect(slider(room, 'B')).not.toHaveValue('0');
  await expect(side(room, 'A').getByRole('log')).toContainText('before the first event');
  await expect(side(room, 'B').getByRole('article').first()).toBeVisible();
  // Linked again, the side that has the keys leads.
  await room.getByRole('button', { name: 'Linked', exact: false }).click();
  await expect(slider(room, 'B')).toHaveValue('0');
});

test('the keys of the window are for the side that was last touched, and playing moves both', async ({ room }) => {
  await goTo(room, `#/compare?runs=${ROUNDS},${VOTE}&view=room`);
  await expect(slider(room, 'B')).toBeVisible();
  await room.getByRole('button', { name: 'Linked', exact: false }).click();
  await side(room, 'B')
    .getByRole('log')
    .click({ position: { x: 5, y: 5 } });
  const [a, b] = [await headOf(slider(room, 'A')), await headOf(slider(room, 'B'))];
  await room.keyboard.press(',');
  await expect(slider(room, 'B')).toHaveValue(`${b - 1}`);
  await expect(slider(room, 'A')).toHaveValue(`${a}`);
  await expect(room.getByText('Keys move B.')).toBeVisible();
  await room.getByRole('button', { name: 'Linked', exact: false }).click();
  await slider(room, 'A').focus();
  await room.keyboard.press('Home');
  await room.getByLabel('Speed').selectOption('8');
  await room.getByRole('button', { name: 'Play both' }).click();
  for (const sign of ['A', 'B']) await expect.poll(() => headOf(slider(room, sign))).toBeGreaterThan(12);
});

for (const theme of ['dark', 'light'] as const) {
  for (const [name, place] of Object.entries({
    'the table': `#/compare?runs=${SIX.slice(0, 3).join(',')}`,
    'the pair in the room': `#/compare?runs=${ROUNDS},${VOTE}&view=room`,
    'an empty comparison': '#/compare',
  })) {
    test(`${name} in the ${theme} theme is without a violation that axe can see`, async ({ room }) => {
      await room.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
      await goTo(room, place);
      await expect(room.getByRole('heading', { level: 1 })).toBeVisible();
      await room.waitForTimeout(800);
      const found = await new AxeBuilder({ page: room }).analyze();
      expect(found.violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html.slice(0, 160))])).toEqual([]);
    });
  }
}

test('the comparison is saved as CSV, as the terminal writes it', async ({ room, shell }) => {
  await goTo(room, `#/compare?runs=${VOTE},${ROUNDS}`);
  await expect(row(room, 'wall time')).toBeVisible();
  const coming = room.waitForEvent('download');
  await room.getByRole('button', { name: 'Save as CSV' }).click();
  const saved = await coming;
  expect(saved.suggestedFilename()).toBe('comparison.csv');
  const file = join(shell.home, 'told.csv');
  const { code, stderr } = await parley(['compare', VOTE, ROUNDS, '--csv', file, '--home', shell.home]);
  expect(code, stderr).toBe(0);
  expect(readFileSync(await saved.path(), 'utf8')).toBe(readFileSync(file, 'utf8'));
});

test('words that find no run leave a list without a violation that axe can see', async ({ room }) => {
  await goTo(room, '#/compare');
  await room.getByPlaceholder('Words of a title').fill('zzzz');
  await expect(room.getByText('No other run goes by these words.')).toBeVisible();
  const found = await new AxeBuilder({ page: room }).analyze();
  expect(found.violations.map(({ id }) => id)).toEqual([]);
});
