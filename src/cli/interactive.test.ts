import { expect, test } from 'vitest';
import { z } from 'zod';
import { emitter } from '#shared/base/emitter.ts';
import { fail, ok } from '#shared/base/result.ts';
import type { Command } from '#shared/events/commands.ts';
import { messageOfTurn, seq, turnId } from '#shared/events/ids.ts';
import { loopback } from '#shared/rpc/loopback.ts';
import type { Handlers } from '#shared/rpc/handlers.ts';
import { wireEventSchema, type WireEvent } from '#shared/rpc/methods.ts';
import { fakeHandlers } from '#shared/rpc/testing/fake-handlers.ts';
import { runSetupSchema } from '#shared/events/setup.ts';
import { runCli } from './main.ts';
import { cannedRun, RUN } from './testing/canned-run.ts';
import { fakeWorld, type FakeOptions, type FakeWorld } from './testing/fake-world.ts';

const EVENTS = cannedRun();
const { setup: SETUP } = z.object({ setup: runSetupSchema }).parse(EVENTS[0]?.data);
const HELD: WireEvent = wireEventSchema.parse({
  seq: EVENTS.length,
  at: 1_200_000,
  type: 'v1.message.held',
  data: {
    message: 'm4',
    turn: 4,
    from: 'Ben#1',
    to: 'all',
    act: 'inform',
    gist: 'Wait.',
    body: 'Wait for\u001b[2J me.',
  },
});
const END = wireEventSchema.parse({ ...EVENTS.at(-1), seq: EVENTS.length + 1 });

type Told = { readonly world: FakeWorld; readonly commands: readonly Command[]; readonly code: number };

/** A run that goes on until all lines are read and then ends, with a host that refuses what is about Zoe. */
async function typed(lines: readonly string[], options: FakeOptions & { readonly json?: true } = {}): Promise<Told> {
  const commands: Command[] = [];
  const read = emitter<void>();
  const all = new Promise<void>((resolve) => void read.on(() => resolve()));
  const handlers: Partial<Handlers> = {
    'scenario.load': async () => ok({ setup: SETUP }),
    'run.start': async () => ok({ run: RUN }),
    'run.command': async ({ command }) => {
      commands.push(command);
      const zoe = command.kind === 'mute' && command.agent === 'Zoe';
      return zoe ? fail({ code: 'refused', message: "Nobody here is called 'Zoe'." }) : ok({ seq: seq(1) });
    },
    'run.reach': async ({ message }) =>
      message === 'm1'
        ? ok({
            answered: [{ message: messageOfTurn(turnId(3)), from: 'Ben', gist: 'Slow.' }],
            inFront: [3, 4].map((turn) => ({ message: messageOfTurn(turnId(turn)), from: 'Ben', gist: 'Slow.' })),
          })
        : fail({ code: 'not_found', message: 'There is no such message.' }),
    'events.subscribe': async function* live() {
      yield await Promise.resolve(ok({ events: [...EVENTS.slice(0, -1), HELD] }));
      await all;
      yield ok({ events: [END] });
    },
  };
  async function* input(): AsyncGenerator<string> {
    // Let the run be told first.
    await new Promise((resolve) => setTimeout(resolve, 20));
    yield* lines;
    read.emit();
  }
  const world = fakeWorld(loopback(fakeHandlers(handlers)), { ...options, lines: input() });
  const argv = ['run', 'a.yaml', '--interactive', ...(options.json === true ? ['--json'] : [])];
  return { code: await runCli(argv, world), world, commands };
}

test('lines become commands in their order, and the run goes on to its own end', async () => {
  const { code, commands } = await typed(['Hello, all of you.', '/pause', '', '/say Ben Why?', '/resume']);
  expect(code).toBe(0);
  expect(commands).toEqual([
    { kind: 'say', text: 'Hello, all of you.', to: 'all', act: 'inform' },
    { kind: 'pause' },
    { kind: 'say', text: 'Why?', to: ['Ben'], act: 'inform' },
    { kind: 'resume' },
  ]);
});

test('what is refused, by the host or by the terminal, is one sentence, and the lines behind it are still read', async () => {
  const { world, commands } = await typed(['/mute Zoe', '/pauze', '/mute Ben']);
  expect(world.out()).toContain("\nNobody here is called 'Zoe'.\n");
  expect(world.out()).toContain("\nThere is no /pauze; did you mean 'pause'? See /help.\n");
  expect(commands.map((command) => command.kind)).toEqual(['mute', 'mute']);
});

test('before a message is retracted one sees what it has reached, in the two grades', async () => {
  const { world, commands } = await typed(['/retract m1 wrong number', '/retract m9']);
  expect(world.out()).toContain(
    'm1 has reached 2 messages:\n  answered by m3 · Ben: Slow.\n  in front of m4 · Ben: Slow.\n',
  );
  expect(world.out()).not.toContain('There is no such message.');
  expect(commands.map((command) => command.kind)).toEqual(['retract', 'retract']);
});

test('held messages are told as they come and listed again on demand, and their text does nothing to the terminal', async () => {
  const { world } = await typed(['/held']);
  expect(world.out()).toContain('Ben → all · informs (m4) waits for approval\n  Wait for me.\n');
  expect(world.out()).toContain('m4 · Ben: Wait for me.\n');
  expect(world.out()).not.toContain('\u001b');
});

test('on a terminal what was typed is repeated above, and piped lines are not', async () => {
  expect((await typed(['/held'], { tty: true })).world.out()).toContain('> /held\n');
  expect((await typed(['/held'])).world.out()).not.toContain('> /held');
});

test('help is told on demand, and as JSON all that is for people goes to stderr', async () => {
  const { world } = await typed(['/help', '/mute Zoe'], { json: true });
  expect(world.err()).toMatch(/\/retract m7 why +take back what was said\n/u);
  expect(world.err()).toContain("Nobody here is called 'Zoe'.\n");
  for (const line of world.out().trimEnd().split('\n')) expect(() => JSON.parse(line) as unknown).not.toThrow();
});

test('without --interactive nothing is read', async () => {
  let read = 0;
  const lines = {
    [Symbol.asyncIterator]: () => {
      read += 1;
      return { next: () => Promise.resolve({ done: true as const, value: undefined }) };
    },
  };
  const handlers: Partial<Handlers> = {
    'scenario.load': async () => ok({ setup: SETUP }),
    'run.start': async () => ok({ run: RUN }),
    'events.subscribe': async function* stored() {
      yield await Promise.resolve(ok({ events: [...EVENTS] }));
    },
  };
  const world = (): FakeWorld => fakeWorld(loopback(fakeHandlers(handlers)), { lines });
  expect(await runCli(['run', 'a.yaml'], world())).toBe(0);
  expect(read).toBe(0);
  expect(await runCli(['run', 'a.yaml', '--interactive'], world())).toBe(0);
  expect(read).toBe(1);
});
