import { setImmediate as tick } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { creationOf } from '#engine/create.ts';
import type { Inference, OpenTurn } from '#engine/ports.ts';
import { seatNamed, setupWith } from '#engine/testing/deliberation.ts';
import { memoryJournal } from '#engine/testing/memory-journal.ts';
import { scriptedInference } from '#engine/testing/scripted-model.ts';
import { steppingClock } from '#engine/testing/stepping-clock.ts';
import { commandSchema, type CommandInput } from '#shared/events/commands.ts';
import type { AnyEvent } from '#shared/events/event.ts';
import { runId, type MessageId } from '#shared/events/ids.ts';
import type { RunSetup } from '#shared/events/setup.ts';
import { runOf } from '#shared/projections/fold-run.ts';
import { fatesOf } from './testing/fates.ts';
import { startLiveRun, type LiveRun } from './live-run.ts';

const setup = (changes: Partial<RunSetup> = {}): RunSetup =>
  setupWith({ seats: ['Ada', 'Ben'].map(seatNamed), budget: { turns: 4 }, ...changes });

/** What the arbiter does once, in the middle of a run. */
type Deed = (run: LiveRun) => Promise<unknown>;

/** The port with a point before and after each of its waits. */
function watched(inner: Inference, point: () => Promise<void>): Inference {
  const around = async <Value>(work: () => Promise<Value>): Promise<Value> => {
    await point();
    const value = await work();
    await point();
    return value;
  };
  const turn = (open: OpenTurn): OpenTurn => ({
    ...open,
    decide: (request, waiting) => around(() => open.decide(request, waiting)),
    speak: (request, waiting) => around(() => open.speak(request, waiting)),
    close: () => around(() => open.close()),
  });
  return {
    load: (specs, options) => around(() => inner.load(specs, options)),
    open: (prompt, waiting) =>
      around(async () => {
        const opened = await inner.open(prompt, waiting);
        return opened.ok ? { ok: true, value: turn(opened.value) } : opened;
      }),
    close: () => inner.close(),
  };
}

type Lived = {
  readonly events: readonly AnyEvent[];
  readonly run: LiveRun;
  /** Whether the run still had this await point. */
  readonly reached: boolean;
};

/** A whole run in which `deed` is done at the `at`-th await point. */
async function live(at: number, deed: Deed, changes: Partial<RunSetup> = {}): Promise<Lived> {
  const journal = memoryJournal(runId('test'));
  let points = 0;
  const acted = Promise.withResolvers<unknown>();
  const point = async (): Promise<void> => {
    // The first point comes while the run is being started.
    await Promise.resolve();
    points += 1;
    if (points === at) acted.resolve(deed(run));
  };
  const creation = creationOf({
    run: journal.run,
    setup: setup(changes),
    startedAt: '2026-01-01T00:00:00Z',
    app: 'test',
  });
  const run: LiveRun = startLiveRun({
    journal: { ...journal, close: () => {} },
    inference: watched(scriptedInference(), point),
    clock: steppingClock(),
    begin: (log) => void log.append(...creation),
  });
  // A deed that fails leaves the run where it is; one that was never done is waited for by nobody.
  await Promise.race([run.done, acted.promise.then(() => run.done)]);
  if (points >= at) await acted.promise;
  return { events: journal.events, run, reached: points >= at };
}

const obey = (run: LiveRun, command: CommandInput): ReturnType<LiveRun['command']> =>
  run.command(commandSchema.parse(command));

const newest = ({ view }: LiveRun): MessageId | undefined =>
  view.messages.findLast((message) => !message.retracted)?.message;

/** Until nothing happens any more of itself. */
async function quiet({ view }: LiveRun): Promise<void> {
  for (let still = 0, last = view.lastSeq; still < 5; still += 1) {
    await tick();
    if (view.lastSeq !== last) still = 0;
    last = view.lastSeq;
  }
}

async function onNewest(run: LiveRun, make: (message: MessageId) => CommandInput): Promise<void> {
  const message = newest(run);
  if (message !== undefined) expect(await obey(run, make(message))).toMatchObject({ ok: true });
}

