import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expectAccessible } from '../support/axe.ts';
import { chooseFile, importDialog, openImport } from '../support/import-file.ts';
import { TREE } from '../support/parley.ts';
import { transcript } from '../support/room.ts';
import { expect, test } from '../support/window.ts';

const AUTOGEN =
  '[{"content":"Why is it so?","source":"user"},\n{"content":"Because of quartz.","source":"Planner"},\n{"content":"It is not.","source":"Critic"}]';
const MAGENTIC =
  '{"question":"x","history":[{"content":"Why is it so?","name":"user"},{"content":"Because of quartz.","name":"Planner"},{"content":"It is not.","role":"Critic"}]}';
const OPENAI =
  '{"messages":[{"role":"system","content":"Be kind."},{"role":"user","content":"Why is it so?"},{"role":"assistant","content":"Because of quartz."},{"role":"user","name":"Critic","content":"It is not."}]}\n';
const TAVERN = [
  '{"user_name":"U","character_name":"Planner","chat_metadata":{}}',
  '{"name":"U","is_user":true,"mes":"Why is it so?","send_date":"2026-03-05T09:30:00Z"}',
  '{"name":"Planner","is_user":false,"mes":"Because of quartz.","send_date":"2026-03-05T09:30:02Z"}',
  '{"name":"Critic","is_user":false,"mes":"It is not.","send_date":"2026-03-05T09:30:05Z"}',
].join('\n');

const about = (room: Page) => room.getByRole('note', { name: 'About this import' });
const inspector = (room: Page) => room.getByTestId('inspector');
const panel = (room: Page, name: string) => inspector(room).getByRole('tab', { name, exact: true }).click();

