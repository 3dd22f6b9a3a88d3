import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { fail, ok } from '#shared/base/result.ts';
import { seq } from '#shared/events/ids.ts';
import { runSetupSchema, type RunSetup } from '#shared/events/setup.ts';
import type { Handlers } from '#shared/rpc/handlers.ts';
import type { WireEvent } from '#shared/rpc/methods.ts';
import { runCli } from './main.ts';
import { cannedRun, foundRun, RUN, type CannedTexts } from './testing/canned-run.ts';
import { loopback } from '#shared/rpc/loopback.ts';
import { fakeHandlers } from '#shared/rpc/testing/fake-handlers.ts';
import { fakeWorld as worldOf, type FakeOptions, type FakeWorld } from './testing/fake-world.ts';

const fakeWorld = (handlers: Partial<Handlers>, options: FakeOptions = {}): FakeWorld =>
  worldOf(loopback(fakeHandlers(handlers)), options);

/** The cursor movements of the status line. */
const OWN_MOVES = new RegExp(String.raw`\u001b\[\d+A\r\u001b\[0J`, 'gu');
const ERASE = '\u001b[0J';
const setupOf = (events: readonly WireEvent[]): RunSetup =>
  z.object({ setup: runSetupSchema }).parse(events[0]?.data).setup;

/** A host that holds one finished run and would run it again on demand. */
function hostOf(events: readonly WireEvent[], texts: CannedTexts = {}): Partial<Handlers> {
  return {
    'scenario.load': async () => ok({ setup: setupOf(events) }),
    'run.start': async () => ok({ run: RUN }),
    'run.list': async () => ok({ runs: [foundRun(events.length, texts)], damaged: [] }),
    'run.find': async ({ name }) =>
      name === 'r1' ? ok(foundRun(events.length, texts)) : fail({ code: 'not_found', message: `no run ${name}` }),
    'run.verify': async (input) =>
      'file' in input
        ? ok({ run: input.file, events: 3, head: 'abc', bad: { seq: 2, why: texts.body ?? 'changed' } })
        : ok({ run: input.run, events: events.length, head: 'abc' }),
    'events.subscribe': async function* stored({ after }) {
      // In two items, as a long run comes.
      const rest = events.slice(after);
      for (const part of [rest.slice(0, 5), rest.slice(5)]) {
        if (part.length > 0) yield await Promise.resolve(ok({ events: part }));
      }
    },
    'turn.pieces': async () =>
      ok({
        pieces: [
          [10_000, 4],
          [50_000, 9],
        ],
      }),
    'pieces.watch': async function* some() {
      yield await Promise.resolve(ok({ turn: 1, agent: 'Ada#1', try: 1, text: texts.body ?? 'Use' }));
    },
    'run.export': async function* lines({ reasoning }) {
      yield await Promise.resolve(ok({ text: '{"a":1}\n' }));
      yield ok({ text: reasoning ? 'with\n' : 'without\n' });
    },
  };
}

const EVENTS = cannedRun();

test('a run is told message by message and ends with where it lies', async () => {
  const world = fakeWorld(hostOf(EVENTS));
  expect(await runCli(['run', 'a.yaml'], world)).toBe(0);
  expect(world.out()).toBe(`A title
Why?

Ada · tiny · A role
Ben · tiny · A role

tiny is loaded (Q4_1, CPU). It took 0.8 s.

── Round 1 ──

Ada → all · proposes (m1)
  Use UUIDs. They cannot be guessed.

Ben passes: it would have repeated what was said

── Round 2 ──

Ben → Ada · challenges · answers m1 (m3)
  They are slow in lists.
(an event that this version does not know: v9.later.thing)

Ended: All 4 turns are used.
`);
  expect(world.err()).toBe('\nRecorded as r1.\nPlay it: parley play r1\n');
});

test('as JSON a run is its events in order, one a line, and nothing else on stdout', async () => {
  const world = fakeWorld(hostOf(EVENTS));
  expect(await runCli(['run', 'a.yaml', '--json'], world)).toBe(0);
  const lines = world
    .out()
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as WireEvent);
  expect(lines).toEqual(EVENTS);
  expect(lines.map((line) => Object.keys(line))).toEqual(EVENTS.map(() => ['seq', 'type', 'at', 'data']));
});

