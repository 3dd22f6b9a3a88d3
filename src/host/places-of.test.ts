import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { commandOf, placesOf, versionOf } from './places-of.ts';

const clone = mkdtempSync(join(tmpdir(), 'parley-clone-'));
afterAll(() => rmSync(clone, { recursive: true }));
writeFileSync(join(clone, 'package.json'), '{}');
const codeDir = join(clone, 'out', 'main');
mkdirSync(codeDir, { recursive: true });

const machine = { argv: [] as readonly string[], env: {}, platform: 'linux' as const, codeDir };

test('--home wins over PARLEY_HOME, which wins over the system', () => {
  const env = { PARLEY_HOME: '/b', XDG_DATA_HOME: '/c' };
  expect(placesOf({ ...machine, env, argv: ['list', '--home', '/a'] }).home).toBe(resolve('/a'));
  expect(placesOf({ ...machine, env, argv: ['--home=/a', 'list'] }).home).toBe(resolve('/a'));
  expect(placesOf({ ...machine, env, argv: ['list', '--', '--home=/a'] }).home).toBe(resolve('/b'));
  expect(placesOf({ ...machine, env: { XDG_DATA_HOME: '/c' } }).home).toBe(resolve('/c/parley'));
  expect(placesOf(machine).home).toBe(join(homedir(), '.local', 'share', 'parley'));
});

test('in a clone the program is typed through npx, elsewhere by its name', () => {
  const tree = mkdtempSync(join(tmpdir(), 'parley-command-'));
  try {
    const code = join(tree, 'out', 'main');
    mkdirSync(code, { recursive: true });
    writeFileSync(join(tree, 'package.json'), '{"name":"parley"}');
    expect(commandOf(code)).toBe('parley');
    mkdirSync(join(tree, 'bin'));
    expect(commandOf(code)).toBe('npx parley');
    for (const manifest of ['{"name":"another"}', '{', '7']) {
      writeFileSync(join(tree, 'package.json'), manifest);
      expect(commandOf(code)).toBe('parley');
    }
    const installed = join(tree, 'node_modules', 'parley');
    mkdirSync(join(installed, 'bin'), { recursive: true });
    writeFileSync(join(installed, 'package.json'), '{"name":"parley"}');
    expect(commandOf(installed)).toBe('parley');
  } finally {
    rmSync(tree, { recursive: true });
  }
});

test('weights lie in the clone, or with the runs where the program is installed as a package', () => {
  expect(placesOf(machine)).toMatchObject({ tree: clone, models: join(clone, 'models') });
  const installed = join(clone, 'node_modules', 'parley');
  mkdirSync(join(installed, 'out'), { recursive: true });
  writeFileSync(join(installed, 'package.json'), '{}');
  const places = placesOf({ ...machine, codeDir: join(installed, 'out'), env: { PARLEY_HOME: '/h' } });
  expect(places).toEqual({ home: resolve('/h'), tree: installed, models: join(resolve('/h'), 'models') });
});

test("the version is the package's, and unknown where there is none", () => {
  const tree = mkdtempSync(join(tmpdir(), 'parley-version-'));
  try {
    expect(versionOf(tree)).toBe('unknown');
    writeFileSync(join(tree, 'package.json'), '{"version":"1.2.3"}');
    expect(versionOf(tree)).toBe('1.2.3');
  } finally {
    rmSync(tree, { recursive: true });
  }
});