for (const [format, name, text] of [
  ['autogen', 'log.json', AUTOGEN],
  ['autogen', 'magentic.json', MAGENTIC],
  ['openai', 'chat.jsonl', OPENAI],
  ['sillytavern', 'tavern.jsonl', TAVERN],
] as const) {
  test(`${name} of ${format} is a run to scrub, to search and to look at, and no panel makes up what it does not say`, async ({
    room,
  }) => {
    await openImport(room);
    await chooseFile(room, name, text);
    await expect(room).toHaveURL(/#\/run\//);
    await expect(about(room)).toContainText(`Imported from ${name} (${format}), unverified`);
    await expect(about(room)).toContainText(/Not recorded: .*models.*lineage.*outcome/);
    await expect(room.getByRole('list', { name: 'About this run' })).toHaveText(/^.*imported, unverified$/);
    await expect(transcript(room)).toContainText('It is not.');
    // Neither acts nor addressees nor who read what: nobody wrote them down.
    await expect(transcript(room)).not.toContainText(/inform|to all|read by/);
    const timed = format === 'sillytavern';
    await expect(room.getByText('times not recorded')).toHaveCount(timed ? 0 : 1);
    await expect(room.getByRole('button', { name: 'Play the recording' })).toHaveCount(timed ? 1 : 0);
    await expect(room.getByRole('group', { name: 'Axis' })).toHaveCount(timed ? 1 : 0);
    await expect(room.getByRole('list', { name: 'Lanes' })).toContainText('state not recorded');
    for (const tab of ['Agents', 'Mailboxes', 'Board', 'Cost', 'Models']) {
      await panel(room, tab);
      await expect(inspector(room).getByRole('tabpanel')).toContainText('not recorded');
      await expect(inspector(room).getByRole('tabpanel')).not.toContainText(/\d+ (?:tokens|unread|evaluated|turns)/);
    }
    await transcript(room).getByText('Because of quartz.').click();
    await expect(inspector(room).getByRole('tabpanel')).toContainText('not recorded');
    await inspector(room)
      .getByRole('tab', { name: format === 'openai' ? 'assistant' : 'Planner' })
      .click();
    await expect(inspector(room).getByRole('tabpanel')).toContainText(/Sampler\s*not recorded/);
    // One goes from message to message, for there are no turns.
    await room.getByRole('heading', { level: 1 }).click();
    await room.keyboard.press('Home');
    await expect(transcript(room)).not.toContainText('Because of quartz.');
    await room.keyboard.press('End');
    await room.keyboard.press('ArrowLeft');
    await expect(transcript(room)).toContainText('Because of quartz.');
    await expect(transcript(room)).not.toContainText('It is not.');
    await room.evaluate(() => (location.hash = '#/runs?q=quartz'));
    await expect(room.getByRole('region', { name: 'Messages' }).getByRole('link')).toHaveCount(1);
  });
}

const RECORDING = join(TREE, 'scenarios', 'recordings');
const native = readFileSync(
  join(RECORDING, readdirSync(RECORDING).find((name) => name.endsWith('.jsonl')) ?? ''),
  'utf8',
);
const [header = '', ...events] = native.split('\n');
const SENT = events.findIndex((line) => line.includes('"v1.message.sent"'));
const withLine = (at: number, line: string): string =>
  [header, ...events.slice(0, at), line, ...events.slice(at + 1)].join('\n');

const HOSTILE: readonly (readonly [string, string, RegExp])[] = [
  ['deep JSON', `${'['.repeat(200_000)}${']'.repeat(200_000)}`, /field 0|line 1/u],
  [
    'deep data in an event',
    withLine(
      SENT,
      `{"seq":${SENT + 1},"at":1,"type":"v9.deep","data":${'['.repeat(60_000)}${']'.repeat(60_000)},"hash":"x"}`,
    ),
    new RegExp(`line ${SENT + 2}`, 'u'),
  ],
  ['a huge line', `[{"name":"Ada","content":"${'x'.repeat(2_000_000)}"}]`, /2(?:\.0)? MB.*parley import/u],
  [
    'a field of the wrong type',
    '[\n{"content":"a","name":"Ada"},\n{"content":5,"name":"Ada"}]',
    /line 3, field 1\.content/u,
  ],
  [
    'an event of the wrong type',
    withLine(SENT, (events[SENT] ?? '').replace(/"body":"/u, '"body":["').replace(/"(,"[a-z]+":|\})/u, '"$1')),
    new RegExp(`line ${SENT + 2}`, 'u'),
  ],
  ['a newer major', native.replace(/"version":1/u, '"version":7'), /line 1.*version 7.*update Parley/u],
  [
    'a type with half a character',
    withLine(SENT, (events[SENT] ?? '').replace('"v1.message.sent"', String.raw`"v1.\ud800"`)),
    new RegExp(`line ${SENT + 2}, field type`, 'u'),
  ],
  [
    'prototypes',
    '{"__proto__":{"messages":[{"role":"user","content":"x"}]},"constructor":{"prototype":{"polluted":1}}}',
    /line 1/u,
  ],
  ['no JSON', 'Dear Sir', /line 1.*format is not known/u],
];

test('a hostile file is refused in a sentence that says where; nothing is written, and the window goes on', async ({
  room,
  shell,
}) => {
  const runs = (): readonly string[] => {
    try {
      return readdirSync(join(shell.home, 'runs')).toSorted();
    } catch {
      return [];
    }
  };
  await openImport(room);
  const before = runs();
  for (const [name, text, why] of HOSTILE) {
    await chooseFile(room, `${name.replaceAll(' ', '-')}.jsonl`, text);
    const alert = importDialog(room).getByRole('alert');
    await expect(alert, name).toHaveText(why);
    expect([name, runs()]).toEqual([name, before]);
  }
  expect(await room.evaluate(() => ({}))).not.toHaveProperty('polluted');
  await expectAccessible(room);
  // The control, and the app is alive: the same dialog takes what is right, half characters and NUL in what was said among it.
  await chooseFile(
    room,
    'odd.json',
    String.raw`[{"content":"Why \ud800 \u0000 so?","name":"user"},{"content":"__proto__","name":"Ada"}]`,
  );
  await expect(room).toHaveURL(/#\/run\//);
  await expect(transcript(room)).toContainText('__proto__');
  expect(runs().length).toBeGreaterThan(before.length);
});

test('the palette opens the same dialog; several conversations become several runs, and what was left aside is told', async ({
  room,
}) => {
  await room.keyboard.press('Control+k');
  await room.getByRole('combobox').fill('import');
  await room.keyboard.press('Enter');
  await expect(importDialog(room)).toBeVisible();
  await expectAccessible(room);
  const called = OPENAI.replace(
    '"content":"Because of quartz."',
    '"content":"Because of quartz.","tool_calls":[{"id":"1"}]',
  );
  await chooseFile(room, 'two.jsonl', `${called}${OPENAI}`);
  await expect(importDialog(room).getByRole('list', { name: 'What to know of it' })).toContainText('1 tool call');
  await expect(importDialog(room).getByRole('list', { name: 'Imported runs' }).getByRole('link')).toHaveCount(2);
  await expectAccessible(room);
  await importDialog(room).getByRole('button', { name: 'Open the first' }).click();
  await expect(about(room)).toBeVisible();
  await expectAccessible(room);
});
