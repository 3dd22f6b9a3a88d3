import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { present } from '#shared/base/assert.ts';
import type { AnyEvent, EventOf } from '#shared/events/event.ts';
import { nameOf, type Seq } from '#shared/events/ids.ts';
import { MODES, type Mode, type RunSetup } from '#shared/events/setup.ts';
import type { EventType } from '#shared/events/vocabulary.ts';
import { parseScenario } from '#shared/scenario/parse-scenario.ts';
import { withOverrides, type Overrides } from '#shared/scenario/with-overrides.ts';
import type { RunLog } from '../run-log.ts';
import { deliberate, PLAIN_SAMPLER, seatNamed, type Deliberation } from '../testing/deliberation.ts';
import { invented, scriptedInference, type ScriptedInference } from '../testing/scripted-model.ts';

const FILE = join(import.meta.dirname, '..', '..', '..', 'scenarios', 'pre-mortem.yaml');

/** One and the same file, with what the command line would change. */
function scenario(overrides: Overrides): RunSetup {
  const setup = parseScenario(readFileSync(FILE, 'utf8'), FILE);
  const changed = setup.ok ? withOverrides(setup.value, overrides) : setup;
  if (!changed.ok) throw new Error(changed.failure.message);
  return changed.value;
}

/** Votes for Mara, and otherwise neither agrees nor reads, so that only the mode ends the run. */
const steadfast = (): ScriptedInference =>
  scriptedInference({
    decide: (menu, labels) => {
      const lines = menu.split('\n').filter((line) => /^[A-F]\) /u.test(line));
      const taste = (line = ''): number =>
        /agree|read|withdraw/iu.test(line) ? -40 : /vote.*Mara/iu.test(line) ? -0.01 : -5;
      return labels.map((_, index) => taste(lines[index]));
    },
    speak: ({ seed }) => ({ text: invented(seed) }),
  });

const played = (mode: Mode, changes: Partial<RunSetup> = {}, inference = steadfast()): Promise<Deliberation> =>
  deliberate({ ...scenario({ mode }), ...changes }, { inference });

const of = <Type extends EventType>(events: readonly AnyEvent[], type: Type): readonly EventOf<Type>[] =>
  events.flatMap((event) => (event.type === type ? [event as unknown as EventOf<Type>] : []));

const speakers = (events: readonly AnyEvent[]): readonly string[] =>
  of(events, 'v1.turn.started').map((event) => nameOf(event.data.agent));

/** For each turn what its ground held: `Otto full`, one for each message, in order. */
function grounds(events: readonly AnyEvent[]): readonly (readonly string[])[] {
  const writers = new Map<Seq, string>(
    of(events, 'v1.message.sent').map((event) => [
      event.seq,
      event.data.from === 'arbiter' ? 'arbiter' : nameOf(event.data.from),
    ]),
  );
  return of(events, 'v1.turn.started').map((event) =>
    event.data.lineage.flatMap(({ part, form, source }) => {
      const writer = source === undefined ? undefined : writers.get(source);
      return part === 'ground' && writer !== undefined ? [`${writer} ${form}`] : [];
    }),
  );
}

const endOf = (events: readonly AnyEvent[]) => of(events, 'v1.run.ended').map((event) => event.data);

const ROUND = ['Mara', 'Otto', 'Ines'] as const;
const FULL = ROUND.map((name) => `${name} full`);
const BUDGET = [{ reason: 'budget', detail: 'the budget of 9 turns is spent' }];

test('peers speak by the cadence, blind at first, and see each other word for word', async () => {
  const { events } = await played('peers');
  expect(speakers(events)).toEqual([...ROUND, ...ROUND, ...ROUND]);
  const second = [...FULL, ...FULL];
  expect(grounds(events)).toEqual([[], [], [], FULL, FULL, FULL, second, second, second]);
  expect(endOf(events)).toEqual(BUDGET);
});

