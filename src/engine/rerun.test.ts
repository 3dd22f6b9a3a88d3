import { expect, test } from 'vitest';
import type { AnyEvent } from '#shared/events/event.ts';
import { commandSchema, type CommandInput } from '#shared/events/commands.ts';
import { micros, runId, seq } from '#shared/events/ids.ts';
import type { RunSetup } from '#shared/events/setup.ts';
import { runOf } from '#shared/projections/fold-run.ts';
import { decideCommand, endingBy } from './commands.ts';
import { creationOf } from './create.ts';
import { runUntilDone } from './loop.ts';
import { recoveryOf } from './recover.ts';
import { interventionsIn } from './rerun-plan.ts';
import { rerunning, startOf } from './rerun.ts';
import { runLog, type RunLog } from './run-log.ts';
import type { Ending } from './step.ts';
import { deliberate, setupWith } from './testing/deliberation.ts';
import { forkedLog } from './testing/forked.ts';
import { memoryJournal } from './testing/memory-journal.ts';
import { invented, scriptedInference } from './testing/scripted-model.ts';
import { steppingClock } from './testing/stepping-clock.ts';

/** Says what the seed says, but for what stands in its ground: a word more or less there is another text. */
const speaks = (salt = 0) =>
  scriptedInference({ speak: ({ seed, prompt }) => ({ text: invented(seed + prompt.length + salt) }) });

/** What the arbiter does once so many events are there; the run waits for what is held until it has come. */
type Act = { readonly after: number; readonly command: CommandInput };

async function arbitrated(setup: RunSetup, acts: readonly Act[]): Promise<readonly AnyEvent[]> {
  const left = [...acts];
  let asked: Ending | undefined;
  const controller = new AbortController();
  const act = (log: RunLog): void => {
    for (let next = left[0]; next !== undefined && log.view.lastSeq >= next.after; next = left[0]) {
      left.shift();
      const command = commandSchema.parse(next.command);
      const decided = decideCommand(log.view, command);
      if (!decided.ok) throw new Error(decided.failure);
      log.append(...decided.value);
      if (command.kind !== 'end') continue;
      asked = endingBy(log.view, command);
      controller.abort();
    }
  };
  const journal = memoryJournal(runId('test'));
  const clock = steppingClock();
  const log = runLog(journal, clock);
  log.append(...creationOf({ run: journal.run, setup, startedAt: '2026-01-01T00:00:00Z', app: 'test' }));
  const own: RunLog = {
    ...log,
    append: (...drafts) => {
      const events = log.append(...drafts);
      act(log);
      return events;
    },
  };
  await runUntilDone(
    { log: own, inference: speaks(), clock, onPiece: () => {} },
    { signal: controller.signal, changed: () => new Promise(() => {}), ending: () => asked },
  );
  return journal.events;
}

type Again = { readonly from?: number; readonly salt?: number; readonly plan?: boolean };

/** Says a run again in a branch: all that it has stored at its end. */
async function again(events: readonly AnyEvent[], { from = startOf(events), salt = 0, plan = true }: Again = {}) {
  const stored = forkedLog(events, { at: from, kind: 'rerun' });
  return (await goOn(events, stored, { from, salt, plan })).events;
}

async function goOn(events: readonly AnyEvent[], stored: readonly AnyEvent[], { from, salt, plan }: Required<Again>) {
  const journal = memoryJournal(runId('branch'), stored);
  const clock = steppingClock();
  const own = runLog(journal, clock);
  const controller = new AbortController();
  let ending: Ending | undefined;
  const created = events[0];
  const exact = created?.type === 'v1.run.created' && created.data.setup.exact;
  const { log, next } = rerunning(own, stored, {
    plan: plan ? interventionsIn(events, seq(from)) : [],
    by: exact ? 'event' : 'turn',
    end: (given) => {
      ending = given;
      controller.abort();
    },
  });
  await runUntilDone(
    { log, inference: speaks(salt), clock, onPiece: () => {}, next },
    { signal: controller.signal, changed: () => new Promise(() => {}), ending: () => ending },
  );
  return journal;
}