test('on a terminal there are colours, wrapped lines and a status line that is gone at the end', async () => {
  const world = fakeWorld(hostOf(EVENTS), { tty: true, columns: 34 });
  await runCli(['run', 'a.yaml'], world);
  expect(world.out()).toContain('\u001b[1m\u001b[36mAda\u001b[39m\u001b[22m → all · proposes');
  expect(world.out()).toContain('  Use UUIDs. They cannot be\n  guessed.\n');
  expect(world.out()).toContain('round 1 · Ada, Ben writing');
  const afterwards = world.out().slice(world.out().lastIndexOf(ERASE) + ERASE.length);
  expect(afterwards.trim()).toBe('\u001b[1mEnded: All 4 turns are used.\u001b[22m');
  const plain = fakeWorld(hostOf(EVENTS), { tty: true, env: { NO_COLOR: '1' } });
  await runCli(['run', 'a.yaml'], plain);
  expect(plain.out()).not.toContain('\u001b[3');
});

test('overrides reach the setup, and a wrong one is refused before anything starts', async () => {
  let started: RunSetup | undefined;
  const host = {
    ...hostOf(EVENTS),
    'run.start': async ({ setup }: { setup: RunSetup }) => {
      started = setup;
      return ok({ run: RUN });
    },
  };
  const argv = [
    'run',
    'a.yaml',
    '--question',
    'How?',
    '--seat',
    'Ben=gemma',
    '--seat',
    'Ada=smol',
    '--turns',
    '2',
    '--exact',
  ];
  expect(await runCli(argv, fakeWorld(host))).toBe(0);
  expect(started).toMatchObject({ question: 'How?', budget: { turns: 2 }, exact: true });
  expect(started?.seats.map(({ model }) => model)).toEqual(['smol', 'gemma']);
  started = undefined;
  const world = fakeWorld(host);
  expect(await runCli(['run', 'a.yaml', '--turns', '0'], world)).toBe(2);
  expect(world.err()).toBe("parley: --turns: must be a whole number of at least 1, found '0'\n");
  expect(started).toBeUndefined();
});

const USAGE: readonly (readonly string[])[] = [
  ['fly'],
  ['run'],
  ['run', 'a.yaml', '--resume', 'r1'],
  ['run', 'a.yaml', 'b.yaml'],
  ['run', '--nothing'],
  ['play'],
  ['play', 'r1', '--speed', 'fast'],
  ['show', 'unknown-run'],
  ['show', 'r1', '--at', 'now'],
  ['show', 'r1', '--at', '0'],
  ['show', 'r1', '--at', '99'],
  ['show', 'r1', '--message', 'm99'],
  ['show', 'r1', '--message', 'x'],
  ['show', 'r1', '--at', '8', '--message', 'm3'],
  ['export', 'r1'],
  ['export', 'r1', '--format', 'pdf'],
  ['models', 'estimate', 'tiny', '--seats', '0'],
];

for (const argv of USAGE) {
  test(`'parley ${argv.join(' ')}' is wrong usage: exit 2, one sentence, nothing on stdout`, async () => {
    const world = fakeWorld(hostOf(EVENTS));
    expect(await runCli(argv, world)).toBe(2);
    expect(world.out()).toBe('');
    expect(world.err().trim().split('\n').length).toBeGreaterThanOrEqual(1);
    expect(world.err()).not.toContain('    at ');
  });
}

for (const [reason, code] of [
  ['failed', 1],
  ['cancelled', 130],
  ['stalled', 0],
] as const) {
  test(`a run that ends as ${reason} exits with ${code}`, async () => {
    expect(await runCli(['run', 'a.yaml'], fakeWorld(hostOf(cannedRun({}, reason))))).toBe(code);
  });
}

