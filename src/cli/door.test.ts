import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';

const DOOR = join(import.meta.dirname, '..', '..', 'bin', 'parley.mjs');

/** A clone with a stand-in for the built command line, which tells by what it was started. */
const clone = mkdtempSync(join(tmpdir(), 'parley-door-'));
afterAll(() => rmSync(clone, { recursive: true }));
const door = join(clone, 'bin', 'parley.mjs');
mkdirSync(join(clone, 'bin'), { recursive: true });
cpSync(DOOR, door);
const built = join(clone, 'out', 'main');
const stub = `process.stdout.write(JSON.stringify({ major: Number(process.versions.node.split('.')[0]), args: process.argv.slice(2) }));
if (process.argv.includes('--signal')) { process.on('SIGTERM', () => process.exit(77)); process.kill(process.ppid, 'SIGTERM'); setTimeout(() => {}, 20000); }
else process.exit(process.argv.includes('--fail') ? 3 : 0);`;

/** A Node of the machine that is too old for the program; there may be none. */
const old = (process.env['PATH'] ?? '')
  .split(delimiter)
  .filter((folder) => !folder.includes('node_modules'))
  .map((folder) => join(folder, 'node'))
  .find(
    (node) =>
      existsSync(node) &&
      Number(/^v(\d+)/u.exec(spawnSync(node, ['--version'], { encoding: 'utf8' }).stdout)?.[1]) < 22,
  );

const start = (node: string, ...args: string[]): { status: number | null; stdout: string; stderr: string } =>
  spawnSync(node, [door, ...args], { encoding: 'utf8', timeout: 60_000 });

test('without a build the door says in one line what to run', () => {
  rmSync(join(clone, 'out'), { recursive: true, force: true });
  const { status, stdout, stderr } = start(process.execPath, 'list');
  expect([status, stdout]).toEqual([1, '']);
  expect(stderr).toBe('parley: this clone is not built yet; run npm start (or npm run build) first.\n');
});

function build(): void {
  mkdirSync(built, { recursive: true });
  writeFileSync(join(clone, 'package.json'), '{"type":"module"}');
  writeFileSync(join(built, 'cli.js'), stub);
}

test('a Node that is new enough starts the command line in the same process', () => {
  build();
  const { status, stdout } = start(process.execPath, 'list', '--fail');
  expect(status).toBe(3);
  expect(JSON.parse(stdout)).toEqual({ major: Number(process.versions.node.split('.')[0]), args: ['list', '--fail'] });
});

test.skipIf(old === undefined)('an old Node without a newer one in the clone says so in one line', () => {
  build();
  rmSync(join(clone, 'node_modules'), { recursive: true, force: true });
  const { status, stdout, stderr } = start(old ?? '', 'list');
  expect([status, stdout]).toEqual([1, '']);
  expect(stderr).toMatch(/^parley: Node 22\.12 or newer is needed, this is .*npm install.*\n$/u);
});

test.skipIf(old === undefined)("an old Node starts the clone's own: arguments, status and signals pass through", () => {
  build();
  const own = join(clone, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  mkdirSync(dirname(own), { recursive: true });
  if (!existsSync(own)) symlinkSync(process.execPath, own);
  const { status, stdout } = start(old ?? '', 'run', 'a b.yaml', '--fail');
  expect(status).toBe(3);
  expect(JSON.parse(stdout)).toEqual({
    major: Number(process.versions.node.split('.')[0]),
    args: ['run', 'a b.yaml', '--fail'],
  });
  expect(start(old ?? '', '--signal').status).toBe(77);
});