test('in a hierarchy the coordinator sees gists and its workers see it alone, a batch at a time', async () => {
  const { events } = await played('hierarchy');
  expect(speakers(events)).toEqual([...ROUND, ...ROUND, ...ROUND]);
  const [first, otto, ines, second, ottoAgain] = grounds(events);
  expect(first).toEqual([]);
  expect(otto).toEqual(['Mara full']);
  expect(ines).toEqual(['Mara full']);
  expect(second).toEqual(['Mara gist', 'Otto gist', 'Ines gist']);
  expect(ottoAgain).toEqual(['Mara full', 'Otto full', 'Mara full']);
  expect(endOf(events)).toEqual(BUDGET);
});

test('in a vote all propose blind and then vote once on what they see', async () => {
  const { events } = await played('vote');
  expect(speakers(events)).toEqual([...ROUND, ...ROUND]);
  expect(grounds(events)).toEqual([[], [], [], FULL, FULL, FULL]);
  expect(of(events, 'v1.message.sent').map((event) => event.data.act)).toEqual([
    'propose',
    'propose',
    'propose',
    'vote',
    'vote',
    'vote',
  ]);
  expect(of(events, 'v1.vote.opened')).toHaveLength(1);
  expect(of(events, 'v1.vote.closed').map(({ data }) => data.winner)).toEqual(['m1']);
  expect(endOf(events).map(({ reason }) => reason)).toEqual(['quorum']);
});

test('a vote in which nobody has more than half ends stalled with the tally', async () => {
  const divided = scriptedInference({
    decide: (menu, labels) => {
      const lines = menu.split('\n').filter((line) => /^[A-F]\) /u.test(line));
      return labels.map((_, index) => (lines[index]?.includes('your own') === true ? -0.01 : -40));
    },
  });
  const { events } = await played('vote', {}, divided);
  expect(endOf(events)).toEqual([
    {
      reason: 'stalled',
      detail: 'no proposal reached the quorum: m1 by Mara 1, m2 by Otto 1, m3 by Ines 1, none 0',
    },
  ]);
});

test('a ballot holds all proposals of eight seats, and at most as many as there are letters for', async () => {
  const crowd = (count: number): RunSetup['seats'] =>
    Array.from({ length: count }, (_, index) => seatNamed(`Seat${index + 1}`));
  const eight = await played('vote', { seats: crowd(8), budget: { turns: 16 } });
  expect(of(eight.events, 'v1.vote.opened').map(({ data }) => data.options.length)).toEqual([8]);
  const ballots = of(eight.events, 'v1.turn.ended').slice(8);
  expect(ballots.map(({ data }) => data.decision.menu.length)).toEqual(ballots.map(() => 9));
  const thirty = await played('vote', { seats: crowd(30), budget: { turns: 60 } });
  expect(of(thirty.events, 'v1.vote.opened').map(({ data }) => data.options.length)).toEqual([25]);
  expect(endOf(thirty.events)).toHaveLength(1);
});

test('in a role-play one model plays all parts in one context, one after the other', async () => {
  const file = scenario({ mode: 'roleplay' });
  const seats = file.seats.map((seat, index) => ({ ...seat, sampler: { ...PLAIN_SAMPLER, temperature: 1 + index } }));
  const inference = steadfast();
  const { events } = await played('roleplay', { seats, cadence: 'free' }, inference);
  expect(speakers(events)).toEqual([...ROUND, ...ROUND, ...ROUND]);
  const all = [...FULL, ...FULL, ...FULL];
  expect(grounds(events)).toEqual(all.map((_, count) => all.slice(0, count)));
  expect(of(events, 'v1.turn.started').map(({ data }) => data.sampler.temperature)).toEqual(all.map(() => 1));
  expect(of(events, 'v1.turn.ended').map(({ data }) => data.speech?.sampler.temperature)).toEqual(all.map(() => 1));
  expect(new Set(inference.opened.map(({ model }) => model)).size).toBe(1);
  const ground = JSON.stringify(inference.opened[0]?.ground);
  for (const { role } of file.seats) expect(ground).toContain(role);
  expect(endOf(events)).toEqual(BUDGET);
});

