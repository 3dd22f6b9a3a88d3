import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { openFile } from '../support/opened-file.ts';
import { parley } from '../support/parley.ts';
import { storeEvents, storeRun } from '../support/stored-run.ts';
import { expect, test } from '../support/window.ts';
import { longRun } from '#shared/projections/testing/long-run.ts';

/** A real run on a real model, three peers in step. */
const RUN = '2026-11-22-1932-the-users-endpoint-0wo0';
const HOSTILE =
  '</script><script>window.ran = 1</script><img src="http://127.0.0.1:9/x" onerror="window.ran = 1">\u2028```\n<!-- ';

const position = (page: Page) => page.getByText(/^seq \d+ of \d+$/);
const transcript = (page: Page) => page.getByRole('log').innerText();

async function exported(run: string, home: string, ...more: readonly string[]): Promise<string> {
  const file = join(mkdtempSync(join(tmpdir(), 'parley-file-')), 'run.html');
  const done = await parley(['--home', home, 'export', run, '--format', 'html', '-o', file, ...more]);
  expect(done.code, done.stderr).toBe(0);
  return file;
}

test('a run as one file opens from the disk without a single request, and shows at every moment what the app shows', async ({
  room,
  shell,
  context,
}) => {
  const { page, requests, complaints } = await openFile(
    context,
    await exported(RUN, shell.home),
    `#/run/${RUN}?seq=12`,
  );
  // So high that no row is out of sight.
  for (const shown of [page, room]) await shown.setViewportSize({ width: 1280, height: 3000 });
  for (const seq of [12, 25, 30]) {
    for (const shown of [page, room]) {
      await shown.evaluate((to) => (location.hash = to), `#/run/${RUN}?seq=${seq}`);
      await expect(position(shown)).toHaveText(new RegExp(`^seq ${seq} of `, 'u'));
    }
    await expect
      .poll(async () => (await transcript(page)) === (await transcript(room)), `the same at ${seq}`)
      .toBe(true);
  }
  await page.keyboard.press('Home');
  await expect(position(page)).toHaveText(/^seq 1 of /u);
  await page.keyboard.press('End');
  await expect(position(page)).toHaveText(/^seq (\d+) of \1$/u);
  await expect(page.getByTestId('timeline')).toBeVisible();
  await expect(page.getByText('A recording, exported with Parley', { exact: false })).toBeVisible();
  await page.getByRole('button', { name: 'Play the recording' }).click();
  await expect(position(page)).not.toHaveText(/^seq (\d+) of \1$/u);
  expect(requests).toEqual([expect.stringMatching(/^file:.*run\.html/u)]);
  expect(complaints).toEqual([]);
});

