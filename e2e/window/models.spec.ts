import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import type { Locator, Page } from '@playwright/test';
import { fakeHub, type FakeHub } from '../../src/inference/testing/fake-hub.ts';
import { MODEL, modelTree, type ModelTree } from '../support/model-tree.ts';
import { startShell } from '../support/shell.ts';
import { expect, test as base } from '../support/window.ts';

/** A tree with one model that nobody has fetched, and the source that it may be fetched from: a server of this machine. */
const test = base.extend<{ readonly own: ModelTree; readonly hub: FakeHub }>({
  own: async ({ baseURL: _ }, use) => {
    const own = await modelTree();
    await use(own);
    own.remove();
  },
  hub: async ({ own }, use) => {
    const hub = await fakeHub({ content: own.content, sum: own.sha256 });
    await use(hub);
    await hub.close();
  },
  shell: async ({ own, hub }, use) => {
    const shell = await startShell({ tree: own.tree, at: '#/models', env: { PARLEY_HUB: hub.url } });
    await use(shell);
    await shell.stop();
  },
});

const card = (room: Page): Locator => room.getByRole('article', { name: MODEL.name });
const fact = (room: Page, name: string): Locator =>
  card(room)
    .locator('dl > div')
    .filter({ has: room.getByText(name, { exact: true }) })
    .getByRole('definition');