test('alone the first seat answers once and that is the decision', async () => {
  const { events, log } = await played('single');
  expect(speakers(events)).toEqual(['Mara']);
  expect(grounds(events)).toEqual([[]]);
  expect(of(events, 'v1.agent.joined')).toHaveLength(1);
  expect(of(events, 'v1.message.sent').map((event) => event.data.act)).toEqual(['propose']);
  expect(endOf(events)).toEqual([{ reason: 'decided', detail: 'm1 was decided (single)' }]);
  expect(log.view.board.decisions).toMatchObject([{ proposal: 'm1', how: 'single' }]);
});

test('the same file gives all five modes, and nothing else of the scenario changes', () => {
  const { mode: _own, ...file } = scenario({});
  for (const mode of MODES) {
    expect(scenario({ mode })).toEqual({ ...file, mode });
  }
});

test('in exact mode every mode speaks in its order, one turn at a time, on the same grounds', async () => {
  for (const mode of MODES) {
    const fast = await played(mode);
    const exact = await played(mode, { exact: true });
    expect([mode, speakers(exact.events)]).toEqual([mode, speakers(fast.events)]);
    expect([mode, grounds(exact.events)]).toEqual([mode, grounds(fast.events)]);
    expect([mode, endOf(exact.events)]).toEqual([mode, endOf(fast.events)]);
    expect([mode, mostAtOnce(exact.events)]).toEqual([mode, 1]);
  }
});

test('outside exact mode the modes that are parallel overlap', async () => {
  const most = await Promise.all(MODES.map(async (mode) => mostAtOnce((await played(mode)).events)));
  expect(Object.fromEntries(MODES.map((mode, index) => [mode, most[index]]))).toEqual({
    peers: 3,
    hierarchy: 2,
    vote: 3,
    roleplay: 1,
    single: 1,
  });
});

test('a paused run takes one turn a step in every mode, in its order and to its own end', async () => {
  for (const mode of MODES) {
    const whole = await played(mode);
    const stepped = await inSteps(mode);
    expect([mode, speakers(stepped.events)]).toEqual([mode, speakers(whole.events)]);
    expect([mode, grounds(stepped.events)]).toEqual([mode, grounds(whole.events)]);
    expect([mode, mostAtOnce(stepped.events)]).toEqual([mode, 1]);
    expect([mode, of(stepped.events, 'v1.run.stepped').length]).toEqual([mode, speakers(whole.events).length]);
  }
});

/** Paused before its first turn, then a step whenever it waits, and resumed once it has taken as many turns as the whole run. */
async function inSteps(mode: Mode): Promise<Deliberation> {
  const turns = speakers((await played(mode)).events).length;
  let log: RunLog | undefined;
  let steps = 0;
  const changed = async (): Promise<void> => {
    const { view } = present(log, 'the run was prepared');
    if (view.turns.some((turn) => turn.state === 'open')) return;
    if (view.status !== 'paused') return;
    steps += 1;
    log?.append(
      steps <= turns
        ? { type: 'v1.run.stepped', data: { by: 'arbiter' } }
        : { type: 'v1.run.resumed', data: { by: 'arbiter' } },
    );
  };
  return deliberate(scenario({ mode }), {
    inference: steadfast(),
    prepare: (opened) => {
      log = opened;
      opened.append({ type: 'v1.run.paused', data: { by: 'arbiter' } });
    },
    changed,
  });
}

function mostAtOnce(events: readonly AnyEvent[]): number {
  let open = 0;
  let most = 0;
  for (const { type } of events) {
    if (type === 'v1.turn.started') open += 1;
    if (type === 'v1.turn.ended') open -= 1;
    most = Math.max(most, open);
  }
  return most;
}