test('its inspector shows exactly what stood in a prompt, and nothing can be done to the run', async ({
  shell,
  context,
}) => {
  const { page } = await openFile(context, await exported(RUN, shell.home), `#/run/${RUN}?seq=30&sel=turn%3A5`);
  const inspector = page.getByTestId('inspector');
  await expect(inspector.getByText('You are', { exact: false }).first()).toBeVisible();
  for (const name of ['Fork here…', 'Re-run from here', 'Export…', 'Pause', 'Say', 'End…'])
    await expect(page.getByRole('button', { name })).toHaveCount(0);
  await page.getByRole('button', { name: 'Minutes' }).click();
  await expect(page.getByRole('heading', { name: /Minutes/u })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Copy as Markdown' })).toHaveCount(0);
});

test('its keys and its theme are a key away and change the window alone, with and without storage', async ({
  shell,
  browser,
}) => {
  const file = await exported(RUN, shell.home);
  for (const storage of ['kept', 'refused'] as const) {
    const context = await browser.newContext({ colorScheme: 'dark' });
    if (storage === 'refused') await context.addInitScript(refuseStorage);
    const { page, requests, complaints } = await openFile(context, file, `#/run/${RUN}?seq=12`);
    await expect(position(page)).toHaveText(/^seq 12 of /u);
    const keys = page.getByRole('dialog', { name: 'Keys' });
    const settings = page.getByRole('dialog', { name: 'Settings' });
    const dark = await background(page);

    await page.keyboard.press('?');
    await expect(keys).toBeVisible();
    await expect(keys.getByText('Next turn', { exact: true })).toBeVisible();
    // What needs Parley is not among them, and its keys do nothing.
    for (const words of ['Fork here…', 'New deliberation', 'Models'])
      await expect(keys.getByText(words)).toHaveCount(0);
    await page.keyboard.press('Escape');
    await expect(keys).toBeHidden();
    for (const key of ['h', 'r', 'b', 'Shift+B', 'n', 'Control+k']) await page.keyboard.press(key);
    await expect(page.getByRole('dialog')).toHaveCount(0);
    await page.keyboard.press('g');
    await expect(page.getByRole('dialog', { name: 'Go to' })).toBeVisible();
    await page.keyboard.press('Escape');

    await page.getByRole('button', { name: 'Settings' }).click();
    await settings.getByRole('radio', { name: 'Light' }).check();
    await expect.poll(() => background(page)).not.toBe(dark);
    await settings.getByRole('checkbox', { name: /^Single keys/u }).uncheck();
    await settings.getByRole('button', { name: 'Done' }).click();
    await page.keyboard.press('Home');
    await page.keyboard.press('?');
    await expect(position(page)).toHaveText(/^seq 12 of /u);
    await expect(page.getByRole('dialog')).toHaveCount(0);

    await page.reload();
    await expect(position(page)).toHaveText(/^seq 12 of /u);
    const after = await background(page);
    expect([storage, after === dark]).toEqual([storage, storage === 'refused']);
    expect([...new Set(requests)]).toEqual([expect.stringMatching(/^file:.*run\.html/u)]);
    expect(complaints).toEqual([]);
    await context.close();
  }
});

const background = (page: Page): Promise<string> =>
  page.evaluate(() => getComputedStyle(document.body).backgroundColor);

/** As a browser does that gives a file no storage. */
function refuseStorage(): void {
  const refuse = (): never => {
    throw new DOMException('Access is denied for this document.', 'SecurityError');
  };
  Object.defineProperty(globalThis, 'localStorage', { get: refuse });
  Object.defineProperty(globalThis, 'sessionStorage', { get: refuse });
}

test('without scripts it is read as text, the hostile too; nothing of it runs or asks for anything', async ({
  shell,
  browser,
}) => {
  const voice = { name: 'Ada', role: HOSTILE, model: 'scripted', body: HOSTILE };
  storeRun(shell.home, 'hostile', { title: HOSTILE, question: HOSTILE, voices: [voice] });
  const file = await exported('hostile', shell.home);
  for (const javaScriptEnabled of [false, true]) {
    const context = await browser.newContext({ javaScriptEnabled });
    const { page, requests, complaints } = await openFile(context, file);
    await expect(page.getByText('<img src=', { exact: false }).first()).toBeVisible();
    await page.waitForTimeout(300);
    expect([requests.length, complaints]).toEqual([1, []]);
    expect(await page.locator('img').count()).toBe(0);
    if (javaScriptEnabled) expect(await page.evaluate(() => 'ran' in window)).toBe(false);
    await context.close();
  }
});

test('the control: the same page with one more element is seen to ask, and one changed letter of its script does not run', async ({
  shell,
  context,
}) => {
  const file = await exported(RUN, shell.home);
  const html = readFileSync(file, 'utf8');
  const asking = file.replace('run.html', 'asking.html');
  const bare = html
    .replace(/<meta http-equiv[^>]*>/u, '')
    .replace('<main id="plain">', '<img src="./other.png"><main id="plain">');
  writeFileSync(asking, bare);
  writeFileSync(file.replace('run.html', 'other.png'), '');
  expect((await openFile(context, asking)).requests).toContain(
    pathToFileURL(file.replace('run.html', 'other.png')).href,
  );

  const changed = file.replace('run.html', 'changed.html');
  const at = html.lastIndexOf('</script>');
  writeFileSync(changed, `${html.slice(0, at)} ${html.slice(at)}`);
  const { page, complaints } = await openFile(context, changed);
  await expect(page.getByText('Timeline, scrubber and inspector need scripts', { exact: false })).toBeVisible();
  expect(complaints.join(' ')).toMatch(/Content Security Policy/u);
});

test('a file that was cut off or changed says so in its room, and shows what could be read', async ({
  shell,
  context,
}) => {
  storeEvents(shell.home, 'halved', longRun(1500));
  const file = await exported('halved', shell.home);
  const block = /(<script type="text\/plain" class="events">)[^<]{40}(?![^]*class="events")/u;
  const html = readFileSync(file, 'utf8');
  expect(html).toMatch(block);
  writeFileSync(file, html.replace(block, '$1!!'));
  const { page } = await openFile(context, file);
  await expect(page.getByText('This file was changed or cut off', { exact: false })).toBeVisible();
  await expect(page.getByTestId('timeline')).toBeVisible();
});

test('a run of 10,000 events is a file under 5 MB, and scrubs', async ({ shell, context }) => {
  test.setTimeout(180_000);
  storeEvents(shell.home, 'long', longRun(10_000));
  const file = await exported('long', shell.home);
  expect(statSync(file).size).toBeLessThan(5_000_000);
  const { page, complaints } = await openFile(context, file);
  await expect(position(page)).toHaveText(/^seq 10000 of 10000$/u, { timeout: 60_000 });
  for (const [key, at] of [
    ['5', 5000],
    ['1', 1000],
    ['9', 9000],
  ] as const) {
    await page.keyboard.press(key);
    await expect(position(page)).toHaveText(new RegExp(`^seq ${at} of `, 'u'));
  }
  await page.keyboard.press('Home');
  await expect(position(page)).toHaveText(/^seq 1 of /u);
  expect(complaints).toEqual([]);
});

test('what was taken out is said on the page and is not in the file', async ({ shell, context }) => {
  const role = 'A frontend developer. Wants few requests';
  const whole = await exported(RUN, shell.home);
  expect(readFileSync(whole, 'utf8')).toContain(role);
  const file = await exported(RUN, shell.home, '--redact', 'roles');
  expect(readFileSync(file, 'utf8')).not.toContain(role);
  const { page } = await openFile(context, file);
  await expect(page.getByText('Taken out: roles.')).toBeVisible();
  await page.evaluate((to) => (location.hash = to), `#/run/${RUN}?seq=30&sel=turn%3A5`);
  await expect(position(page)).toHaveText(/^seq 30 of /u);
  await expect(page.getByText(role, { exact: false })).toHaveCount(0);
});

for (const colorScheme of ['dark', 'light'] as const)
  test(`axe finds nothing on the file in ${colorScheme}`, async ({ shell, browser }) => {
    const file = await exported(RUN, shell.home);
    const context = await browser.newContext({ colorScheme });
    // The policy of the file lets no other script in: axe is told to go past it.
    const { page } = await openFile(context, file, `#/run/${RUN}?seq=30&sel=turn%3A5`);
    await expect(position(page)).toHaveText(/^seq 30 of /u);
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
    await context.close();
  });
