import { expect, test } from 'vitest';
import { z } from 'zod';
import { ok } from '#shared/base/result.ts';
import { seq } from '#shared/events/ids.ts';
import { runSetupSchema, type RunSetup } from '#shared/events/setup.ts';
import type { Handlers } from '#shared/rpc/handlers.ts';
import { loopback } from '#shared/rpc/loopback.ts';
import type { WireEvent } from '#shared/rpc/methods.ts';
import { fakeHandlers } from '#shared/rpc/testing/fake-handlers.ts';
import { runCli } from './main.ts';
import { cannedRun, foundRun, RUN } from './testing/canned-run.ts';
import { fakeWorld as worldOf, type FakeOptions, type FakeWorld } from './testing/fake-world.ts';

const fakeWorld = (handlers: Partial<Handlers>, options: FakeOptions = {}): FakeWorld =>
  worldOf(loopback(fakeHandlers(handlers)), options);

const EVENTS = cannedRun();
const setupOf = ([created]: readonly WireEvent[]): RunSetup =>
  z.object({ setup: runSetupSchema }).parse(created?.data).setup;
const SETUP = setupOf(EVENTS);

/** The events of a run whose setup holds all messages for the arbiter. */
function holdingRun(): readonly WireEvent[] {
  const [created, ...rest] = EVENTS;
  if (created === undefined) throw new Error('a run begins');
  return [{ ...created, data: { ...(created.data as object), setup: { ...SETUP, hold: 'all' } } }, ...rest];
}

/** What `run` says, and whether anything was started or resumed. */
async function runHolding(
  argv: readonly string[],
  events: readonly WireEvent[],
  state: 'interrupted' | 'ended' = 'interrupted',
): Promise<{ readonly code: number; readonly err: string; readonly begun: boolean }> {
  let begun = false;
  const world = fakeWorld({
    'scenario.load': async () => ok({ setup: setupOf(events) }),
    'events.subscribe': async function* stored({ after }) {
      yield await Promise.resolve(ok({ events: events.slice(after) }));
    },
    'pieces.watch': async function* none() {},
    'run.find': async () => ok({ ...foundRun(events.length - 1), state }),
    'run.start': async () => {
      begun = true;
      return ok({ run: RUN });
    },
    'run.resume': async () => {
      begun = true;
      return ok({ seq: seq(events.length - 1) });
    },
  });
  return { code: await runCli(['run', ...argv], world), err: world.err(), begun };
}

test('a scenario that holds messages is refused before it starts where nobody can approve one', async () => {
  expect(await runHolding(['a.yaml'], holdingRun())).toEqual({
    code: 2,
    err: 'parley: This scenario holds messages for your approval: run it with --interactive, or take `hold` out.\n',
    begun: false,
  });
  expect(await runHolding(['a.yaml', '--interactive'], holdingRun())).toMatchObject({ code: 0, begun: true });
  expect(await runHolding(['a.yaml'], EVENTS)).toMatchObject({ code: 0, begun: true });
});

test('so is a run that would be resumed to hold messages, one that was told to meanwhile as well', async () => {
  const refused = {
    code: 2,
    err: 'parley: This run holds messages for your approval: resume it with --interactive.\n',
    begun: false,
  };
  expect(await runHolding(['--resume', 'r1'], holdingRun())).toEqual(refused);
  expect(await runHolding(['--resume', 'r1', '--interactive'], holdingRun())).toMatchObject({ code: 0, begun: true });
  const changed = (agents: readonly string[], events: readonly WireEvent[]): readonly WireEvent[] =>
    events.map((event) => (event.seq === 13 ? { ...event, type: 'v1.hold.changed', data: { agents } } : event));
  expect(await runHolding(['--resume', 'r1'], changed(['Ada#1'], EVENTS))).toEqual(refused);
  expect(await runHolding(['--resume', 'r1'], changed([], holdingRun()))).toMatchObject({ code: 0, begun: true });
  // Why one that has ended cannot go on is the host's to say.
  expect((await runHolding(['--resume', 'r1'], holdingRun(), 'ended')).begun).toBe(true);
});
