import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, expect, test } from 'vitest';
import type { WireEvent } from '#shared/rpc/methods.ts';

/** `parley run --interactive` as a process of its own, from source, on the scripted model. */
const ROOT = join(import.meta.dirname, '..', '..');
const ENTRY = join(ROOT, 'src', 'cli', 'entry.ts');
const SCENARIO = join(ROOT, 'scenarios', 'users-endpoint.yaml');
const folder = mkdtempSync(join(tmpdir(), 'parley-interactive-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const ARGS = [
  ...[ENTRY, 'run', SCENARIO, '--interactive', '--turns', '40', '--cadence', 'rounds'],
  ...['Frontend', 'Backend', 'Test'].flatMap((name) => ['--seat', `${name}=scripted`]),
];
const argsFor = (home: string, ...more: readonly string[]): string[] => [
  ...ARGS,
  ...more,
  '--home',
  join(folder, home),
];
const env = { ...process.env, PARLEY_SCRIPTED_DELAY: '60' };

type Data = { readonly message: string; readonly reason: string; readonly from: string; readonly turn: number };
const dataOf = (event: WireEvent): Data => event.data as Data;

/** What is typed next, once an event has come. */
type Cue = { readonly when: (event: WireEvent) => boolean; readonly type: (event: WireEvent) => string };

/** Runs the program and types the lines of the cues in their order, each when its time has come; then ends its input. */
async function play(home: string, cues: readonly Cue[]) {
  const child = spawn(process.execPath, argsFor(home, '--json'), { env });
  const left = [...cues];
  const events: WireEvent[] = [];
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  createInterface({ input: child.stdout }).on('line', (line) => {
    const event = JSON.parse(line) as WireEvent;
    events.push(event);
    const [cue] = left;
    if (cue?.when(event) !== true) return;
    left.shift();
    child.stdin.write(cue.type(event));
    if (left.length === 0) child.stdin.end();
  });
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { code, events, stderr, left: left.length };
}

test('pause, step, say, hold, approve, retract, wrap up: one run by hand, and the log tells it in that order', async () => {
  const { code, events, stderr, left } = await play('whole', [
    { when: ({ type }) => type === 'v1.turn.started', type: () => '/pause\n/step\n/hold none\n' },
    // The first three were open already; the fourth is the one that was asked for.
    { when: (event) => event.type === 'v1.turn.ended' && dataOf(event).turn === 4, type: () => '/step\n' },
    {
      when: (event) => event.type === 'v1.turn.ended' && dataOf(event).turn === 5,
      type: () => 'What does it cost?\n/say Bakend why?\n/hold all\n/resume\n',
    },
    { when: ({ type }) => type === 'v1.message.held', type: (event) => `/approve ${dataOf(event).message}\n` },
    {
      when: ({ type }) => type === 'v1.message.approved',
      type: (event) => `/retract ${dataOf(event).message} wrong\n`,
    },
    { when: ({ type }) => type === 'v1.message.retracted', type: () => '/hold none\n/wrap\n' },
  ]);
  expect([code, left]).toEqual([0, 0]);
  const types = events.map(({ type }) => type);
  const order = [
    'v1.turn.started',
    'v1.run.paused',
    'v1.run.stepped',
    'v1.run.stepped',
    'v1.message.sent',
    'v1.hold.changed',
    'v1.run.resumed',
    'v1.message.held',
    'v1.message.approved',
    'v1.message.retracted',
    'v1.hold.changed',
    'v1.run.wrapping',
    'v1.run.ended',
  ];
  let at = -1;
  for (const type of order) {
    at = types.indexOf(type, at + 1);
    expect([type, at]).not.toEqual([type, -1]);
  }
  expect(types.filter((type) => type === 'v1.run.stepped')).toHaveLength(2);
  const own = events.filter((event) => event.type === 'v1.message.sent' && dataOf(event).from === 'arbiter');
  expect(own).toMatchObject([{ data: { message: 'a1', to: 'all', body: 'What does it cost?' } }]);
  expect(dataOf(events.at(-1) as WireEvent).reason).toBe('arbiter');
  const closing = events.filter(
    ({ type, data }) => type === 'v1.turn.started' && (data as { readonly purpose?: string }).purpose === 'closing',
  );
  expect(closing).toHaveLength(3);
  expect(stderr).toContain("Nobody here is called 'Bakend'; did you mean 'Backend'?");
  expect(stderr).toMatch(/m\d+ has reached (?:no other message|\d+ messages?)/u);
});

test('lines piped in all at once are obeyed one after the other, and an end is an end at once', () => {
  const input = 'Be short.\n/pause\n/mute Nobody\n/end enough\n';
  const { status, stdout, stderr } = spawnSync(process.execPath, argsFor('piped'), {
    ...{ env, input, encoding: 'utf8', timeout: 60_000 },
  });
  expect([status, stderr.includes('    at ')]).toEqual([0, false]);
  expect(stdout).toContain('Arbiter → all · informs (a1)\n  Be short.\n');
  expect(stdout).toContain("Nobody here is called 'Nobody'");
  expect(stdout).toMatch(/Ended, by the arbiter: enough\.\n$/u);
});

test('the end of the input does not end the run', () => {
  const { status, stdout } = spawnSync(process.execPath, argsFor('deaf', '--turns', '3'), {
    ...{ env, input: '', encoding: 'utf8', timeout: 60_000 },
  });
  expect(status).toBe(0);
  expect(stdout).toContain('Ended: the budget of 3 turns is spent.');
});

const script = spawnSync('script', ['--version']).status === 0;

test.skipIf(!script)('on a terminal the line being typed stands below all that is printed', async () => {
  const command = [process.execPath, ...argsFor('pty')].map((word) => `'${word}'`).join(' ');
  const terminal = spawn('script', ['-qefc', `stty cols 60 rows 40; ${command}`, join(folder, 'pty.log')], {
    env: { ...env, TERM: 'xterm', PARLEY_SCRIPTED_DELAY: '300' },
  });
  const long = 'This is a line that is longer than the terminal is wide, all of it';
  /** What is typed once something stands there; half a line is typed while others speak. */
  const cues: [after: string, typed: string][] = [
    ['Round 1', '/say all Hello, '],
    ['(m3)', 'all of you.\n'],
    ['(a1)', `${long}\n`],
    ['(a2)', '/end\n'],
  ];
  let written = '';
  terminal.stdout.setEncoding('utf8').on('data', (text: string) => {
    written += text;
    const [cue] = cues;
    if (cue === undefined || !written.includes(cue[0])) return;
    cues.shift();
    terminal.stdin.write(cue[1]);
  });
  const code = await new Promise<number | null>((resolve) => terminal.on('close', resolve));
  expect([code, cues]).toEqual([0, []]);
  const shown = screenOf(written);
  expect(shown.filter((line) => line.startsWith('>'))).toEqual([
    '> /say all Hello, all of you.',
    expect.any(String),
    '> /end',
  ]);
  expect(shown.filter((line) => line === 'Arbiter → all · informs (a1)')).toHaveLength(1);
  // What is drawn anew all the time is gone in the end, and so is what was being typed meanwhile.
  expect(shown.filter((line) => line.includes('writing') || line.endsWith('Hello,'))).toEqual([]);
  expect(shown).toContain('Ended, by the arbiter: the arbiter ended the run.');
});

const TOKEN = new RegExp(String.raw`\u001b\[[\d;?]*[A-Za-z]|[\s\S]`, 'gu');

/** The rows that a terminal shows in the end: of its language what the program writes (colours, cursor up, to the left, erase). */
function screenOf(written: string): readonly string[] {
  const rows = [''];
  let [row, column] = [0, 0];
  for (const [token] of written.matchAll(TOKEN)) {
    const count = Number(/\d+/u.exec(token)?.[0] ?? 1);
    if (token === '\n') {
      row += 1;
      rows[row] ??= '';
    } else if (token === '\r') column = 0;
    else if (token.length > 1 && token.endsWith('A')) row = Math.max(0, row - count);
    else if (token.length > 1 && token.endsWith('G')) column = count - 1;
    else if (token.length > 1 && token.endsWith('J')) {
      rows.length = row + 1;
      rows[row] = (rows[row] ?? '').slice(0, column);
    } else if (token.length === 1) {
      rows[row] = (rows[row] ?? '').slice(0, column).padEnd(column) + token + (rows[row] ?? '').slice(column + 1);
      column += 1;
    }
  }
  return rows.map((line) => line.trimEnd());
}