test('the first Ctrl-C cancels the run and waits for its end, the second kills', async () => {
  const cancelled: string[] = [];
  let end = (): void => {};
  const over = new Promise<void>((resolve) => {
    end = resolve;
  });
  const world = fakeWorld({
    ...hostOf(EVENTS),
    'events.subscribe': async function* live() {
      const all = cannedRun({}, 'cancelled');
      yield ok({ events: all.slice(0, 5) });
      await over;
      yield ok({ events: all.slice(5) });
    },
    'run.cancel': async ({ run }) => {
      cancelled.push(run);
      return ok({ seq: seq(1) });
    },
  });
  const code = runCli(['run', 'a.yaml'], world);
  await new Promise((resolve) => setTimeout(resolve, 20));
  world.interrupt();
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect([cancelled, world.killed()]).toEqual([['r1'], 0]);
  world.interrupt();
  expect(world.killed()).toBe(1);
  end();
  expect(await code).toBe(130);
  expect(world.out()).toContain('Ended: All 4 turns are used.');
});

test('a resumed run shows what comes after, and a run that a failure paused says how to go on', async () => {
  const paused: WireEvent = {
    ...(EVENTS[12] as WireEvent),
    type: 'v1.run.paused',
    data: { by: 'failure', detail: 'the disk is full' },
  };
  const world = fakeWorld({
    ...hostOf([...EVENTS.slice(0, 12), paused]),
    'run.find': async () => ok(foundRun(11)),
    'run.resume': async () => ok({ seq: seq(11) }),
  });
  expect(await runCli(['run', '--resume', 'r1', '--json'], world)).toBe(1);
  expect(
    world
      .out()
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => (JSON.parse(line) as WireEvent).seq),
  ).toEqual([12, 13]);
  expect(world.err()).toContain('parley run --resume r1');
});

test('play shows the same as the run did, at once where nobody watches', async () => {
  const [ran, played] = [fakeWorld(hostOf(EVENTS)), fakeWorld(hostOf(EVENTS))];
  await runCli(['run', 'a.yaml'], ran);
  expect(await runCli(['play', 'r1'], played)).toBe(0);
  expect(played.out()).toBe(ran.out());
  expect(played.err()).toContain('played, no model runs');
  expect(played.slept()).toBe(0);
});

test('on a terminal play takes the recorded time divided by the speed', async () => {
  for (const [args, ms] of [
    [[], 325],
    [['--speed', '1'], 1300],
    [['--speed', '0'], 0],
  ] as const) {
    const world = fakeWorld(hostOf(EVENTS), { tty: true });
    await runCli(['play', 'r1', ...args], world);
    expect(Math.round(world.slept())).toBe(ms);
  }
});

test('list, show and verify tell what there is, for people and for programs', async () => {
  const list = fakeWorld(hostOf(EVENTS));
  expect(await runCli(['list'], list)).toBe(0);
  expect(list.out()).toBe(
    'RUN  WHEN              STATE          TURNS  SEATS     TITLE\nr1   2025-01-02 03:04  ended: budget  4      Ada, Ben  A title\n',
  );
  const labelled = { ...foundRun(14), title: 'Mine', tags: ['good', 'two words'], pinned: true };
  const marked = fakeWorld({ 'run.list': async () => ok({ runs: [labelled], damaged: [] }) });
  expect(await runCli(['list'], marked)).toBe(0);
  expect(marked.out()).toContain('  Mine · pinned · #good · #two words\n');
  const show = fakeWorld(hostOf(EVENTS));
  expect(await runCli(['show', 'r1'], show)).toBe(0);
  expect(show.out()).toContain('m1       Ada   propose    Ben  delivered in turn 3, answered by m3  A gist.\n');
  expect(show.out()).toContain('m3       Ben   challenge  Ada  unread at the end                    A gist.\n');
  const json = fakeWorld(hostOf(EVENTS));
  await runCli(['show', 'r1', '--json'], json);
  expect(
    json
      .out()
      .trimEnd()
      .split('\n')
      .map((line) => (JSON.parse(line) as { kind: string }).kind),
  ).toEqual(['run', 'lane', 'lane', 'lane', 'lane', 'proposal', 'message', 'message', 'cost']);
  const verify = fakeWorld(hostOf(EVENTS));
  expect(await runCli(['verify'], verify)).toBe(0);
  expect(verify.out()).toBe('r1  whole  14 events, head abc\n');
  const broken = fakeWorld(hostOf(EVENTS));
  expect(await runCli(['verify', './run.jsonl'], broken)).toBe(1);
  expect(broken.out()).toBe('./run.jsonl  broken at event 2: changed  3 events, head abc\n');
});