/** What was said and done, without the marks that a branch bears and the time. */
const told = (events: readonly AnyEvent[]): readonly string[] =>
  events
    .filter(({ type }) => !['v1.run.created', 'v1.run.forked', 'v1.model.loaded'].includes(type))
    .map((event) => JSON.stringify([event.type, withoutPlace(event)]));

/** Positions in a branch are moved by the fork event: they are no part of what was said. */
function withoutPlace(event: AnyEvent): unknown {
  if (event.type === 'v1.turn.started') {
    const { before: _, lineage, ...rest } = event.data;
    return { ...rest, lineage: lineage.map(({ source: _source, ...entry }) => entry) };
  }
  // What a ground costs hangs on what the process holds of it already.
  if (event.type === 'v1.turn.ended') return { ...event.data, counts: event.data.counts.written };
  return event.data;
}

const EXACT = setupWith({ exact: true, answerWithin: 3 });

test('what is said again with the recorded seeds is the same event for event', async () => {
  for (const setup of [
    EXACT,
    setupWith(),
    setupWith({ cadence: 'floor', exact: true }),
    setupWith({ mode: 'vote', exact: true }),
  ]) {
    const events = await arbitrated(setup, []);
    expect(told(await again(events))).toEqual(told(events));
  }
});

test('it may begin anywhere: what was said before is taken over, what comes after is the same', async () => {
  const events = await arbitrated(EXACT, [{ after: 12, command: { kind: 'say', text: 'Mind the cost.', to: 'all' } }]);
  const ends = events.flatMap((event) =>
    event.type === 'v1.message.sent' && event.data.turn !== undefined ? [event.seq] : [],
  );
  expect(ends).toHaveLength(9);
  for (const from of ends) expect(told(await again(events, { from }))).toEqual(told(events));
});

const ACTS: readonly Act[] = [
  { after: 9, command: { kind: 'say', text: 'Mind the cost.', to: 'all' } },
  { after: 10, command: { kind: 'mute', agent: 'Cleo' } },
  { after: 16, command: { kind: 'edit', message: 'm1', text: 'In other words.' } },
  { after: 18, command: { kind: 'unmute', agent: 'Cleo' } },
  { after: 20, command: { kind: 'dismiss', seat: 'Ben', reason: 'enough' } },
  { after: 22, command: { kind: 'recall', seat: 'Ben' } },
  { after: 24, command: { kind: 'retract', message: 'm2' } },
];

test('what the arbiter did comes from the log, at the same places', async () => {
  const events = await arbitrated(EXACT, ACTS);
  expect(
    events.filter(({ type }) => ['v1.agent.muted', 'v1.message.edited', 'v1.message.retracted'].includes(type)),
  ).toHaveLength(3);
  expect(told(await again(events))).toEqual(told(events));
  // The control: without the plan the talk goes another way.
  expect(told(await again(events, { plan: false }))).not.toEqual(told(events));
});

test('held messages are approved as they were, a closing round begins and an end by command comes where they did', async () => {
  const held = await arbitrated(EXACT, [
    { after: 8, command: { kind: 'hold', seats: ['Ben'] } },
    { after: 17, command: { kind: 'approve', message: 'm2' } },
    { after: 19, command: { kind: 'wrapUp' } },
  ]);
  expect(held.some(({ type }) => type === 'v1.message.approved')).toBe(true);
  expect(told(await again(held))).toEqual(told(held));
  const ended = await arbitrated(EXACT, [{ after: 13, command: { kind: 'end', reason: 'enough' } }]);
  expect(ended.at(-1)).toMatchObject({ data: { reason: 'arbiter', detail: 'enough' } });
  expect(told(await again(ended))).toEqual(told(ended));
});

