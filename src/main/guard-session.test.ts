import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { guardSession } from './guard-session.ts';
import { ANSWER, FakeSession } from './testing/fake-electron.ts';
import { ELSEWHERE } from './testing/hostile-addresses.ts';

const OURS = { getURL: () => 'app://parley/index.html' };
const TYPES = fileURLToPath(new URL('../../node_modules/electron/electron.d.ts', import.meta.url));

/** Every permission that this Electron knows, from its own types. */
function permissions(): readonly string[] {
  const line = readFileSync(TYPES, 'utf8')
    .split('\n')
    .find((text) => text.includes('setPermissionRequestHandler(handler'));
  const union = /permission: ([^,]+),/u.exec(line ?? '')?.[1] ?? '';
  return [...union.matchAll(/'([^']+)'/gu)].map((match) => match[1] ?? '');
}

function guarded(packaged = true): { session: FakeSession; blocked: string[] } {
  const session = new FakeSession();
  const blocked: string[] = [];
  guardSession(session as never, { packaged, blocked: (address, what) => blocked.push(`${what} ${address}`) });
  return { session, blocked };
}

test('of all permissions that Electron knows, and of those it does not know yet, the page has one', () => {
  const names = [...permissions(), 'unknown', 'telepathy', '', '__proto__'];
  expect(names.length).toBeGreaterThan(35);
  const { session, blocked } = guarded();
  const granted = names.filter((name) => session.asks('permissionRequest', OURS, name, ANSWER, {}) === true);
  const checked = names.filter((name) => session.asks('permissionCheck', null, name, 'app://parley/', {}) === true);
  expect(granted).toEqual(['clipboard-sanitized-write']);
  expect(checked).toEqual(['clipboard-sanitized-write']);
  expect(blocked).toHaveLength(names.length - 1);
});

test('another page has none at all', () => {
  const { session } = guarded();
  for (const url of ELSEWHERE) {
    expect(session.asks('permissionRequest', { getURL: () => url }, 'clipboard-sanitized-write', ANSWER, {})).toBe(
      url.startsWith('app://parley/'),
    );
  }
});

test('the control: a session that nobody guards has no handler, and Electron grants where there is none', () => {
  const session = new FakeSession();
  expect([...session.set.keys()]).toEqual([]);
  expect(session.listeners_).toEqual([]);
  expect(session.asks('permissionRequest', OURS, 'media', ANSWER, {})).toBeUndefined();
  const open = new FakeSession();
  open.setPermissionRequestHandler((...values: unknown[]) => (values[2] as (may: boolean) => void)(true));
  const names = permissions().filter((name) => open.asks('permissionRequest', OURS, name, ANSWER, {}) === true);
  expect(names, 'a handler that grants is seen to grant all').toEqual(permissions());
});

test('no device, no screen and no dictionary is handed out', () => {
  const { session } = guarded();
  expect(session.asks('device', { deviceType: 'usb' })).toBe(false);
  expect(session.asks('displayMedia', {}, ANSWER)).toBe(null);
  expect(session.asks('spellChecker')).toBe(false);
});

const EXFILTRATION: readonly (readonly [string, string])[] = [
  ['https://evil.example/fetch', 'xhr'],
  ['http://127.0.0.1:9000/', 'xhr'],
  ['ws://evil.example/', 'webSocket'],
  ['wss://127.0.0.1/', 'webSocket'],
  ['https://evil.example/pixel.png', 'image'],
  ['https://evil.example/prefetch', 'other'],
  ['https://evil.example/beacon', 'ping'],
  ['https://evil.example/font.woff2', 'font'],
  ['https://evil.example/a.css', 'stylesheet'],
  ['https://evil.example/a.js', 'script'],
  ['https://evil.example/frame', 'subFrame'],
  ['https://evil.example/csp', 'cspReport'],
  ['https://evil.example/video', 'media'],
  ['file:///etc/passwd', 'xhr'],
  ['ftp://evil.example/', 'xhr'],
  ['blob:https://evil.example/1', 'xhr'],
  ['app://parley.evil/x', 'xhr'],
];

test('of all that a page may request, only its own origin is sent for; the rest is cancelled and told', () => {
  const { session, blocked } = guarded();
  expect(EXFILTRATION.filter(([url, type]) => session.sends(url, type))).toEqual([]);
  expect(blocked).toHaveLength(EXFILTRATION.length);
  for (const url of ['app://parley/', 'app://parley/assets/a.js', 'blob:app://parley/0b6f'])
    expect(session.sends(url), url).toBe(true);
});

test('developer tools are loaded only where the app is not packaged', () => {
  const tools = 'devtools://devtools/bundled/inspector.html';
  expect([guarded(true), guarded(false)].map(({ session }) => session.sends(tools))).toEqual([false, true]);
});

test('one listener decides over requests: a second one would silence it', () => {
  const { session } = guarded();
  expect(session.listeners_).toHaveLength(1);
  session.webRequest.onBeforeRequest((_details, answer) => answer({ cancel: false }));
  expect(session.sends('https://evil.example/'), 'the control: the last listener wins').toBe(true);
});

type Download = { readonly url: string; readonly name: string };

function download(session: FakeSession, { url, name }: Download): { saved: unknown; prevented: boolean } {
  const outcome = { saved: undefined as unknown, prevented: false };
  const item = {
    getURL: () => url,
    getFilename: () => name,
    setSaveDialogOptions: (options: unknown) => (outcome.saved = options),
  };
  session.emit('will-download', { preventDefault: () => (outcome.prevented = true) }, item);
  return outcome;
}

test.each([
  { url: 'https://evil.example/a.md', name: 'a.md' },
  { url: 'app://parley/assets/a.js', name: 'a.js' },
  { url: 'blob:https://evil.example/1', name: 'a.md' },
  { url: 'blob:app://parley/1', name: 'a.exe' },
  { url: 'blob:app://parley/1', name: 'a.desktop' },
  { url: 'blob:app://parley/1', name: 'a' },
  { url: 'blob:app://parley/1', name: '../a.md' },
  { url: 'data:text/plain,x', name: 'a.txt' },
])('a download of $url as $name is prevented', (one) => {
  const { session, blocked } = guarded();
  expect(download(session, one)).toEqual({ saved: undefined, prevented: true });
  expect(blocked).toEqual([`download ${one.url}`]);
});

test('an export of our own is saved where the user says', () => {
  const { session, blocked } = guarded();
  const { saved, prevented } = download(session, { url: 'blob:app://parley/1', name: 'minutes.md' });
  expect(saved).toMatchObject({ defaultPath: 'minutes.md', filters: [{ name: 'MD', extensions: ['md'] }] });
  expect([prevented, blocked.length]).toEqual([false, 0]);
});
