import { readFileSync } from 'node:fs';
import type { Locator, Page } from '@playwright/test';
import { expectAccessible } from '../support/axe.ts';
import { chooseFile, openImport } from '../support/import-file.ts';
import { eventsIn, parley } from '../support/parley.ts';
import { bar } from '../support/room.ts';
import { runIn } from '../support/run-log.ts';
import { expect, startTalk, test } from '../support/window.ts';
import { storeRun } from '../support/stored-run.ts';

const RUN = '2026-11-22-1932-the-users-endpoint-0wo0';
const dialog = (room: Page): Locator => room.getByRole('dialog', { name: /^Export “/ });
const choose = (room: Page, name: string) => dialog(room).getByRole('radio', { name, exact: true }).check();
const leaves = (room: Page): Locator => dialog(room).getByRole('region', { name: 'What leaves' });

async function openExport(room: Page, run = RUN): Promise<void> {
  await room.evaluate((hash) => (location.hash = hash), `#/run/${run}`);
  await bar(room).getByRole('button', { name: 'Export…' }).click();
  await expect(dialog(room)).toBeVisible();
}

/** The preview of what is chosen now, kind by kind: in the run, in the file. */
async function counts(room: Page): Promise<Readonly<Record<string, readonly [number, number]>>> {
  await expect(leaves(room)).toHaveAttribute('aria-busy', 'false');
  const rows = await leaves(room).getByRole('row').all();
  const cells = await Promise.all(
    rows
      .slice(1)
      .map(async (row) => [
        await row.getByRole('rowheader').innerText(),
        (await row.getByRole('cell').allInnerTexts()).map(Number),
      ]),
  );
  return Object.fromEntries(cells) as Record<string, readonly [number, number]>;
}

async function save(room: Page): Promise<{ readonly name: string; readonly text: string }> {
  const download = room.waitForEvent('download');
  await dialog(room).getByRole('button', { name: 'Save as a file' }).click();
  const file = await download;
  await expect(dialog(room)).toBeHidden();
  return { name: file.suggestedFilename(), text: readFileSync(await file.path(), 'utf8') };
}

const ENDINGS = {
  Minutes: 'minutes.md',
  Transcript: 'md',
  Log: 'jsonl',
  'HTML page': 'html',
  'OpenAI messages': 'openai.jsonl',
  ShareGPT: 'sharegpt.jsonl',
  Trace: 'trace.json',
  OpenTelemetry: 'otlp.jsonl',
} as const;

test('every format is a file that begins as the preview showed, and is what the terminal writes', async ({
  room,
  shell,
}) => {
  for (const [name, ending] of Object.entries(ENDINGS)) {
    await openExport(room);
    await choose(room, name);
    await counts(room);
    const shown = (await leaves(room).getByRole('textbox').inputValue()).slice(0, 60);
    expect(shown).toMatch(/\S/);
    const file = await save(room);
    expect(file.name).toBe(`${RUN}.${ending}`);
    // What would act unseen is shown as a sign; these first characters have none of it.
    expect(file.text.slice(0, 60)).toContain(shown.slice(0, 40));
  }
  await openExport(room);
  await choose(room, 'Log');
  const { text } = await save(room);
  const { stdout } = await parley(['export', RUN, '--format', 'jsonl', '--home', shell.home]);
  expect(text).toBe(stdout);
});

test('what is counted has its place before it is known: the buttons stay where they are', async ({ room }) => {
  await room.evaluate((hash) => (location.hash = hash), `#/run/${RUN}`);
  await expect(bar(room).getByRole('button', { name: 'Export…' })).toBeVisible();
  // In the frame in which the dialog appears; the preview is asked for later.
  const first = await room.evaluate(async () => {
    const named = (words: string) =>
      [...document.querySelectorAll('button')].find(({ textContent }) => textContent === words);
    named('Export…')?.click();
    while (named('Save as a file') === undefined) await new Promise((resolve) => requestAnimationFrame(resolve));
    return { y: named('Save as a file')?.getBoundingClientRect().y, words: document.querySelector('textarea')?.value };
  });
  await expect(leaves(room).getByRole('textbox')).not.toHaveValue('');
  expect(first).toEqual({
    y: (await dialog(room).getByRole('button', { name: 'Save as a file' }).boundingBox())?.y,
    words: '',
  });
});

