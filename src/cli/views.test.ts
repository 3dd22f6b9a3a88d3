import { expect, test } from 'vitest';
import { fail, ok } from '#shared/base/result.ts';
import { agentId, seq } from '#shared/events/ids.ts';
import { loopback } from '#shared/rpc/loopback.ts';
import { fakeHandlers } from '#shared/rpc/testing/fake-handlers.ts';
import type { WireEvent } from '#shared/rpc/methods.ts';
import { runCli } from './main.ts';
import { endLine, headOf } from './narrator.ts';
import { asTyped } from './report.ts';
import { roomView } from './room-view.ts';
import { eventOf } from '#shared/rpc/event-of-wire.ts';
import { cannedRun, foundRun, RUN } from './testing/canned-run.ts';
import { fakeWorld } from './testing/fake-world.ts';

const EVENTS = cannedRun().map(eventOf);
const ERASE = '\u001b[0J';

/** What a terminal would show of the live lines just now. */
const liveOf = (out: string): string => out.slice(out.lastIndexOf(ERASE) + ERASE.length);

test('a turn that is tried again is shown anew: what was written before is gone, and late pieces of it stay away', () => {
  const world = fakeWorld(loopback(fakeHandlers({})), { tty: true, env: { NO_COLOR: '1' } });
  let now = 0;
  // Each reading is a frame later, so that every piece is drawn.
  const view = roomView(world, () => (now += 100));
  for (const event of EVENTS.slice(0, 5)) view.event(event);
  const piece = (count: number, text: string): void => view.piece({ turn: 1, agent: 'Ada#1', try: count, text });
  piece(1, 'The same');
  piece(1, ' again.');
  expect(liveOf(world.out())).toContain('Ada The same again.');
  piece(2, 'Something');
  piece(1, ' late');
  piece(2, ' new.');
  expect(liveOf(world.out())).toContain('Ada Something new.');
  expect(liveOf(world.out())).not.toContain('same');
  view.finish();
});

const ended = (reason: string, detail: string) => {
  const event = eventOf({
    seq: seq(1),
    at: EVENTS[0]?.at ?? eventOf(cannedRun()[0] as WireEvent).at,
    type: 'v1.run.ended',
    data: { reason, detail },
  });
  if (event.type !== 'v1.run.ended') throw new Error('not an end');
  return endLine(event);
};

test('the end of a run says once why', () => {
  expect(ended('budget', 'the budget of 9 turns is spent')).toBe('Ended: the budget of 9 turns is spent.');
  expect(ended('cancelled', 'cancelled by the arbiter')).toBe('Ended: cancelled by the arbiter.');
  expect(ended('no-progress', 'everyone passed')).toBe('Ended, nothing new was said: everyone passed.');
  expect(ended('budget', '')).toBe('Ended, the budget is used up.');
});

test('a budget that is used up is told by the end alone', async () => {
  const all = cannedRun({ detail: 'the budget of 4 turns is spent' });
  const reached: WireEvent = {
    ...(all.at(-1) as WireEvent),
    type: 'v1.budget.reached',
    data: { kind: 'turns', limit: 4, used: 4 },
  };
  const told = [...all.slice(0, -1), reached, { ...(all.at(-1) as WireEvent), seq: seq(15) }];
  const world = fakeWorld(
    loopback(
      fakeHandlers({
        'run.find': async () => ok(foundRun(15)),
        'events.subscribe': async function* stored() {
          yield await Promise.resolve(ok({ events: told }));
        },
      }),
    ),
  );
  expect(await runCli(['play', 'r1'], world)).toBe(0);
  expect(world.out().match(/budget/gu)).toHaveLength(1);
  expect(world.out()).toContain('\nEnded: the budget of 4 turns is spent.\n');
});

test('sentences name commands as they are typed here, and touch nothing else', () => {
  const clone = { command: 'npx parley' };
  expect(asTyped(clone, 'parley: see parley list, or (parley run --resume x).')).toBe(
    'parley: see npx parley list, or (npx parley run --resume x).',
  );
  const untouched = 'npx parley list, /a/parley run.yaml, my-parley list, parley is here, Parley list, parley listing';
  expect(asTyped(clone, untouched)).toBe(untouched);
  expect(asTyped({ command: 'parley' }, 'see parley list')).toBe('see parley list');
});

