import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, expect, test, type Page } from '@playwright/test';
import { deviceCheck, packedBinary, SANDBOX, skipAloud } from './support.ts';

/**
 * The packaged app with its fuses flipped. Playwright's way to Electron needs Node's inspector, which a fuse turns off, so this goes by
 * Chromium's own port.
 */
const binary = packedBinary();
test.skip(
  binary === undefined,
  skipAloud(
    binary === undefined,
    'E3 in the packed binary: there is no packaged app (npm run package -- --linux dir makes one): its fuses are unproven here',
  ),
);

let app: ChildProcess | undefined;
let home: string;
let page: Page;

test.beforeAll(async () => {
  if (binary === undefined) return;
  home = mkdtempSync(join(tmpdir(), 'parley-packed-'));
  app = spawn(binary, ['--home', home, '--remote-debugging-port=0', ...SANDBOX], {
    stdio: ['ignore', 'inherit', 'pipe'],
  });
  const address = await debuggerOf(app);
  const browser = await chromium.connectOverCDP(address);
  await expect.poll(() => browser.contexts()[0]?.pages().length ?? 0).toBeGreaterThan(0);
  const [first] = browser.contexts()[0]?.pages() ?? [];
  if (first === undefined) throw new Error('the packaged app has no page');
  page = first;
});

test.afterAll(() => {
  app?.kill('SIGKILL');
  if (binary !== undefined) rmSync(home, { recursive: true, force: true });
});

test('the packaged app shows its window', async () => {
  await expect(page).toHaveTitle(/Parley/u);
  await expect(page.getByRole('main')).toBeVisible();
});

test('the inference host opens the native library though Node cannot be forked', async () => {
  expect(await deviceCheck(page)).toMatchObject({ state: 'ok' });
});

/** Chromium says on stderr where it listens. */
function debuggerOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    child.stderr?.on('data', (data: Buffer) => {
      said += data.toString();
      const address = /DevTools listening on (ws:\S+)/u.exec(said)?.[1];
      if (address !== undefined) resolve(address);
    });
    child.on('exit', (code) => reject(new Error(`the packaged app ended (${code}): ${said}`)));
  });
}