test('an export goes to stdout raw, or to a file whole', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'parley-export-'));
  try {
    const out = fakeWorld(hostOf(EVENTS));
    expect(await runCli(['export', 'r1', '--format', 'jsonl', '--reasoning'], out)).toBe(0);
    expect(out.out()).toBe('{"a":1}\nwith\n');
    const file = join(folder, 'run.md');
    expect(await runCli(['export', 'r1', '--format', 'markdown', '-o', file], fakeWorld(hostOf(EVENTS)))).toBe(0);
    expect(readFileSync(file, 'utf8')).toBe('{"a":1}\nwithout\n');
    const failing = fakeWorld({
      ...hostOf(EVENTS),
      'run.export': async function* half() {
        yield await Promise.resolve(ok({ text: 'half' }));
        yield fail({ code: 'storage' as const, message: 'the disk is gone' });
      },
    });
    const other = join(folder, 'other.md');
    expect(await runCli(['export', 'r1', '--format', 'markdown', '-o', other], failing)).toBe(1);
    expect(existsSync(other)).toBe(false);
    const nowhere = fakeWorld(hostOf(EVENTS));
    expect(await runCli(['export', 'r1', '--format', 'jsonl', '-o', join(folder, 'no', 'x')], nowhere)).toBe(1);
    expect(nowhere.err()).toContain('cannot write');
  } finally {
    rmSync(folder, { recursive: true });
  }
});

/** Text that tries to act on a terminal, put into every field that holds text. */
const hostile = fc
  .array(
    fc.constantFrom(
      '\u001b[2J',
      '\u001b]52;c;eA==\u0007',
      '\u009b31m',
      '\r',
      '\n',
      'word',
      ' ',
      '\u202e',
      '\u0000',
      '\u001b',
      '\u2028',
      '李',
      '🙂',
    ),
    { minLength: 1, maxLength: 12 },
  )
  .map((parts) => parts.join(''));

test('no text of a run acts on a terminal, whichever command shows it', async () => {
  await fc.assert(
    fc.asyncProperty(hostile, async (text) => {
      const texts = { title: text, question: text, role: text, body: text, detail: text, device: text };
      const events = cannedRun(texts);
      for (const argv of [
        ['run', 'a.yaml'],
        ['play', 'r1'],
        ['list'],
        ['show', 'r1'],
        ['show', 'r1', '--message', 'm1'],
        ['show', 'r1', '--message', text],
        ['verify', 'x.jsonl'],
        ['show', text],
        ['run', '--json', text],
      ]) {
        const world = fakeWorld(hostOf(events, texts), { tty: true, columns: 60, env: { NO_COLOR: '1' } });
        await runCli(argv, world);
        // What is left are the cursor movements of the status line, which are ours.
        const shown = (world.out() + world.err()).replaceAll(OWN_MOVES, '');
        expect(shown).not.toMatch(/(?![\n\t])\p{Cc}|[\u202a-\u202e\u2066-\u2069]/u);
      }
    }),
    { numRuns: 40 },
  );
});

test('whatever comes after it, each line that a run or a player writes has an end, on either stream', async () => {
  for (const options of [{}, { tty: true }] as const) {
    for (const argv of [
      ['run', 'a.yaml'],
      ['play', 'r1'],
      ['run', 'a.yaml', '--json'],
      ['play', 'r1', '--json'],
    ]) {
      const world = fakeWorld(hostOf(EVENTS), options);
      await runCli(argv, world);
      expect([argv, world.out().slice(-1), world.err().slice(-1)]).toEqual([argv, '\n', '\n']);
      expect(world.joined()).not.toMatch(/[^\n]Recording of|[^\n]Recorded as/u);
    }
  }
});
