import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { ok } from '#shared/base/result.ts';
import type { Handlers } from '#shared/rpc/handlers.ts';
import { boot, type Program } from './boot.ts';
import { CONNECT, PORT } from './ipc.ts';
import { POLICY, windowOptions } from './policy.ts';
import { createFakeElectron, FakeContents, type FakeOptions, type FakePort } from './testing/fake-electron.ts';
import { ELSEWHERE } from './testing/hostile-addresses.ts';

const page = mkdtempSync(join(tmpdir(), 'parley-boot-'));
afterAll(() => rmSync(page, { recursive: true }));
writeFileSync(join(page, 'index.html'), 'page');

const PATIENT = { timeout: 10_000 };
/** All that was begun and waits for nothing outside has happened. */
const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));

type Booted = ReturnType<typeof createFakeElectron> & {
  readonly lines: string[];
  readonly saved: unknown[];
  closed(): number;
};

/** The app as it stands when its first window is open. */
async function booted(options: FakeOptions & Partial<Program> = {}): Promise<Booted> {
  const fake = createFakeElectron(options);
  const lines: string[] = [];
  const saved: unknown[] = [];
  let closed = 0;
  const handlers = {
    doctor: async () => ok({ checks: [] }),
    'scenario.save': async (input: unknown) => {
      saved.push(input);
      return ok({ path: 'x' });
    },
  } as unknown as Handlers;
  const done = boot(fake.parts, {
    ...{ home: '/home/u/parley', page, preload: '/app/preload.cjs', place: undefined, mac: false },
    openHost: async () => ({ handlers, close: async () => void (closed += 1) }),
    log: (line) => lines.push(line),
    ...options,
  });
  fake.ready();
  await done;
  return { ...fake, lines, saved, closed: () => closed };
}

function contentsOf(fake: Booted): FakeContents {
  const [window] = fake.windows;
  if (window === undefined) throw new Error('there is no window');
  return window.webContents;
}

test('what must come before Electron is ready comes before it, in the call itself', () => {
  const fake = createFakeElectron();
  void boot(fake.parts, { home: '/h' } as Program);
  const names = fake.calls.map(([name]) => name);
  expect(names[0]).toBe('app.enableSandbox');
  expect(names).toContain('protocol.registerSchemesAsPrivileged');
  expect(fake.callsOf('protocol.registerSchemesAsPrivileged')[0]?.[1]).toEqual([POLICY.scheme]);
  const switches = fake.callsOf('app.commandLine.appendSwitch').map(([, name, value]) => [name, value]);
  expect(Object.fromEntries(switches)).toEqual(POLICY.switches);
  expect(switches).toContainEqual(['no-proxy-server', '']);
});

test.each([true, false])(
  'the one window is made of the policy and nothing beside it (packaged: %s)',
  async (packaged) => {
    const fake = await booted({ packaged });
    const made = fake.callsOf('new BrowserWindow').map(([, options]) => options);
    expect(made).toEqual([windowOptions({ preload: '/app/preload.cjs', packaged })]);
    expect(made).toMatchObject([{ webPreferences: POLICY.webPreferences }]);
  },
);

test('the page is loaded from our own origin, at the place that was asked for', async () => {
  const fake = await booted({ place: '#/run/r1?seq=3' });
  expect(contentsOf(fake).calls).toContainEqual(['loadURL', 'app://parley/index.html#/run/r1?seq=3']);
  const answer = await fake.handlers.get('app')?.(new Request('https://x.example/', { method: 'POST' }));
  expect(answer?.status).toBe(405);
});

test('the page cannot be led elsewhere, by itself, in a frame or by a redirect, and each try is told', async () => {
  const fake = await booted();
  const contents = contentsOf(fake);
  const got: string[] = [];
  for (const url of ELSEWHERE) {
    if (contents.allows('will-navigate', { url })) got.push(url);
    if (contents.allows('will-frame-navigate', { url, isMainFrame: true })) got.push(url);
    if (contents.allows('will-frame-navigate', { url, isMainFrame: false })) got.push(url);
    if (contents.allows('will-redirect', { url })) got.push(url);
  }
  expect(got).toEqual([]);
  expect(fake.lines).toHaveLength(ELSEWHERE.length * 4);
  const home = 'app://parley/index.html#/models';
  expect(contents.allows('will-navigate', { url: home })).toBe(true);
  expect(contents.allows('will-frame-navigate', { url: home, isMainFrame: true })).toBe(true);
  expect(contents.allows('will-frame-navigate', { url: home, isMainFrame: false })).toBe(false);
});

