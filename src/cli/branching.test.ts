import { expect, test } from 'vitest';
import { fail, ok } from '#shared/base/result.ts';
import { seq } from '#shared/events/ids.ts';
import { loopback } from '#shared/rpc/loopback.ts';
import type { Handlers } from '#shared/rpc/handlers.ts';
import { fakeHandlers } from '#shared/rpc/testing/fake-handlers.ts';
import { runCli } from './main.ts';
import { cannedRun, foundRun, RUN } from './testing/canned-run.ts';
import { fakeWorld, type FakeWorld } from './testing/fake-world.ts';

const EVENTS = cannedRun();
const DIFFERENCE = {
  other: RUN,
  same: false,
  turns: 4,
  tokens: 90,
  difference: { turn: 5, part: 'token' as const, token: 12, reason: 'other library version' },
  sentence: 'first difference at turn 5, token 12: other library version',
};

/** What the command asked of the host, method by method. */
function hostWith(asked: unknown[], more: Partial<Handlers> = {}): FakeWorld {
  const handlers: Partial<Handlers> = {
    'run.find': async ({ name }) =>
      name === 'r1'
        ? ok({ ...foundRun(EVENTS.length), parent: { run: RUN, seq: seq(8) } })
        : fail({ code: 'not_found', message: `no run ${name}` }),
    'run.fork': async (input) => {
      asked.push(input);
      return ok({ run: RUN, at: input.at });
    },
    'run.rerun': async (input) => {
      asked.push(input);
      return ok({ run: RUN, at: seq(8) });
    },
    'run.difference': async () => ok(DIFFERENCE),
    'events.subscribe': async function* stored({ after }) {
      yield await Promise.resolve(ok({ events: EVENTS.slice(after) }));
    },
    ...more,
  };
  return fakeWorld(loopback(fakeHandlers(handlers)));
}

test('fork takes each change as it is typed, and shows what the branch says', async () => {
  const asked: unknown[] = [];
  const world = hostWith(asked);
  const line = [
    'fork',
    'r1',
    '--at',
    '8',
    '--edit',
    'm1=Use a = b.',
    '--drop',
    'm3',
    '--retract',
    'm4',
    '--insert',
    'Mind the cost.',
  ];
  const setup = ['--seat', 'Ada=tiny', '--mode', 'peers', '--cadence', 'floor', '--visibility', 'ring', '--seed', '7'];
  setup.push('--turns', '24');
  expect(await runCli([...line, ...setup], world)).toBe(0);
  expect(asked).toEqual([
    {
      run: RUN,
      at: 8,
      start: true,
      changes: [
        { kind: 'mode', mode: 'peers' },
        { kind: 'cadence', cadence: 'floor' },
        { kind: 'visibility', visibility: { topology: 'ring', sight: 'full', edges: [] } },
        { kind: 'seed', seed: 7 },
        { kind: 'budget', turns: 24 },
        { kind: 'seat', seat: 'Ada', model: 'tiny' },
        { kind: 'edit', message: 'm1', text: 'Use a = b.' },
        { kind: 'drop', message: 'm3' },
        { kind: 'retract', message: 'm4' },
        { kind: 'insert', text: 'Mind the cost.' },
      ],
    },
  ]);
  expect(world.out()).toContain('They are slow in lists.');
  expect(world.out()).not.toContain('Use UUIDs.');
  expect(world.err()).toContain('Recorded as r1.');
});

test('as JSON the events of a branch begin behind what it took over', async () => {
  const world = hostWith([]);
  expect(await runCli(['fork', 'r1', '--at', '8', '--json'], world)).toBe(0);
  const seqs = world
    .out()
    .trim()
    .split('\n')
    .map((line) => (JSON.parse(line) as { seq: number }).seq);
  expect(seqs).toEqual(EVENTS.slice(8).map((event) => event.seq));
});

test('where a fork would cut a turn from its message it is made behind it, and that is said', async () => {
  const world = hostWith([], { 'run.fork': async () => ok({ run: RUN, at: seq(9) }) });
  expect(await runCli(['fork', 'r1', '--at', '8', '--no-run', '--json'], world)).toBe(0);
  expect(JSON.parse(world.out())).toEqual({ run: RUN, parent: { run: RUN, seq: 9 } });
  expect(world.err()).toContain("Event 8 is in the middle of a turn's end: forked after event 9");
});

