import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { opener, openInBrowser, pageTo } from './open-browser.ts';

const LINK = "http://127.0.0.1:4321/#link=Ab_-&at=%23%2Frun%2Fr'1";

test('each system opens a file by a command of its own; where nobody would see a window, none does', () => {
  expect(opener({ platform: 'darwin', env: {} })).toEqual(['open']);
  expect(opener({ platform: 'win32', env: {} })[0]).toBe('rundll32.exe');
  expect(opener({ platform: 'linux', env: { DISPLAY: ':0' } })).toEqual(['xdg-open']);
  expect(opener({ platform: 'linux', env: { WAYLAND_DISPLAY: 'wayland-0' } })).toEqual(['xdg-open']);
  expect(opener({ platform: 'linux', env: { DISPLAY: '' } })).toEqual([]);
});

test('the page sends the browser on, has no script, and a link cannot break out of it', () => {
  expect(pageTo(LINK)).toContain('content="0;url=http://127.0.0.1:4321/#link=Ab_-&#38;at=%23%2Frun%2Fr&#39;1"');
  expect(pageTo('"><script>')).not.toContain('<script');
});

test('L6: the command is given a page that only this user can read, never the link itself', async () => {
  if (process.platform !== 'linux') return;
  const folder = mkdtempSync(join(tmpdir(), 'parley-opener-'));
  const told = join(folder, 'told');
  writeFileSync(
    join(folder, 'xdg-open'),
    `#!/bin/sh\nprintf '%s\\n' "$@" > ${told}.part && mv ${told}.part ${told}\n`,
    {
      mode: 0o755,
    },
  );
  const path = process.env['PATH'];
  process.env['PATH'] = `${folder}:${path}`;
  try {
    const page = await openInBrowser(LINK, { platform: 'linux', env: { DISPLAY: ':0' } });
    await expect.poll(() => existsSync(told), { timeout: 10_000 }).toBe(true);
    const file = readFileSync(told, 'utf8').trim();
    expect(file).toMatch(/open-parley\.html$/u);
    expect(readFileSync(file, 'utf8')).toBe(pageTo(LINK));
    expect([statSync(file).mode & 0o777, statSync(dirname(file)).mode & 0o777]).toEqual([0o600, 0o700]);
    page.dispose();
    expect(existsSync(dirname(file))).toBe(false);
  } finally {
    process.env['PATH'] = path;
    rmSync(folder, { recursive: true });
  }
});

test('a browser that cannot be started is no failure', async () => {
  const path = process.env['PATH'];
  process.env['PATH'] = '/nowhere';
  try {
    const page = await openInBrowser(LINK, { platform: 'linux', env: { DISPLAY: ':0' } });
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(() => page.dispose()).not.toThrow();
  } finally {
    process.env['PATH'] = path;
  }
});
