import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { WireEvent } from '#shared/rpc/methods.ts';

/** The command line as a process of its own, from source, on the scripted model. */
const ROOT = join(import.meta.dirname, '..', '..');
const ENTRY = join(ROOT, 'src', 'cli', 'entry.ts');
const folder = mkdtempSync(join(tmpdir(), 'parley-cli-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const SCENARIO = join(ROOT, 'scenarios', 'users-endpoint.yaml');
const SEATS = ['Frontend', 'Backend', 'Test'].flatMap((name) => ['--seat', `${name}=scripted`]);
const homeOf = (name: string): string => join(folder, name);

function parley(home: string, ...args: string[]): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, [ENTRY, ...args, '--home', homeOf(home)], { encoding: 'utf8', timeout: 60_000 });
}

const events = (stdout: string): readonly WireEvent[] =>
  stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as WireEvent);

/** What is listed beside the recordings that come with the program. */
const ownRuns = (
  home: string,
): readonly { readonly run: string; readonly source: string; readonly reason?: string }[] =>
  parley(home, 'list', '--json')
    .stdout.trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { readonly run: string; readonly source: string; readonly reason?: string })
    .filter((row) => row.source === 'home');

test('a run prints its events in order, and what was recorded is listed, played, exported and verified', () => {
  const run = parley('whole', 'run', SCENARIO, ...SEATS, '--json');
  expect(run.status).toBe(0);
  const told = events(run.stdout);
  expect(told.map(({ seq }) => seq)).toEqual(told.map((_, index) => index + 1));
  expect(told.at(-1)).toMatchObject({ type: 'v1.run.ended', data: { reason: 'budget' } });
  const id = (told[0]?.data as { run: string } | undefined)?.run ?? '';
  expect(run.stderr).toContain(`parley play ${id}`);

  expect(ownRuns('whole')).toMatchObject([{ run: id, state: 'ended', turns: 9 }]);
  expect(events(parley('whole', 'play', id, '--json').stdout)).toEqual(told);
  const file = join(folder, 'run.jsonl');
  expect(parley('whole', 'export', id, '--format', 'jsonl', '-o', file).status).toBe(0);
  const own = parley('whole', 'verify', id, '--json');
  const exported = parley('whole', 'verify', file, '--json');
  expect([own.status, exported.status]).toEqual([0, 0]);
  expect(JSON.parse(exported.stdout)).toMatchObject({ head: (JSON.parse(own.stdout) as { head: string }).head });
  expect(readFileSync(file, 'utf8').split('\n')[0]).toContain('"schema":"parley.events"');
});

test('wrong input is one sentence with file, line and field, and exit 2', () => {
  const missing = parley('wrong', 'run', join(folder, 'nothing.yaml'));
  expect([missing.status, missing.stdout, missing.stderr.trim().split('\n').length]).toEqual([2, '', 1]);
  const model = parley('wrong', 'run', SCENARIO, '--seat', 'Backend=no-such-model');
  expect([model.status, model.stderr.trim().split('\n').length]).toEqual([2, 1]);
  expect(model.stderr).toContain('no-such-model');
});

/** Starts a run that takes long and sends signals to it once it has begun. */
async function interrupted(home: string, signals: number): Promise<{ code: number | null; stdout: string }> {
  const env = { ...process.env, PARLEY_SCRIPTED_DELAY: '400' };
  const child = spawn(process.execPath, [ENTRY, 'run', SCENARIO, ...SEATS, '--json', '--home', homeOf(home)], { env });
  let stdout = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    if (!stdout.includes('v1.turn.started') && text.includes('v1.turn.started')) {
      for (let count = 0; count < signals; count += 1) setTimeout(() => child.kill('SIGINT'), count * 20);
    }
    stdout += text;
  });
  const code = await new Promise<number | null>((resolve) => child.on('exit', resolve));
  return { code, stdout };
}