const DEEDS: Readonly<Record<string, Deed>> = {
  'pause, and resume': async (run) => {
    await obey(run, { kind: 'pause' });
    await quiet(run);
    await obey(run, { kind: 'resume' });
  },
  'pause, and step to the end': async (run) => {
    await obey(run, { kind: 'pause' });
    for (let steps = 0; steps < 20 && run.view.status === 'paused'; steps += 1) {
      await obey(run, { kind: 'step' });
      await quiet(run);
    }
  },
  end: (run) => obey(run, { kind: 'end', reason: 'enough' }),
  cancel: (run) => run.cancel(),
  'end while it is paused': async (run) => {
    await obey(run, { kind: 'pause' });
    await quiet(run);
    await obey(run, { kind: 'end' });
  },
  'end and cancel and end at once': (run) =>
    Promise.all([obey(run, { kind: 'end' }), run.cancel(), obey(run, { kind: 'end' })]),
  'wrap up': (run) => obey(run, { kind: 'wrapUp' }),
  'say to all': (run) => obey(run, { kind: 'say', text: 'What of the cost?', to: 'all', act: 'ask' }),
  'say to one': (run) => obey(run, { kind: 'say', text: 'What of the cost?', to: ['Ben'] }),
  'retract the newest': (run) => onNewest(run, (message) => ({ kind: 'retract', message })),
  'edit the newest': (run) => onNewest(run, (message) => ({ kind: 'edit', message, text: 'Something else.' })),
  'hold all, and end when nobody can go on': async (run) => {
    await obey(run, { kind: 'hold', seats: 'all' });
    await quiet(run);
    await obey(run, { kind: 'end' });
  },
  'hold all, and approve what waits': async (run) => {
    await obey(run, { kind: 'hold', seats: 'all' });
    const heard = run.appended.on((event) => {
      if (event.type === 'v1.message.held')
        void Promise.resolve().then(() => obey(run, { kind: 'approve', message: event.data.message }));
    });
    await run.done;
    heard.dispose();
  },
  mute: (run) => obey(run, { kind: 'mute', agent: 'Ben' }),
  dismiss: (run) => obey(run, { kind: 'dismiss', seat: 'Ben' }),
  'dismiss and recall': async (run) => {
    await obey(run, { kind: 'dismiss', seat: 'Ben' });
    await quiet(run);
    await obey(run, { kind: 'recall', seat: 'Ben' });
  },
};

/** The positions at which something is of one of these types. */
const at = (events: readonly AnyEvent[], ...types: readonly AnyEvent['type'][]): readonly number[] =>
  events.filter((event) => types.includes(event.type)).map((event) => event.seq);

/** What must hold of every run that is over, whatever was done to it. */
function expectWhole({ events, run }: Lived): void {
  expect([run.over, run.stopped, run.view.status]).toEqual([true, undefined, 'ended']);
  expect(at(events, 'v1.run.ended')).toEqual([events.length]);
  expect(run.view.turns.filter((turn) => turn.state === 'open')).toEqual([]);
  expect(fatesOf(events, run.view).filter(({ fate }) => fate === 'lost' || fate === 'twice')).toEqual([]);
  expect(runOf(events)).toEqual(run.view);
}

/** Turns that were begun while the run was paused and none was asked for. */
function begunWhilePaused(events: readonly AnyEvent[]): readonly number[] {
  let [paused, steps] = [false, 0];
  const begun: number[] = [];
  for (const { seq, type } of events) {
    if (type === 'v1.run.paused' || type === 'v1.run.resumed') [paused, steps] = [type === 'v1.run.paused', 0];
    if (type === 'v1.run.stepped') steps = 1;
    if (type !== 'v1.turn.started' || !paused) continue;
    if (steps === 0) begun.push(seq);
    steps = 0;
  }
  return begun;
}

for (const cadence of ['rounds', 'free', 'floor'] as const) {
  for (const [name, deed] of Object.entries(DEEDS)) {
    test(`${cadence}: ${name}, at any await: one end and nothing after it, every message in a named state`, async () => {
      let points = 0;
      for (
        let lived = await live(1, deed, { cadence });
        lived.reached;
        lived = await live(points + 1, deed, { cadence })
      ) {
        points += 1;
        expectWhole(lived);
        expect(begunWhilePaused(lived.events)).toEqual([]);
      }
      // So many waits there are at least: two at the load, eight a turn.
      expect(points).toBeGreaterThan(20);
    });
  }
}