test('no window is opened by a page, and only https goes to the browser after the user’s word', async () => {
  const fake = await booted();
  fake.user.response = 1;
  const contents = contentsOf(fake);
  for (const url of [...ELSEWHERE, 'app://parley/index.html'])
    expect(contents.openHandler?.({ url })).toEqual({ action: 'deny' });
  await settled();
  const opened = fake.callsOf('shell.openExternal').map(([, url]) => url);
  expect(opened).toEqual(['https://example.com/']);
  expect(fake.callsOf('dialog.showMessageBox')).toHaveLength(1);
});

test('a webview is not attached, WebRTC finds no way around, and a contents that comes later is guarded too', async () => {
  const fake = await booted();
  const later = new (contentsOf(fake).constructor as typeof FakeContents)();
  expect(later.allows('will-attach-webview', {}), 'the control: unguarded it would be').toBe(true);
  fake.module.app.emit('web-contents-created', {}, later);
  for (const contents of [contentsOf(fake), later]) {
    expect(contents.allows('will-attach-webview', {})).toBe(false);
    expect(contents.calls).toContainEqual(['setWebRTCIPHandlingPolicy', 'disable_non_proxied_udp']);
    expect(contents.openHandler?.({ url: 'https://example.com/' })).toEqual({ action: 'deny' });
  }
});

test('the session is guarded once, however often it is told of', async () => {
  const fake = await booted();
  fake.module.app.emit('session-created', fake.defaultSession);
  await settled();
  expect(fake.defaultSession.listeners_).toHaveLength(1);
  expect(fake.defaultSession.sends('https://evil.example/')).toBe(false);
});

test('a page that crashes is loaded again from the log, at most three times a minute; then the user decides', async () => {
  const fake = await booted();
  const contents = contentsOf(fake);
  const reloads = (): number => contents.calls.filter(([name]) => name === 'reload').length;
  contents.emit('render-process-gone', {}, { reason: 'clean-exit' });
  expect(reloads()).toBe(0);
  for (let time = 1; time <= 3; time += 1) {
    contents.emit('render-process-gone', {}, { reason: 'crashed' });
    expect(reloads()).toBe(time);
  }
  fake.user.response = 1;
  contents.emit('render-process-gone', {}, { reason: 'oom' });
  expect(reloads()).toBe(3);
  await settled();
  expect(reloads()).toBe(4);
  expect(fake.closed(), 'the run goes on').toBe(0);
});

test('the control: a contents that nobody guards goes anywhere, opens windows by Electron’s own rule, and stays down', () => {
  const contents = new FakeContents();
  for (const name of ['will-navigate', 'will-frame-navigate', 'will-redirect'])
    expect(ELSEWHERE.filter((url) => contents.allows(name, { url, isMainFrame: true }))).toEqual(ELSEWHERE);
  expect(contents.openHandler).toBeUndefined();
  contents.emit('render-process-gone', {}, { reason: 'crashed' });
  contents.emit('unresponsive');
  expect(contents.calls).toEqual([]);
});

test('a page that hangs is ended and loaded again where the user wants it', async () => {
  const fake = await booted();
  contentsOf(fake).emit('unresponsive');
  await settled();
  expect(contentsOf(fake).calls.map(([name]) => name)).not.toContain('reload');
  fake.user.response = 1;
  contentsOf(fake).emit('unresponsive');
  await settled();
  expect(contentsOf(fake).calls.map(([name]) => name)).toEqual(
    expect.arrayContaining(['forcefullyCrashRenderer', 'reload']),
  );
});

test('our page gets a port that speaks the method table, as often as it asks, and of more than sixteen the oldest is closed', async () => {
  const fake = await booted();
  const ports: FakePort[] = [];
  const sender = {
    ...{ url: 'app://parley/index.html', parent: null },
    postMessage: (channel: string, value: unknown, sent: FakePort[]) => {
      expect([channel, value]).toEqual([PORT, undefined]);
      ports.push(...sent);
    },
  };
  fake.module.ipcMain.emit(CONNECT, { senderFrame: sender });
  const [port] = ports;
  const heard: unknown[] = [];
  let closed = false;
  port?.on('message', ({ data }: { data: string }) => heard.push(JSON.parse(data)));
  port?.on('close', () => (closed = true));
  port?.start();
  port?.postMessage(JSON.stringify({ id: 1, method: 'doctor', input: {} }));
  port?.postMessage(JSON.stringify({ id: 2, method: '__proto__', input: {} }));
  await settled();
  expect(heard).toContainEqual({ id: 1, ok: true, value: { checks: [] } });
  expect(heard).toContainEqual(expect.objectContaining({ id: 2, ok: false }));
  for (let more = 1; more < 16; more += 1) fake.module.ipcMain.emit(CONNECT, { senderFrame: sender });
  await settled();
  expect([ports.length, closed]).toEqual([16, false]);
  fake.module.ipcMain.emit(CONNECT, { senderFrame: sender });
  await settled();
  expect([ports.length, closed]).toEqual([17, true]);
  fake.module.ipcMain.emit(CONNECT, { senderFrame: { ...sender, url: 'https://evil.example/' } });
  expect(ports).toHaveLength(17);
});