test('Ctrl-C ends the run as cancelled with exit 130, and nothing is lost', async () => {
  const { code, stdout } = await interrupted('once', 1);
  expect(code).toBe(130);
  expect(events(stdout).at(-1)).toMatchObject({ type: 'v1.run.ended', data: { reason: 'cancelled' } });
  expect(ownRuns('once')).toMatchObject([{ state: 'ended', reason: 'cancelled' }]);
});

test('one Ctrl-C that arrives twice, from the terminal and from the door, is one', async () => {
  const { code, stdout } = await interrupted('twice', 2);
  expect(code).toBe(130);
  expect(events(stdout).at(-1)).toMatchObject({ type: 'v1.run.ended', data: { reason: 'cancelled' } });
});

/** Starts a command whose reader is gone before it writes. */
async function unread(home: string, ...args: string[]): Promise<{ code: number | null; stderr: string }> {
  const env = { ...process.env, PARLEY_SCRIPTED_DELAY: '50' };
  const child = spawn(process.execPath, [ENTRY, ...args, '--home', homeOf(home)], { env });
  child.stdout.destroy();
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { code, stderr };
}

test('a reader that has gone (| head) ends a command quietly: what only shows is done, a run is cancelled', async () => {
  expect(parley('unread', 'run', SCENARIO, ...SEATS, '--json').status).toBe(0);
  const run = ownRuns('unread')[0]?.run ?? '';
  for (const args of [
    ['list'],
    ['list', '--json'],
    ['show', run],
    ['export', run, '--format', 'jsonl'],
    ['play', run],
  ]) {
    const { code, stderr } = await unread('unread', ...args);
    expect([args, code]).toEqual([args, 0]);
    expect(stderr).not.toMatch(/EPIPE|^\s+at |parley: /mu);
  }
  const watched = await unread('unread', 'play', run, '--speed', '1', '--json');
  expect([watched.code, watched.stderr.includes('EPIPE')]).toEqual([0, false]);
  const ran = await unread('unread', 'run', SCENARIO, ...SEATS, '--json');
  expect([ran.code, ran.stderr.includes('EPIPE')]).toEqual([130, false]);
  const states = ownRuns('unread').map((row) => row.reason);
  expect(new Set(states)).toEqual(new Set(['budget', 'cancelled']));
});

test.skipIf(!existsSync('/dev/full'))('what cannot be written for another reason is said, and is no success', () => {
  const full = spawnSync(
    'sh',
    ['-c', `"$1" "$2" list --json --home "$3" > /dev/full`, 'sh', process.execPath, ENTRY, homeOf('whole')],
    {
      encoding: 'utf8',
    },
  );
  expect(full.status).toBe(1);
  expect(full.stderr).toContain('parley: the output could not be written');
});

const script = spawnSync('script', ['--version']).status === 0;

test.skipIf(!script)('on a real terminal hostile text in a question does nothing, and colours are ours', () => {
  const question = 'Who? \u001b]52;c;ZXZpbA==\u0007\u001b[2J\u009b31m\u202e';
  const command = [process.execPath, ENTRY, 'run', SCENARIO, ...SEATS, '--question', question, '--home', homeOf('pty')];
  const quoted = command.map((word) => `'${word.replaceAll("'", String.raw`'\''`)}'`).join(' ');
  const log = join(folder, 'pty.log');
  const { status } = spawnSync('script', ['-qec', quoted, log], { encoding: 'utf8', timeout: 60_000, stdio: 'ignore' });
  expect(status).toBe(0);
  const shown = readFileSync(log, 'utf8').split('\n').slice(1, -2).join('\n');
  expect(shown).toContain('\u001b[1m\u001b[36mFrontend');
  const own = new RegExp(String.raw`\u001b\[(?:\d+m|\d+A|0J)`, 'gu');
  expect(shown.replaceAll(own, '').replaceAll('\r', '')).not.toMatch(/(?![\n\t])\p{Cc}|[\u202a-\u202e]/u);
});
