import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';

/** Row E11 from outside: what the kernel sees of the built program and of its native host, whatever guards are set inside. */
const TREE = fileURLToPath(new URL('../..', import.meta.url));
const CLI = join(TREE, 'out', 'main', 'cli.js');
const home = mkdtempSync(join(tmpdir(), 'parley-egress-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));

const TRACE = ['strace', '-f', '-e', 'trace=connect,sendto,sendmsg,sendmmsg', '-o'];
const NO_NETWORK = ['unshare', '-n'];
const works = (command: readonly string[]): boolean =>
  spawnSync(command[0] ?? '', [...command.slice(1), 'true'], { stdio: 'ignore' }).status === 0;
const can = existsSync(CLI) && works([...NO_NETWORK, ...TRACE, '/dev/null']);
if (!can) process.stderr.write('SKIPPED for want of unshare, strace or a build: what the kernel sees of the network\n');

type Watched = { readonly code: number | null; readonly said: string; readonly reached: readonly string[] };

/** Runs a program of Node without any network, and lists what it and its children would have connected or sent to. */
function watched(program: readonly string[]): Watched {
  const log = join(home, 'trace.txt');
  const [command = '', ...args] = [...NO_NETWORK, ...TRACE, log, process.execPath, ...program];
  const ran = spawnSync(command, args, { cwd: TREE, encoding: 'utf8', timeout: 100_000 });
  const calls = readFileSync(log, 'utf8')
    .split('\n')
    .filter((line) => /AF_INET|AF_PACKET/u.test(line));
  return {
    code: ran.status,
    said: ran.stdout + ran.stderr,
    reached: calls.filter((line) => !/"127\.[\d.]+"|"::1"/u.test(line)),
  };
}

function scenario(): string {
  const file = join(home, 'town.yaml');
  const seats = ['Ada', 'Ben'].map((name) => `  - name: ${name}\n    role: a neighbour\n`).join('');
  writeFileSync(file, `title: Town\nquestion: Where should the library stand?\nmodel: scripted\nseats:\n${seats}`);
  return file;
}

test.skipIf(!can)(
  'a run, its list and the doctor with the native host work without a network and reach for none',
  () => {
    const commands = [['run', scenario(), '--turns', '4'], ['list'], ['models', 'list'], ['doctor']];
    for (const command of commands) {
      const { code, said, reached } = watched([CLI, ...command, '--json', '--home', home]);
      // The doctor may have something to say about the machine.
      if (command[0] !== 'doctor') expect(code, said).toBe(0);
      expect(reached, command.join(' ')).toEqual([]);
    }
  },
);

test.skipIf(!can)('the control: a program that does reach out is seen', () => {
  const { reached } = watched(['-e', "fetch('http://192.0.2.1/').catch(() => {})"]);
  expect(reached.length).toBeGreaterThan(0);
});

test.skipIf(!can)('with the guard set, the same program comes not even as far as the kernel', () => {
  const guard = new URL('egress-guard.ts', import.meta.url).href;
  const program = `const { guardEgress } = await import(${JSON.stringify(guard)}); guardEgress();
    await fetch('http://192.0.2.1/').catch((error) => console.log(error.cause.name));`;
  const { reached, said } = watched(['--input-type=module', '-e', program]);
  expect(said).toContain('EgressBlocked');
  expect(reached).toEqual([]);
});