test('a branch can be made and left for later', async () => {
  const asked: unknown[] = [];
  const world = hostWith(asked);
  expect(await runCli(['fork', 'r1', '--at', '8', '--no-run', '--json'], world)).toBe(0);
  expect(asked).toMatchObject([{ start: false }]);
  expect(JSON.parse(world.out())).toEqual({ run: RUN, parent: { run: RUN, seq: 8 } });
  expect(world.err()).toContain('parley run --resume r1');
});

test.each([
  [['fork', 'r1', '--at', '8', '--edit', 'm1'], '--edit: must be MESSAGE=TEXT'],
  [['fork', 'r1', '--at', '8', '--drop', 'seven'], "'seven' is no message"],
  [['fork', 'r1', '--at', '8', '--seat', 'Ada'], '--seat: must be NAME=MODEL'],
  [['fork', 'r1', '--at', '8', '--mode', 'peer'], "--mode: 'peer' is unknown"],
  [['fork', 'r1', '--at', '8', '--seed', '-1'], '--seed: must be a whole number'],
  [['fork', 'r1', '--at', '0'], 'write a whole number above 0'],
  [['fork', 'r1'], '--at'],
  [['fork', 'r9', '--at', '8'], 'no run r9'],
  [['rerun', 'r9'], 'no run r9'],
])('what is typed wrong is said and nothing is asked: %j', async (line, sentence) => {
  const asked: unknown[] = [];
  const world = hostWith(asked);
  expect(await runCli(line, world)).toBe(2);
  expect(world.err()).toContain(sentence);
  expect([asked, world.out()]).toEqual([[], '']);
});

test('a fork that the host refuses is a failure of the work, in one sentence', async () => {
  const refused = {
    code: 'refused' as const,
    message: 'm9 was written after event 8, as event 12: fork there or later to change it.',
  };
  const world = hostWith([], { 'run.fork': async () => fail(refused) });
  expect(await runCli(['fork', 'r1', '--at', '8', '--drop', 'm9'], world)).toBe(1);
  expect(world.err().trim()).toBe(`parley: ${refused.message}`);
});

test('a re-run says at the end whether it came out the same, or where it did not', async () => {
  const asked: unknown[] = [];
  const world = hostWith(asked);
  expect(await runCli(['rerun', 'r1', '--from', '6', '--exact'], world)).toBe(0);
  expect(asked).toEqual([{ run: RUN, from: 6, exact: true }]);
  expect(world.err()).toContain(`Against r1: ${DIFFERENCE.sentence}.`);
  const plain: unknown[] = [];
  const json = hostWith(plain, {
    'run.difference': async () =>
      ok({ other: RUN, same: true, turns: 4, tokens: 90, sentence: 'token-equal: 4 turns, 90 tokens' }),
  });
  expect(await runCli(['rerun', 'r1', '--json'], json)).toBe(0);
  expect(plain).toEqual([{ run: RUN }]);
  expect(JSON.parse(json.out().trim().split('\n').at(-1) ?? '')).toMatchObject({
    kind: 'difference',
    same: true,
    tokens: 90,
  });
});

test('verify says how many prompts came out as recorded, why some were not checked, and fails where one is another', async () => {
  const verified = async (prompts: object) => {
    const world = hostWith([], {
      'run.verify': async () => ok({ run: 'r1', events: 14, head: 'abc', prompts: { checked: 0, of: 18, ...prompts } }),
    });
    return [await runCli(['verify', 'r1'], world), world.out().trim()] as const;
  };
  expect(await verified({ checked: 18 })).toEqual([0, 'r1  whole  14 events, head abc, 18 of 18 prompts as recorded']);
  expect(await verified({ unchecked: 'a.gguf is not there' })).toEqual([
    0,
    'r1  whole  14 events, head abc, prompts not checked: a.gguf is not there',
  ]);
  const [code, line] = await verified({
    checked: 2,
    bad: { seq: 9, turn: 2, why: 'the menu comes out otherwise from its lineage than its hash says' },
  });
  expect(code).toBe(1);
  expect(line).toContain('prompts: at event 9, turn 2, the menu comes out otherwise');
});