test('a second start hands its place to the first, which takes nothing but places', async () => {
  const second = createFakeElectron({ lock: false });
  await boot(second.parts, { home: '/h', place: '#/models' } as Program);
  expect(second.callsOf('app.requestSingleInstanceLock')[0]?.[1]).toEqual({ place: '#/models' });
  expect(second.callsOf('app.quit')).toHaveLength(1);
  const fake = await booted();
  const contents = contentsOf(fake);
  const before = contents.calls.length;
  for (const data of [undefined, null, 'x', { place: 7 }, { place: 'https://evil.example/' }, { place: '#/models' }])
    fake.module.app.emit('second-instance', {}, [], '', data);
  expect(contents.calls.slice(before)).toEqual([['loadURL', 'app://parley/index.html#/models']]);
});

test('the app ends when the host is closed, and closes it once', async () => {
  const fake = await booted();
  const ending = { prevented: 0, preventDefault: () => (ending.prevented += 1) };
  fake.module.app.emit('will-quit', ending);
  fake.module.app.emit('will-quit', ending);
  await settled();
  expect([fake.closed(), ending.prevented, fake.callsOf('app.quit').length]).toEqual([1, 2, 1]);
  fake.module.app.emit('will-quit', ending);
  expect(ending.prevented).toBe(2);
});

type Item = { label?: string; role?: string; submenu?: Item[]; click?: () => void };

const itemsOf = (fake: Booted): readonly Item[] => {
  const flat = (items: readonly Item[]): readonly Item[] =>
    items.flatMap((item) => [item, ...flat(item.submenu ?? [])]);
  return flat((fake.callsOf('Menu.setApplicationMenu')[0]?.[1] ?? []) as Item[]);
};

test('the menu goes to places, and has developer tools only where the app is not packaged', async () => {
  const fake = await booted();
  itemsOf(fake)
    .find((item) => item.label === 'New deliberation')
    ?.click?.();
  expect(contentsOf(fake).calls.at(-1)).toEqual(['loadURL', 'app://parley/index.html#/new']);
  itemsOf(fake)
    .find((item) => item.label === 'New window')
    ?.click?.();
  expect(fake.windows).toHaveLength(2);
  expect(itemsOf(fake).some((item) => item.role === 'toggleDevTools')).toBe(true);
  expect(itemsOf(await booted({ packaged: true })).some((item) => item.role === 'toggleDevTools')).toBe(false);
});

test('a scenario that the user chooses is taken in and shown; one that cannot be read is told', async () => {
  const fake = await booted();
  const file = join(page, 'my town.yaml');
  writeFileSync(file, 'title: Town\n');
  const open = itemsOf(fake).find((item) => item.label === 'Open scenario…');
  open?.click?.();
  await settled();
  expect(fake.saved).toEqual([]);
  fake.user.filePaths = [file];
  open?.click?.();
  const place = 'app://parley/index.html#/new?from=my%20town';
  await expect.poll(() => contentsOf(fake).calls.at(-1), PATIENT).toEqual(['loadURL', place]);
  expect(fake.saved).toEqual([{ name: 'my town', text: 'title: Town\n' }]);
  const told = (): readonly unknown[] => fake.callsOf('dialog.showErrorBox').map(([, , why]) => why);
  for (const [index, path] of [join(page, 'gone.yaml'), tooLarge()].entries()) {
    fake.user.filePaths = [path];
    open?.click?.();
    await expect.poll(() => told().length, PATIENT).toBe(index + 1);
  }
  expect(fake.saved).toHaveLength(1);
  expect(told()).toEqual([
    expect.stringContaining('gone.yaml cannot be read'),
    expect.stringContaining('a scenario has at most'),
  ]);
});

function tooLarge(): string {
  const file = join(page, 'large.yaml');
  writeFileSync(file, 'x'.repeat(600_000));
  return file;
}
