import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import config from '../../electron.vite.config.ts';
import { run } from './command.mjs';
import { ensureElectron } from './electron.mjs';
import { waysIn } from './ways-in.mjs';

const folders: string[] = [];
afterEach(() => folders.splice(0).forEach((folder) => rmSync(folder, { recursive: true, force: true })));

const DESKTOP = { platform: 'linux', env: { DISPLAY: ':0' }, uid: 1000 };
const PUT = `
const { mkdirSync, writeFileSync } = require('node:fs');
const put = () => {
  mkdirSync(__dirname + '/dist', { recursive: true });
  writeFileSync(__dirname + '/dist/electron', '');
  writeFileSync(__dirname + '/dist/version', 'v9.8.7');
  writeFileSync(__dirname + '/path.txt', 'electron');
};
`;

/** A package `electron` of 9.8.7 whose installer is this code, and what a start over it is given. */
function electron(installer: string) {
  const root = mkdtempSync(join(tmpdir(), 'parley-electron-'));
  folders.push(root);
  const folder = join(root, 'electron');
  mkdirSync(folder);
  writeFileSync(join(folder, 'package.json'), '{"version":"9.8.7"}');
  writeFileSync(join(folder, 'install.js'), PUT + installer);
  const said: string[] = [];
  return {
    said,
    kit: {
      ...DESKTOP,
      folder,
      memory: join(root, 'cache', 'memory.json'),
      scratch: join(root, 'cache', 'scratch'),
      say: (line: string) => void said.push(line),
      now: 1_000_000_000,
    },
  };
}

test('Electron is fetched once, and then is there', async () => {
  const { kit, said } = electron('put();');
  const binary = join(kit.folder, 'dist', 'electron');
  expect(await ensureElectron(kit)).toEqual({ binary });
  expect(said.join('')).toContain('Fetching Electron 9.8.7');
  writeFileSync(join(kit.folder, 'install.js'), 'process.exit(1)');
  said.length = 0;
  expect(await ensureElectron(kit)).toEqual({ binary });
  expect(said).toEqual([]);
  expect(existsSync(kit.scratch)).toBe(false);
});

test('a binary of another version, or one that was broken off, is none', async () => {
  const { kit } = electron('put();');
  await ensureElectron(kit);
  writeFileSync(join(kit.folder, 'package.json'), '{"version":"9.8.8"}');
  expect(await ensureElectron(kit)).toMatchObject({ why: expect.stringContaining('could not be fetched') });
});

test('a fetch that fails says why in one line, is not tried again for a day, and then is', async () => {
  const { kit, said } = electron('process.stderr.write("TypeError: fetch failed\\n    at x\\n"); process.exit(1);');
  expect(await ensureElectron(kit)).toEqual({ why: 'Electron could not be fetched (fetch failed)' });
  said.length = 0;
  writeFileSync(join(kit.folder, 'install.js'), `${PUT}put();`);
  expect(await ensureElectron({ ...kit, now: kit.now + 86_000_000 })).toEqual({
    why: 'Electron could not be fetched (fetch failed), which is tried again after a day',
  });
  expect(said).toEqual([]);
  expect(await ensureElectron({ ...kit, now: kit.now + 87_000_000 })).toHaveProperty('binary');
});

test('another version is tried at once, and a memory that cannot be read is none', async () => {
  const { kit } = electron('put();');
  mkdirSync(join(kit.memory, '..'), { recursive: true });
  for (const text of [
    `{"version":"1.0.0","at":${kit.now},"why":"x"}`,
    '{',
    `{"version":"9.8.7","at":${kit.now + 1}}`,
  ]) {
    rmSync(join(kit.folder, 'path.txt'), { force: true });
    writeFileSync(kit.memory, text);
    expect(await ensureElectron(kit)).toHaveProperty('binary');
  }
});

test('a fetch that hangs is given up, one that goes on slowly is not, and none takes for ever', async () => {
  const hanging = electron('setInterval(() => {}, 1000);');
  expect(await ensureElectron({ ...hanging.kit, stall: 600 })).toMatchObject({
    why: expect.stringMatching(/nothing came/u),
  });
  expect(readFileSync(hanging.kit.memory, 'utf8')).toContain('nothing came');
  const drip = `
    const { appendFileSync } = require('node:fs');
    let left = LEFT;
    setInterval(() => {
      appendFileSync(process.env.TMPDIR + '/part', 'x'.repeat(1000));
      if (--left === 0) { put(); process.exit(0); }
    }, 100);`;
  const slow = electron(drip.replace('LEFT', '20'));
  expect(await ensureElectron({ ...slow.kit, stall: 1200 })).toHaveProperty('binary');
  expect(slow.said.join('')).toMatch(/\d MB/u);
  const endless = electron(drip.replace('LEFT', '-1'));
  expect(await ensureElectron({ ...endless.kit, stall: 1200, whole: 800 })).toMatchObject({
    why: expect.stringContaining('longer'),
  });
});

test('where no window could open, nothing is fetched', async () => {
  const { kit, said } = electron('put();');
  expect(await ensureElectron({ ...kit, env: {} })).toEqual({ why: 'there is no display' });
  expect(await ensureElectron({ ...kit, uid: 0 })).toEqual({ why: "Electron's sandbox does not run as root" });
  expect(said).toEqual([]);
  expect(await ensureElectron({ ...kit, platform: 'darwin', env: {} })).toHaveProperty('binary');
});

test.each([
  [[], 'window', []],
  [['--home', '/h'], 'window', ['--home', '/h']],
  [['--browser', '--home', '/h'], 'browser', ['--home', '/h']],
  [['--no-open'], 'browser', ['--no-open']],
  [['--terminal', '--turns', '3'], 'terminal', ['--turns', '3']],
])('npm start -- %j opens the %s with %j', (argv, way, args) => {
  expect(waysIn(argv)).toEqual({ way, args });
});

test('the window does not fetch a model that nobody asked for', () => {
  const start = readFileSync(new URL('../start.mjs', import.meta.url), 'utf8');
  expect(start.match(/ensureModel\(/gu)).toHaveLength(1);
  expect(start).toContain("way === 'terminal' ? [() => ensureModel(STARTER)] : []");
});

test('who ends a script ends the command that it shadows', async () => {
  const inner = `process.on('SIGTERM', () => process.exit(7)); console.log('up'); setInterval(() => {}, 1000);`;
  const outer = `
    import { run } from ${JSON.stringify(new URL('command.mjs', import.meta.url).href)};
    const running = run(['node', '-e', ${JSON.stringify(inner)}], { live: true, shadow: true });
    setTimeout(() => process.kill(process.pid, 'SIGTERM'), 1500);
    process.exitCode = (await running).code;`;
  const { code } = await run(['node', '--input-type=module', '-e', outer]);
  expect(code).toBe(7);
});

test('L12: the dev server listens on the loopback alone and takes no other port', async () => {
  const { renderer, main, preload } = config as unknown as Readonly<Record<string, { readonly server?: unknown }>>;
  expect(renderer?.server).toEqual({ host: '127.0.0.1', strictPort: true });
  expect([main?.server, preload?.server]).toEqual([undefined, undefined]);
});