test('in a clone every hint says npx: of a run, a list, a failure of the host and the doctor', async () => {
  const handlers = fakeHandlers({
    'run.list': async () => ok({ runs: [], damaged: [] }),
    'run.find': async () => fail({ code: 'not_found', message: 'There is no run x: see parley list.' }),
    doctor: async () =>
      ok({ checks: [{ name: 'Models', state: 'problem', found: 'none', advice: 'run parley models pull tiny' }] }),
  });
  for (const [argv, hint] of [
    [['list'], 'npx parley run scenarios/'],
    [['show', 'x'], 'see npx parley list'],
    [['doctor'], 'run npx parley models pull tiny'],
    [['run'], 'npx parley run SCENARIO.yaml'],
  ] as const) {
    const world = fakeWorld(loopback(handlers), { command: 'npx parley' });
    await runCli(argv, world);
    expect(world.out() + world.err()).toContain(hint);
  }
});

test('what lies damaged among the runs is named beside the list, and verify fails for it', async () => {
  const handlers = fakeHandlers({
    'run.list': async () =>
      ok({ runs: [foundRun(14)], damaged: [{ name: 'bad', why: 'runs/bad.db is damaged.\u001b[2J' }] }),
    'run.verify': async () => ok({ run: RUN, events: 14, head: 'abc' }),
  });
  const list = fakeWorld(loopback(handlers));
  expect(await runCli(['list', '--json'], list)).toBe(0);
  expect(list.out().trimEnd().split('\n')).toHaveLength(1);
  expect(list.err()).toBe('Left out, bad cannot be read: runs/bad.db is damaged.\n');
  const verify = fakeWorld(loopback(handlers));
  expect(await runCli(['verify'], verify)).toBe(1);
  expect([verify.out(), verify.err()]).toEqual([
    'r1  whole  14 events, head abc\n',
    'parley: runs/bad.db is damaged.\n',
  ]);
});

test('a run that cannot be shown can be verified by its name', async () => {
  const handlers = fakeHandlers({
    'run.find': async () => fail({ code: 'storage', message: 'damaged' }),
    'run.verify': async (input) =>
      ok({ run: 'run' in input ? input.run : 'file', events: 0, head: '0', bad: { seq: 1, why: 'changed' } }),
  });
  const world = fakeWorld(loopback(handlers));
  expect(await runCli(['verify', 'r1'], world)).toBe(1);
  expect(world.out()).toContain('r1  broken at event 1: changed');
});

test('a played run ends quietly when nobody reads it, and as cancelled when somebody stops it', async () => {
  for (const [why, code] of [
    ['unread', 0],
    ['asked', 130],
  ] as const) {
    const world = fakeWorld(
      loopback(
        fakeHandlers({
          'run.find': async () => ok(foundRun(14)),
          'events.subscribe': async function* stored() {
            yield await Promise.resolve(ok({ events: [...cannedRun()] }));
          },
        }),
      ),
    );
    const interrupted = {
      ...world,
      clock: {
        ...world.clock,
        sleep: (ms: number, signal: AbortSignal) => {
          if (world.slept() > 500) world.interrupt(why);
          return world.clock.sleep(ms, signal);
        },
      },
    };
    expect(await runCli(['play', 'r1', '--speed', '1'], interrupted)).toBe(code);
    expect(world.out()).not.toContain('Ended');
    expect(world.killed()).toBe(0);
  }
});

test('the head of a vote says what was voted for', () => {
  const ada = agentId('Ada', 1);
  const vote = { from: ada, to: 'all', act: 'vote' } as const;
  expect(headOf({ ...vote, vote: { option: 'm3' } })).toBe('Ada → all · votes for m3');
  expect(headOf({ ...vote, vote: { option: 'none' } })).toBe('Ada → all · votes for none of them');
});