const sizeOf = (file: string): number => (existsSync(file) ? statSync(file).size : 0);
const gets = (hub: FakeHub) => hub.requests.filter(({ method }) => method === 'GET').map(({ range }) => range);
const fetching = (room: Page): Locator => card(room).getByRole('button', { name: /^Fetch \(/ });

test('a model that is not here: every fact of the catalogue, an estimate of its fit that follows the wish, and nothing is fetched', async ({
  room,
  hub,
  own,
}) => {
  await expect(card(room)).toContainText('Not here');
  const facts = {
    Kind: 'chat',
    Architecture: 'llama',
    Parameters: /^\d+ thousand$|^[\d.]+ M$/,
    Quantisation: 'F32',
    Context: '2\u202f048 tokens',
    Size: /^[\d.]+ (?:KB|MB)$/,
    Licence: 'CC0-1.0',
    File: MODEL.file,
    'SHA-256 by the catalogue': own.sha256,
  };
  for (const [name, value] of Object.entries(facts)) await expect(fact(room, name)).toHaveText(value);
  await expect(card(room)).toContainText(/Fits.*: [\d.]+ [MG]B of [\d.]+ [MG]B free/);
  await expect(card(room)).toContainText('An estimate by the catalogue: the file is not here yet.');
  const parts = card(room).getByText(/weights \+ .* cache \+ .* besides/);
  const before = await parts.innerText();
  await room.getByLabel('Fit with seats').fill('200');
  await expect(parts).not.toHaveText(before);
  await room.getByLabel('and tokens of context').fill('9000000');
  await expect(card(room)).toContainText(/Does not fit: .* too much/);
  await room.getByRole('button', { name: 'Look again' }).click();
  await room.reload();
  await expect(fetching(room)).toBeVisible();
  expect(hub.requests).toEqual([]);
  expect(existsSync(own.part)).toBe(false);
});

test('each way in which a pull fails is told in words, and trying again fetches only what is missing', async ({
  room,
  hub,
  own,
}) => {
  const { content, sha256 } = own;
  const alert = card(room).getByRole('alert');
  const again = card(room).getByRole('button', { name: 'Try again' });
  hub.behave({ content, status: 404 });
  await fetching(room).click();
  await expect(alert).toContainText('the server answered 404');

  hub.behave({ content, sum: '0'.repeat(64) });
  await again.click();
  await expect(alert).toContainText('it offers a file with another SHA-256');

  hub.behave({ content, size: content.length + 1 });
  await again.click();
  await expect(alert).toContainText(`it offers a file of ${content.length + 1} bytes, not ${content.length}`);
  // What cannot be the right file costs no bytes.
  expect([hub.sent, gets(hub)]).toEqual([0, []]);

  hub.behave({ content: Buffer.alloc(content.length, 1) });
  await again.click();
  await expect(alert).toContainText('another SHA-256 than the catalogue names, and was dropped');
  expect([hub.sent, existsSync(own.part), existsSync(own.file)]).toEqual([content.length, false, false]);

  const cut = Math.floor(content.length / 3);
  hub.behave({ content, sum: sha256, stallAfter: cut });
  await again.click();
  await expect.poll(() => sizeOf(own.part)).toBe(cut);
  hub.cut();
  await expect(alert).toContainText(`the connection broke off after ${cut} of ${content.length} bytes`);
  expect(sizeOf(own.part)).toBe(cut);

  hub.behave({ content, sum: sha256 });
  await again.click();
  await expect(card(room)).toContainText('Here');
  expect(gets(hub)).toEqual([undefined, undefined, `bytes=${cut}-`]);
  // The file that was dropped, and then each byte once.
  expect(hub.sent).toBe(2 * content.length);
  expect(readFileSync(own.file).equals(content)).toBe(true);
});

test('a pull is paused and goes on where it stopped, also after a reload, and no byte is fetched twice; then it is verified', async ({
  room,
  hub,
  own,
}) => {
  const { content, sha256 } = own;
  const third = Math.floor(content.length / 3);
  hub.behave({ content, sum: sha256, stallAfter: third });
  await fetching(room).click();
  const bar = card(room).getByRole('progressbar', { name: `Fetching ${MODEL.name}` });
  await expect(bar).toBeVisible();
  await expect(card(room)).toContainText(/\d+ % · .* of .* · .* · .*(?:left|unknown)/);
  await expect.poll(() => sizeOf(own.part)).toBe(third);
  await card(room).getByRole('button', { name: 'Pause' }).click();
  await expect(card(room)).toContainText('Paused at 33 %');

  hub.behave({ content, sum: sha256, stallAfter: third });
  await card(room).getByRole('button', { name: 'Resume' }).click();
  await expect.poll(() => sizeOf(own.part)).toBe(2 * third);
  await card(room).getByRole('button', { name: 'Pause' }).click();
  await expect(card(room)).toContainText('Paused at 66 %');

  await room.reload();
  hub.behave({ content, sum: sha256 });
  await expect(card(room)).toContainText('Begun');
  await card(room)
    .getByRole('button', { name: /^Go on fetching \(.* is here\)$/ })
    .click();
  await expect(card(room)).toContainText('Here');
  expect(gets(hub)).toEqual([undefined, `bytes=${third}-`, `bytes=${2 * third}-`]);
  expect(hub.sent).toBe(content.length);
  expect(readFileSync(own.file).equals(content)).toBe(true);
  await expect(fact(room, 'SHA-256')).toHaveText(sha256);
  await expect(fact(room, 'Template')).toHaveText(/^\{% for message in messages %\}/);
  await expect(card(room)).not.toContainText('by the catalogue');

  await card(room)
    .getByRole('button', { name: `Verify ${MODEL.name}` })
    .click();
  await expect(card(room).getByRole('status')).toContainText(`Matches: the sum of the catalogue's ${MODEL.id}`);
  // The control: one byte of the file is another.
  const spoilt = Buffer.from(content);
  spoilt[spoilt.length - 1] = (spoilt.at(-1) ?? 0) ^ 1;
  writeFileSync(own.file, spoilt);
  await card(room)
    .getByRole('button', { name: `Verify ${MODEL.name}` })
    .click();
  await expect(card(room).getByRole('status')).toContainText('Does not match');
});

test('a pull is cancelled, what has come stays until it is discarded, and then fetching begins anew', async ({
  room,
  hub,
  own,
}) => {
  const { content, sha256 } = own;
  hub.behave({ content, sum: sha256, stallAfter: 5000 });
  await fetching(room).click();
  await expect.poll(() => sizeOf(own.part)).toBe(5000);
  await card(room).getByRole('button', { name: 'Cancel' }).click();
  await expect(card(room).getByRole('button', { name: /^Go on fetching/ })).toBeVisible();
  expect(sizeOf(own.part)).toBe(5000);
  await card(room)
    .getByRole('button', { name: `Discard the 5 KB of ${MODEL.name} that are here` })
    .click();
  await expect(fetching(room)).toBeVisible();
  await expect(card(room)).toContainText('Not here');
  expect(existsSync(own.part)).toBe(false);
  hub.behave({ content, sum: sha256 });
  await fetching(room).click();
  await expect(card(room)).toContainText('Here');
  expect(gets(hub)).toEqual([undefined, undefined]);
});

test('a file that lies in the models folder is found with its facts, and one that is broken says why', async ({
  room,
  own,
}) => {
  writeFileSync(`${own.models}/mine.gguf`, own.content);
  writeFileSync(`${own.models}/broken.gguf`, own.content.subarray(0, 100));
  await room.getByRole('button', { name: 'Look again' }).click();
  const found = room.getByRole('region', { name: 'Found on this machine' });
  await expect(found.getByRole('article')).toHaveCount(2);
  const mine = found.getByRole('article', { name: /tiny/ });
  await expect(mine).toContainText('Here');
  await expect(mine).toContainText(/Fits.*: [\d.]+ [MG]B of/);
  const broken = found.getByRole('article', { name: 'broken.gguf' });
  await expect(broken).toContainText('Cannot be used');
  await expect(broken.getByRole('alert')).toContainText('Use another file.');
});
