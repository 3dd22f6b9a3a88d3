import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { fakeHandlers } from '#shared/rpc/testing/fake-handlers.ts';
import { shellMemory } from './shell-memory.ts';
import { openedShell, type OpenedShell } from './testing/opened-shell.ts';
import { enter, enterAgain, join as joined, tokenIn, type Entered } from './testing/shell-client.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

function home(): string {
  const folder = mkdtempSync(join(tmpdir(), 'parley-memory-'));
  closing.push(() => rmSync(folder, { recursive: true }));
  return folder;
}

async function shellIn(folder: string): Promise<OpenedShell> {
  const shell = await openedShell({ handlers: fakeHandlers({}), memory: shellMemory(folder) });
  closing.push(() => shell.close());
  return shell;
}

/** The number of a process that is no more. */
const gonePid = (): number => spawnSync(process.execPath, ['-e', '']).pid;

type Killed = { readonly folder: string; readonly file: string; readonly port: number; readonly visitor: Entered };

/** What a shell leaves behind that had one window and was killed. */
async function killed(pid = gonePid()): Promise<Killed> {
  const folder = home();
  const shell = await openedShell({ handlers: fakeHandlers({}), memory: shellMemory(folder) });
  const visitor = await enter(shell.link);
  const [{ sessions } = { sessions: [] }] = shellMemory(folder).forebears();
  await shell.close();
  shellMemory(folder, { pid }).keep(shell.port, sessions);
  return { folder, file: join(folder, 'shells', `${shell.port}.json`), port: shell.port, visitor };
}

const comesBack = async (visitor: Entered): Promise<boolean> => {
  const { client } = await joined(await enterAgain(visitor));
  client.close();
  return true;
};

test('the next shell after one that was killed stands in its place, and its windows come back', async () => {
  const { folder, port, visitor } = await killed();
  const next = await shellIn(folder);
  expect(next.port).toBe(port);
  expect(await comesBack(visitor)).toBe(true);
  expect(next.lines).toEqual([]);
  // And once more, for the next one is killed as easily.
  expect(shellMemory(folder).forebears()).toMatchObject([{ port, pid: process.pid, sessions: [{}] }]);
});

test('the control: a clean end forgets, so that the session of the window is over', async () => {
  const folder = home();
  const shell = await openedShell({ handlers: fakeHandlers({}), memory: shellMemory(folder) });
  const visitor = await enter(shell.link);
  await shell.close();
  expect(readdirSync(join(folder, 'shells'))).toEqual([]);
  const next = await shellIn(folder);
  await expect(enterAgain({ ...visitor, port: next.port })).rejects.toThrow('401');
});

test('what is written down is for this user alone, and holds neither link nor cookie', async () => {
  const folder = home();
  const shell = await shellIn(folder);
  expect(existsSync(join(folder, 'shells'))).toBe(false);
  const visitor = await enter(shell.link);
  const file = join(folder, 'shells', `${shell.port}.json`);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(statSync(join(folder, 'shells')).mode & 0o777).toBe(0o700);
  const text = readFileSync(file, 'utf8');
  for (const secret of [tokenIn(shell.link), visitor.cookie.split('=')[1] ?? '', visitor.ticket.split('.')[0] ?? '']) {
    expect(secret).toMatch(/^[\w-]{43}$/u);
    expect(text).not.toContain(secret);
  }
  // The control: the half that may stand there is found by the same look.
  expect(text).toContain(visitor.key);
});

function occupied(port: number): Promise<Server> {
  const server = createServer();
  closing.push(() => server.close());
  return new Promise((resolve) => server.listen(port, '127.0.0.1', () => resolve(server)));
}

test('where another program took the port it is another one, which is said once', async () => {
  const { folder, port } = await killed();
  await occupied(port);
  const next = await shellIn(folder);
  expect(next.port).not.toBe(port);
  expect(next.lines).toEqual([expect.stringContaining(`another program took port ${port}`)]);
  expect((await shellIn(folder)).lines).toEqual([]);
});

test('a shell that lives keeps its place and its windows, and nothing is said', async () => {
  const folder = home();
  const [one, other] = [await shellIn(folder), await shellIn(folder)];
  const [first, second] = [await enter(one.link), await enter(other.link)];
  const third = await shellIn(folder);
  expect(new Set([one.port, other.port, third.port]).size).toBe(3);
  expect(third.lines).toEqual([]);
  expect([await comesBack(first), await comesBack(second)]).toEqual([true, true]);
  expect(shellMemory(folder).forebears()).toHaveLength(2);
});

test.each<readonly [string, (file: string) => void]>([
  ['is more than an hour old', (file) => utimesSync(file, new Date(), new Date(Date.now() - 3_700_000))],
  ['others could read or write', (file) => chmodSync(file, 0o644)],
  ['is no JSON', (file) => writeFileSync(file, '{')],
  ['is of another version', (file) => rewrite(file, { version: 2 })],
  ['holds what is no session', (file) => rewrite(file, { sessions: [{ fingerprint: 'x', key: 7 }] })],
  ['is too large', (file) => rewrite(file, { more: 'x'.repeat(70_000) })],
])('a file that %s counts as none and is removed', async (_, spoil) => {
  const { folder, file, visitor } = await killed();
  spoil(file);
  const next = await shellIn(folder);
  expect(existsSync(file)).toBe(false);
  await expect(enterAgain({ ...visitor, port: next.port })).rejects.toThrow('401');
});

test('a home that cannot be written to costs nothing but the coming back', async () => {
  const folder = home();
  writeFileSync(join(folder, 'shells'), 'a file where the folder should be');
  const shell = await shellIn(folder);
  expect(await comesBack(await enter(shell.link))).toBe(true);
});

function rewrite(file: string, other: object): void {
  const json = JSON.parse(readFileSync(file, 'utf8')) as object;
  writeFileSync(file, JSON.stringify({ ...json, ...other }));
}