test('the checks of the runs above can fail', async () => {
  const { events, run } = await live(12, DEEDS['end'] ?? (() => Promise.resolve()));
  const deaf = { ...run.view, agents: run.view.agents.map((agent) => ({ ...agent, unread: [] })) };
  const whole = await live(Infinity, () => Promise.resolve());
  const forgetful = { ...whole.run.view, agents: whole.run.view.agents.map((agent) => ({ ...agent, unread: [] })) };
  expect([...fatesOf(events, deaf), ...fatesOf(whole.events, forgetful)].some(({ fate }) => fate === 'lost')).toBe(
    true,
  );
  const greedy = {
    ...whole.run.view,
    agents: whole.run.view.agents.map((agent) => ({
      ...agent,
      unread: whole.run.view.messages.map(({ message }) => message),
    })),
  };
  expect(fatesOf(whole.events, greedy).some(({ fate }) => fate === 'twice')).toBe(true);
  const paused = whole.events.toSpliced(3, 0, {
    ...whole.events[0],
    type: 'v1.run.paused',
    data: { by: 'arbiter' },
  } as AnyEvent);
  expect(begunWhilePaused(paused).length).toBeGreaterThan(0);
});

test('an end is by the arbiter in its own words, a cancel is a cancel, and the first of both counts', async () => {
  const endOf = async (deed: Deed) => (await live(12, deed)).run.view.end;
  expect(await endOf((run) => obey(run, { kind: 'end', reason: 'enough' }))).toMatchObject({
    reason: 'arbiter',
    detail: 'enough',
  });
  expect(await endOf((run) => run.cancel())).toMatchObject({ reason: 'cancelled' });
  expect(await endOf((run) => Promise.all([obey(run, { kind: 'end' }), run.cancel()]))).toMatchObject({
    reason: 'arbiter',
  });
  expect(await endOf((run) => Promise.all([run.cancel(), obey(run, { kind: 'end' })]))).toMatchObject({
    reason: 'cancelled',
  });
});

test('while a run is being ended, and once it has, every command is refused in one sentence', async () => {
  const answers: unknown[] = [];
  const { run } = await live(12, async (run) => {
    const ending = obey(run, { kind: 'end' });
    answers.push(await obey(run, { kind: 'say', text: 'Wait.', to: 'all' }));
    await ending;
  });
  answers.push(await obey(run, { kind: 'pause' }));
  expect(answers).toEqual([
    { ok: false, failure: 'The run is ending already.' },
    { ok: false, failure: 'The run has ended (arbiter); play it, or start it anew.' },
  ]);
});

test('one step of a paused run is one turn, also where it is asked for while turns are open', async () => {
  const begun: number[] = [];
  await live(
    5,
    async (run) => {
      await obey(run, { kind: 'pause' });
      const before = run.view.turns.length;
      expect(run.view.turns.some((turn) => turn.state === 'open')).toBe(true);
      expect((await obey(run, { kind: 'step' })).ok).toBe(true);
      expect((await obey(run, { kind: 'step' })).ok).toBe(false);
      await quiet(run);
      begun.push(run.view.turns.length - before);
      expect((await obey(run, { kind: 'step' })).ok).toBe(true);
      await quiet(run);
      begun.push(run.view.turns.length - before);
      await obey(run, { kind: 'end' });
    },
    { cadence: 'floor', budget: { turns: 9 } },
  );
  expect(begun).toEqual([1, 2]);
});

test('wrapping up gives everyone one last word and then ends by the arbiter', async () => {
  const { events } = await live(12, (run) => obey(run, { kind: 'wrapUp' }), { budget: { turns: 40 } });
  const closing = events.flatMap((event) =>
    event.type === 'v1.turn.started' && event.data.purpose === 'closing' ? [event.data.agent] : [],
  );
  expect(closing.toSorted()).toEqual(['Ada#1', 'Ben#1']);
  expect(events.at(-1)).toMatchObject({ type: 'v1.run.ended', data: { reason: 'arbiter' } });
});