test('the clock has no say: time that ran out is taken from the log, and where it did not it never does', async () => {
  const patient = setupWith({ exact: true, budget: { turns: 9, time: 1_000_000_000 } });
  const events = await arbitrated(patient, []);
  const cut = events.findIndex(({ type }) => type === 'v1.budget.reached');
  const last = events[cut - 1];
  if (last === undefined) throw new Error('there was a budget');
  const timed = events.slice(
    0,
    events.findIndex(({ type, seq: at }) => type === 'v1.turn.started' && at > 14),
  );
  const spent = { kind: 'time', limit: 1_000_000_000, used: 1_000_000_001 } as const;
  const over: readonly AnyEvent[] = [
    ...timed,
    { seq: seq(timed.length + 1), at: micros(1_000_000_001), type: 'v1.budget.reached', data: spent },
    {
      seq: seq(timed.length + 2),
      at: micros(1_000_000_001),
      type: 'v1.run.ended',
      data: { reason: 'budget', detail: 'the budget of 1000 seconds is spent' },
    },
  ];
  expect(told(await again(over))).toEqual(told(over));
  const impatient = forkedLog(
    events.map((event, index) =>
      index === 0 && event.type === 'v1.run.created'
        ? { ...event, data: { ...event.data, setup: { ...event.data.setup, budget: { turns: 9, time: 1 } } } }
        : event,
    ),
    { at: startOf(events), kind: 'rerun' },
  );
  const { events: said } = await goOn(events, impatient, { from: startOf(events), salt: 0, plan: true });
  expect(said.at(-1)).toMatchObject({ data: { detail: 'the budget of 9 turns is spent' } });
  // The control: as a run of its own it ends by its time.
  const { events: own } = await deliberate(setupWith({ exact: true, budget: { turns: 9, time: 1 } }));
  expect(own.at(-1)).toMatchObject({ data: { detail: expect.stringContaining('seconds') } });
});

test('a model that says something else still hears what the arbiter said, and a word that no longer fits is left out', async () => {
  const events = await arbitrated(EXACT, ACTS);
  const other = await again(events, { salt: 1 });
  expect(told(other)).not.toEqual(told(events));
  expect(other.filter(({ type }) => type === 'v1.agent.muted')).toHaveLength(1);
  expect(other.at(-1)?.type).toBe('v1.run.ended');
});

test('a branch that was killed anywhere goes on and puts nothing in twice', async () => {
  const events = await arbitrated(EXACT, ACTS);
  const from = startOf(events);
  const stored = forkedLog(events, { at: from, kind: 'rerun' });
  const whole = await goOn(events, stored, { from, salt: 0, plan: true });
  expect(whole.cuts.length).toBeGreaterThan(20);
  for (const cut of [stored.length, ...whole.cuts.slice(0, -1)]) {
    const journal = memoryJournal(runId('branch'), whole.events.slice(0, cut));
    const log = runLog(journal, steppingClock());
    log.append(...recoveryOf(log.view));
    const { events: gone } = await goOn(events, journal.events, { from, salt: 0, plan: true });
    const once = gone.filter(({ type }) => type === 'v1.agent.muted' || type === 'v1.message.retracted').length;
    expect([cut, once, gone.at(-1)?.type]).toEqual([cut, 2, 'v1.run.ended']);
    // A turn that was cut off is tried again on the words as they stand then, which the arbiter may have changed meanwhile.
    const known = runOf(journal.events.slice(0, cut));
    if (known.turns.every(({ state }) => state !== 'open'))
      expect([cut, wordsIn(gone)]).toEqual([cut, wordsIn(events)]);
  }
});

const wordsIn = (all: readonly AnyEvent[]): readonly string[] =>
  all.flatMap((event) => (event.type === 'v1.message.sent' ? [event.data.body] : []));

test('a run is said again from before its models were loaded, a branch from where it began', async () => {
  const events = await arbitrated(EXACT, []);
  expect(events[startOf(events)]?.type).toBe('v1.model.loaded');
  const branch = await again(events, { from: 12 });
  expect(startOf(branch)).toBe(13 + branch.slice(13).findIndex(({ type }) => type === 'v1.model.loaded'));
});
