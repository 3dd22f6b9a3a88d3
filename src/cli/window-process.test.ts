import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runProgram, windowProgram } from './window-process.ts';

let tree: string;
beforeEach(() => (tree = mkdtempSync(join(tmpdir(), 'parley-window-'))));
afterEach(() => rmSync(tree, { recursive: true }));

function put(...path: readonly string[]): string {
  const file = join(tree, ...path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, path.at(-1) === 'path.txt' ? 'electron' : '');
  return file;
}
const wish = { at: '#/models', shell: 'any' } as const;
const machine = (env: Readonly<Record<string, string>> = { DISPLAY: ':0' }) =>
  ({ places: { home: '/h', tree }, env, platform: 'linux', node: '/node' }) as const;
const ARGS = ['--home', '/h', '--at', '#/models'];

test('where nothing is built it says what to do', () => {
  expect(windowProgram(wish, machine())).toMatchObject({
    ok: false,
    failure: expect.stringContaining('npm start') as string,
  });
});

test('without the binary of Electron the browser shell is opened by this Node', () => {
  const shell = put('out', 'main', 'shell.js');
  put('out', 'main', 'main.js');
  put('node_modules', 'electron', 'path.txt');
  expect(windowProgram(wish, machine())).toMatchObject({ ok: true, value: { file: '/node', args: [shell, ...ARGS] } });
});

test('where the binary and a screen are there Electron is opened, never as a plain Node; the browser is taken where it is asked for', () => {
  const shell = put('out', 'main', 'shell.js');
  const main = put('out', 'main', 'main.js');
  put('node_modules', 'electron', 'path.txt');
  const electron = put('node_modules', 'electron', 'dist', 'electron');
  const env = { DISPLAY: ':0', ELECTRON_RUN_AS_NODE: '1', PATH: '/bin' };
  expect(windowProgram(wish, machine(env))).toEqual({
    ok: true,
    value: { file: electron, args: [main, ...ARGS], env: { DISPLAY: ':0', PATH: '/bin' } },
  });
  const browser = { ok: true, value: { file: '/node', args: [shell, ...ARGS] } };
  expect(windowProgram({ ...wish, shell: 'browser' }, machine())).toMatchObject(browser);
  expect(windowProgram(wish, machine({}))).toMatchObject(browser);
  expect(windowProgram(wish, { ...machine({}), platform: 'darwin' })).toMatchObject({ value: { file: electron } });
  const other = put('elsewhere', 'electron');
  const overridden = machine({ DISPLAY: ':0', ELECTRON_OVERRIDE_DIST_PATH: dirname(other) });
  expect(windowProgram(wish, overridden)).toMatchObject({ value: { file: other } });
});

test('a program is run to its end, ends when it is asked to, and one that is none is a sentence', async () => {
  const run = (code: string, signal: AbortSignal) =>
    runProgram({ file: process.execPath, args: ['-e', code], env: process.env }, { signal, stdout: 'stderr' });
  const free = new AbortController();
  expect(await run('process.exit(3)', free.signal)).toEqual({ ok: true, value: 3 });
  const stop = new AbortController();
  const waiting = run("process.on('SIGTERM', () => process.exit(7)); setInterval(() => {}, 1000);", stop.signal);
  setTimeout(() => stop.abort(), 500);
  expect(await waiting).toMatchObject({ ok: true });
  const none = await runProgram(
    { file: join(tree, 'none'), args: [], env: {} },
    { signal: free.signal, stdout: 'stderr' },
  );
  expect(none).toMatchObject({ ok: false, failure: expect.stringContaining('cannot be started') as string });
});
