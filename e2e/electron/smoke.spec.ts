import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { _electron, expect, test, type ElectronApplication, type Page } from '@playwright/test';
import { POLICY } from '../../src/main/policy.ts';
import { deviceCheck, electronBinary, SANDBOX, skipAloud, TREE } from './support.ts';

/** The real Electron, where its binary is: what no fake can say. In CI the job `electron` runs it under Xvfb. */
const binary = electronBinary();
test.skip(
  binary === undefined,
  skipAloud(
    binary === undefined,
    'E2 and E14 in Electron: its binary is not here (npx install-electron brings it): the desktop shell is tested against a fake',
  ),
);

let app: ElectronApplication;
let page: Page;
let home: string;

test.beforeAll(async () => {
  if (binary === undefined) return;
  home = mkdtempSync(join(tmpdir(), 'parley-electron-'));
  const args = [join(TREE, 'out', 'main', 'main.js'), '--home', home, ...SANDBOX];
  app = await _electron.launch({ executablePath: binary, args });
  page = await app.firstWindow();
});

test.afterAll(async () => {
  if (binary === undefined) return;
  await app.close();
  rmSync(home, { recursive: true, force: true });
});

test('the window shows its page, from our own origin', async () => {
  await expect(page).toHaveTitle(/Parley/u);
  expect(page.url()).toMatch(/^app:\/\/parley\/index\.html/u);
  await expect(page.getByRole('main')).toBeVisible();
});

test('the window has the policy’s preferences, by Electron’s own word', async () => {
  const preferences = await app.evaluate(({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents as unknown as
      { getLastWebPreferences(): Record<string, unknown> } | undefined;
    return contents?.getLastWebPreferences() ?? {};
  });
  for (const [name, value] of Object.entries(POLICY.webPreferences)) {
    expect(preferences[name] ?? false, name).toBe(value);
  }
});

test('the page has no Node, no Electron and no way out', async () => {
  const found = await page.evaluate(async () => ({
    process: typeof (globalThis as { process?: unknown }).process,
    require: typeof (globalThis as { require?: unknown }).require,
    opened: window.open('https://example.com/') === null,
    fetched: await fetch('https://example.com/').then(
      () => 'sent',
      () => 'stopped',
    ),
  }));
  expect(found).toEqual({ process: 'undefined', require: 'undefined', opened: true, fetched: 'stopped' });
  expect(app.windows()).toHaveLength(1);
});

test('the inference host runs as a utility process and opens the native library', async () => {
  expect(await deviceCheck(page)).toMatchObject({ state: 'ok' });
});

test('a page that crashes comes back', async () => {
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer());
  await expect
    .poll(async () => app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.isCrashed()))
    .toBe(false);
});
