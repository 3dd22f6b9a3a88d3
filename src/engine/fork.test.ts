import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { hash32 } from '#shared/base/random.ts';
import { decodeEvent, type AnyEvent } from '#shared/events/event.ts';
import { emptyRun, foldRun, runOf } from '#shared/projections/fold-run.ts';
import { Dict } from '#shared/projections/dict.ts';
import { List } from '#shared/projections/list.ts';
import { minutesReader } from '#shared/projections/minutes.ts';
import { moment, type Moment } from '#shared/projections/moment.ts';
import type { RunView } from '#shared/projections/run.ts';
import { deliberate, setupWith } from './testing/deliberation.ts';
import { BRANCH, forkedLog } from './testing/forked.ts';
import { simulate } from './testing/simulator/simulate.ts';
import { scriptedInference } from './testing/scripted-model.ts';

const folder = new URL('../../scenarios/recordings/', import.meta.url);
const recordings = readdirSync(folder).filter((name) => name.endsWith('.jsonl'));

function recorded(name: string): readonly AnyEvent[] {
  const [, ...lines] = readFileSync(new URL(name, folder), 'utf8').trim().split('\n');
  return lines.map((line) => {
    const event = decodeEvent(JSON.parse(line));
    if (!event.ok) throw new Error(event.failure);
    return event.value;
  });
}

/** The runs of a few seeds of the simulator: faults, kills, commands and all. */
async function simulated(seeds: readonly number[]): Promise<readonly (readonly AnyEvent[])[]> {
  const reports = await Promise.all(seeds.map((seed) => simulate(seed, { steps: 120 })));
  return reports.flatMap(({ log }) =>
    log.split('\n').map((run) => z.array(z.custom<AnyEvent>()).parse(JSON.parse(run))),
  );
}

/** All that the folds know of a run: what its branch must know too, all but whose it is and the objects that hold its events. */
function known(view: RunView, seen: Moment, reader: ReturnType<typeof minutesReader>): string {
  const steps = reader.minutes();
  let step = steps.next();
  while (step.done !== true) step = steps.next();
  const all = { view, seen, minutes: step.value };
  return JSON.stringify(all, (key, value: unknown) => {
    if (key === 'created') return undefined;
    if (key === 'run') return undefined;
    if (value instanceof Map || value instanceof Set || value instanceof List) return [...value];
    if (value instanceof Dict) return [...value.values()];
    return value;
  });
}

function folds(): { readonly take: (event: AnyEvent) => void; readonly state: () => string } {
  let [view, seen] = [emptyRun(), moment.initial()];
  const reader = minutesReader();
  return {
    take(event) {
      view = foldRun(view, event);
      seen = moment.fold(seen, event);
      reader.take(event);
    },
    state: () => String(hash32(known(view, seen, reader))),
  };
}

/** The states after each event. */
function statesOf(events: readonly AnyEvent[]): readonly string[] {
  const all = folds();
  return events.map((event) => {
    all.take(event);
    return all.state();
  });
}

const stateAt = (events: readonly AnyEvent[], at: number): string => {
  const all = folds();
  for (const event of events.slice(0, at)) all.take(event);
  return all.state();
};

/** Positions at which a fork does not fold to the state of its parent. */
function wrongForks(
  events: readonly AnyEvent[],
  fork: (events: readonly AnyEvent[], at: number) => readonly AnyEvent[],
) {
  const states = statesOf(events);
  return states.flatMap((state, index) => {
    const branch = fork(events, index + 1);
    return stateAt(branch, index + 1) === state ? [] : [index + 1];
  });
}

const forkAt = (events: readonly AnyEvent[], at: number): readonly AnyEvent[] => forkedLog(events, { at });

test.each(recordings)('a fork of %s at every event folds to the state that it had there', (name) => {
  const events = recorded(name);
  expect(events.length).toBeGreaterThan(5);
  expect(wrongForks(events, forkAt)).toEqual([]);
});

test('so does a fork at every event of simulated runs, with their faults and commands', async () => {
  const runs = await simulated([3, 14, 15]);
  expect(runs.length).toBeGreaterThanOrEqual(3);
  for (const events of runs) expect(wrongForks(events, forkAt)).toEqual([]);
}, 240_000);

test('negative control: a fork that loses one event, or that changes a word, is found at every place behind it', () => {
  const events = recorded('users-endpoint.jsonl');
  const said = events.findIndex(({ type }) => type === 'v1.message.sent');
  const without = (all: readonly AnyEvent[], at: number): readonly AnyEvent[] =>
    forkAt(all, at).filter((_, index) => index !== said);
  expect(wrongForks(events, without)[0]).toBeLessThanOrEqual(said + 1);
  const reworded = (all: readonly AnyEvent[], at: number): readonly AnyEvent[] =>
    forkAt(all, at).map((event, index) =>
      index === said && event.type === 'v1.message.sent' ? { ...event, data: { ...event.data, body: 'Else.' } } : event,
    );
  expect(wrongForks(events, reworded)).toEqual(events.slice(said).map(({ seq }) => seq));
});

/** What the engine goes on from in a branch without changes: all that is not undone by an end, and turns that were open. */
function goesOnFrom({ agents, messages, held, board, turns, tokens, holding, compacted, nudges }: RunView) {
  return {
    agents,
    messages,
    held,
    board,
    tokens,
    holding,
    compacted,
    nudges,
    turns: turns.map(({ turn, agent }) => [turn, agent]),
  };
}

test.each(recordings)('the fork itself leaves mailboxes, board, turn counts and budgets of %s as they were', (name) => {
  const events = recorded(name);
  const joined = events.findLastIndex(({ type }) => type === 'v1.agent.joined') + 1;
  for (let at = joined; at <= events.length; at += 1) {
    const branch = runOf(forkAt(events, at));
    expect(goesOnFrom(branch)).toEqual(goesOnFrom(runOf(events.slice(0, at))));
    expect(branch.turns.filter(({ state }) => state === 'open')).toEqual([]);
    expect([branch.status, branch.end, branch.created?.data.run]).toEqual(['running', undefined, BRANCH]);
  }
});

test('a fork at any event goes on to an end of its own, whatever the past cut in two', async () => {
  const { events } = await deliberate(setupWith());
  for (let at = 1; at <= events.length; at += 1) {
    const stored = forkAt(events, at);
    const { outcome, events: all, log } = await deliberate(setupOf(events), { stored, inference: scriptedInference() });
    expect([at, outcome.kind, log.view.status]).toEqual([at, 'ended', 'ended']);
    expect(all.slice(0, at)).toEqual(stored.slice(0, at));
  }
}, 120_000);

function setupOf(events: readonly AnyEvent[]) {
  const { setup } = runOf(events);
  if (setup === undefined) throw new Error('it was created');
  return setup;
}