test('the numbers of the preview are those of the file, with and without what may be taken out', async ({
  room,
  shell,
}) => {
  const model = '/home/somebody/secret-models/tiny.gguf';
  storeRun(shell.home, 'with-paths', {
    title: 'With paths',
    question: 'Where?',
    voices: ['Ada', 'Ben'].map((name) => ({ name, role: `the role of ${name}`, model, body: `${name} speaks` })),
  });
  await openExport(room, 'with-paths');
  await choose(room, 'Log');
  const all = await counts(room);
  const plain = await save(room);
  const lines = eventsIn(plain.text);
  const said = lines.filter(({ type }) => type === 'v1.message.sent').length;
  expect(all['Messages']).toEqual([said, said]);
  expect(all['Paths on this machine']?.[1]).toBe(plain.text.split(model).length - 1);
  expect(all['Roles of seats']?.[1]).toBe(plain.text.split(/"the role of/u).length - 1);
  // The control: what is said to leave does leave.
  expect([plain.text.includes('/home/somebody'), plain.text.includes('the role of Ada')]).toEqual([true, true]);

  await openExport(room, 'with-paths');
  await choose(room, 'Log');
  await dialog(room)
    .getByRole('checkbox', { name: /^Take out folders/ })
    .check();
  await dialog(room)
    .getByRole('checkbox', { name: /^Take out roles/ })
    .check();
  const less = await counts(room);
  expect(less['Paths on this machine']).toEqual([all['Paths on this machine']?.[0], 0]);
  expect(less['Roles of seats']).toEqual([all['Roles of seats']?.[0], 0]);
  const redacted = await save(room);
  expect([redacted.text.includes('/home/somebody'), redacted.text.includes('the role of Ada')]).toEqual([false, false]);
  expect(redacted.text).toContain('tiny.gguf');
  const [header = '{}'] = redacted.text.split('\n', 1);
  expect((JSON.parse(header) as { redacted: string[] }).redacted).toEqual(expect.arrayContaining(['paths', 'roles']));
  expect(eventsIn(redacted.text)).toHaveLength(lines.length);
});

test.describe('a run of one’s own', () => {
  test.use({ talk: { delay: 0, extra: 'budget: { turns: 6 }\n' } });

  test('its log, saved and imported again, is a run of the same events that says it is imported; a forged one says where it breaks', async ({
    room,
  }) => {
    await startTalk(room);
    await expect(room.getByText(/^The run has ended/).first()).toBeVisible();
    const own = runIn(room);
    await openExport(room, own);
    await choose(room, 'Log');
    const first = await save(room);
    await openImport(room);
    await chooseFile(room, first.name, first.text);
    await expect(room).toHaveURL(/#\/run\/.*-i2/);
    await expect(room.getByRole('note', { name: 'About this import' })).toContainText('unverified');
    const copy = runIn(room);
    await openExport(room, copy);
    await choose(room, 'Log');
    const second = await save(room);
    const after = (text: string): readonly string[] => text.split('\n').slice(1);
    expect(after(second.text)).toEqual(after(first.text));
    expect(eventsIn(second.text).length).toBeGreaterThan(10);

    const forged = first.text.replace(/"seq":5,"at":\d+/u, '"seq":5,"at":7');
    expect(forged).not.toBe(first.text);
    await openImport(room);
    await chooseFile(room, 'forged.jsonl', forged);
    await expect(room.getByRole('list', { name: 'What to know of it' })).toContainText('broken at event 5');
    await room.getByRole('button', { name: 'Open the run' }).click();
    await expect(room.getByRole('list', { name: 'About this run' })).toContainText('imported, broken at event 5');
    await expect(room.getByRole('note', { name: 'About this import' })).toContainText('Broken at event 5');
  });
});

test('options are those of the format, the palette and the list lead to the same dialog, and it is accessible', async ({
  room,
}) => {
  await openExport(room);
  await expect(dialog(room).getByRole('checkbox', { name: /^Reasoning/ })).toHaveCount(0);
  await choose(room, 'Log');
  await expect(dialog(room).getByRole('checkbox', { name: /^Reasoning/ })).toBeVisible();
  await choose(room, 'Trace');
  await expect(dialog(room).getByRole('checkbox', { name: /^What was said/ })).not.toBeChecked();
  expect((await counts(room))['Messages']?.[1]).toBe(0);
  await dialog(room)
    .getByRole('checkbox', { name: /^What was said/ })
    .check();
  await expect.poll(async () => (await counts(room))['Messages']?.[1]).toBeGreaterThan(0);
  await choose(room, 'OpenAI messages');
  await expect(dialog(room).getByRole('radio', { name: 'Always' })).toBeVisible();
  await counts(room);
  await expectAccessible(room);
  await room.keyboard.press('Escape');
  await expect(dialog(room)).toBeHidden();
  await room.keyboard.press('Control+k');
  await room.getByRole('combobox').fill('export this');
  await room.keyboard.press('Enter');
  await expect(dialog(room)).toBeVisible();
  await room.keyboard.press('Escape');
  await room.evaluate(() => (location.hash = '#/runs'));
  await room
    .getByRole('button', { name: /^Actions for/ })
    .first()
    .click();
  await room.getByRole('menuitem', { name: 'Export…' }).click();
  await expect(dialog(room)).toBeVisible();
});
