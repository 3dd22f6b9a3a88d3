import fc from 'fast-check';
import { expect, test } from 'vitest';
import { present } from '#shared/base/assert.ts';
import { messageOfArbiter, messageOfTurn, modelRef, turnId, type AgentId } from '#shared/events/ids.ts';
import type { RunSetup } from '#shared/events/setup.ts';
import type { EventData } from '#shared/events/vocabulary.ts';
import { agentNamed, type AgentView, type RunView } from '#shared/projections/run.ts';
import { deliberate, seatNamed, setupWith } from '../testing/deliberation.ts';
import { agentCalled, namesOf, writtenRun, type WrittenRun } from '../testing/written-run.ts';
import { nextFree, waiting } from './free.ts';
import { turnsNow, type TurnSpec } from './turn-spec.ts';

const NAMES = ['Ada', 'Ben', 'Cleo'] as const;

const freely = (changes: Partial<RunSetup> = {}, slots = 8): WrittenRun =>
  writtenRun(setupWith({ cadence: 'free', ...changes }), slots);

const next = (run: WrittenRun): readonly string[] => namesOf(nextFree(run.view));

const [ADA, BEN, CLEO] = NAMES.map((name) => agentCalled(name));

/** Starts the turn that the cadence would give to `name` now. */
function start(run: WrittenRun, name: string): void {
  const spec = nextFree(run.view).find((one) => one.agent === agentCalled(name));
  if (spec === undefined) throw new Error(`${name} may not speak now`);
  run.start({ ...spec, turn: turnId(run.view.turns.length + 1) });
}

/** Everyone has read everything: all spoke once and nobody was written to. */
function quiet(run: WrittenRun): void {
  for (const name of NAMES) start(run, name);
  for (const turn of [1, 2, 3]) run.end(turnId(turn), { outcome: 'passed' });
}

const fromArbiter = (count: number, to: EventData<'v1.message.sent'>['to']) => ({
  type: 'v1.message.sent' as const,
  data: {
    message: messageOfArbiter(count),
    from: 'arbiter' as const,
    to,
    act: 'inform' as const,
    gist: '',
    body: 'So.',
  },
});

const nudge = (count: number) => ({
  type: 'v1.agent.nudged' as const,
  data: { agent: agentCalled('Ben'), count, until: 99 },
});

test('at the beginning everyone has a reason to speak, in the order of the seats', () => {
  expect(next(freely())).toEqual(['Ada', 'Ben', 'Cleo']);
});

test('who has no mail does not speak', () => {
  const run = freely();
  quiet(run);
  expect(next(run)).toEqual([]);
  run.append(fromArbiter(1, [agentCalled('Cleo')]));
  expect(next(run)).toEqual(['Cleo']);
});

test('who speaks is not started a second time, whatever mail comes', () => {
  const run = freely();
  start(run, 'Ada');
  run.append(fromArbiter(1, 'all'));
  expect(next(run)).toEqual(['Ben', 'Cleo']);
});

test('mail that came in the middle of a turn waits for the next one', () => {
  const run = freely();
  start(run, 'Ada');
  start(run, 'Ben');
  run.end(turnId(2));
  const mine = () => run.view.agents[0]?.unread;
  expect(mine()).toEqual(['m2']);
  run.end(turnId(1));
  // Its turn ended and had not seen m2: it is still unread, and a reason to speak again.
  expect(mine()).toEqual(['m2']);
  expect(next(run)).toContain('Ada');
  start(run, 'Ada');
  run.end(turnId(3), { outcome: 'passed' });
  expect(mine()).toEqual([]);
  expect(next(run)).not.toContain('Ada');
});

test('who has waited longest comes first, by the order of the log', () => {
  const run = freely();
  quiet(run);
  run.append(fromArbiter(1, [agentCalled('Cleo')]));
  run.append(fromArbiter(2, [agentCalled('Ada')]));
  run.append(fromArbiter(3, [agentCalled('Ben')]));
  run.append(fromArbiter(4, [agentCalled('Cleo')]));
  expect(next(run)).toEqual(['Cleo', 'Ada', 'Ben']);
});

test('newer mail does not move anyone back: the oldest unread message counts', () => {
  const run = freely();
  quiet(run);
  run.append(fromArbiter(1, [agentCalled('Ben')]));
  run.append(fromArbiter(2, [agentCalled('Ada')]));
  run.append(fromArbiter(3, [agentCalled('Ben')]));
  expect(next(run)).toEqual(['Ben', 'Ada']);
});

test('of several reasons to speak the oldest counts', () => {
  const run = freely();
  quiet(run);
  run.append(nudge(1));
  run.append(fromArbiter(1, [agentCalled('Ada')]));
  run.append(fromArbiter(2, [agentCalled('Ben')]));
  expect(next(run)).toEqual(['Ben', 'Ada']);
});

test('never more turns run at once than a model has free sequences', () => {
  const run = freely({}, 2);
  expect(next(run)).toEqual(['Ada', 'Ben']);
  start(run, 'Ada');
  expect(next(run)).toEqual(['Ben']);
  start(run, 'Ben');
  expect(next(run)).toEqual([]);
  expect(waiting(run.view).map(({ name }) => name)).toEqual(['Cleo']);
  run.end(turnId(1), { outcome: 'passed' });
  expect(next(run)).toEqual(['Cleo']);
});

test('sequences are counted for each model by itself', () => {
  const small = { model: modelRef('small') };
  const seats = [
    seatNamed('Ada'),
    seatNamed('Ben'),
    { ...seatNamed('Cleo'), ...small },
    { ...seatNamed('Dan'), ...small },
  ];
  const run = freely({ seats }, 1);
  expect(next(run)).toEqual(['Ada', 'Cleo']);
  start(run, 'Cleo');
  expect(next(run)).toEqual(['Ada']);
});

test('a nudge wakes one who has no mail, once', () => {
  const run = freely();
  quiet(run);
  run.append(nudge(1));
  expect(next(run)).toEqual(['Ben']);
  start(run, 'Ben');
  run.end(turnId(4), { outcome: 'passed' });
  expect(next(run)).toEqual([]);
  run.append(nudge(2));
  expect(next(run)).toEqual(['Ben']);
});

test('a nudge that came in the middle of a turn is not lost', () => {
  const run = freely();
  quiet(run);
  run.append(nudge(1));
  start(run, 'Ben');
  run.append(nudge(2));
  expect(next(run)).toEqual([]);
  run.end(turnId(4), { outcome: 'passed' });
  expect(next(run)).toEqual(['Ben']);
});

test('a text that was asked for wakes the one who asked for it', () => {
  const run = freely();
  quiet(run);
  run.append(fromArbiter(1, [agentCalled('Ada')]));
  start(run, 'Ada');
  run.end(turnId(4), { outcome: 'read', said: { act: 'read', inReplyTo: messageOfArbiter(1) } });
  expect(run.view.agents[0]?.unread).toEqual([]);
  expect(next(run)).toEqual(['Ada']);
  // The negative control: the same turn as a pass wakes nobody.
  const other = freely();
  quiet(other);
  other.append(fromArbiter(1, [agentCalled('Ada')]));
  start(other, 'Ada');
  other.end(turnId(4), { outcome: 'passed' });
  expect(next(other)).toEqual([]);
});

test('mail of a message that was taken back wakes nobody', () => {
  const run = freely();
  quiet(run);
  run.append(fromArbiter(1, 'all'));
  expect(next(run)).toHaveLength(3);
  run.append({ type: 'v1.message.retracted', data: { message: messageOfArbiter(1), reason: 'wrong' } });
  expect(next(run)).toEqual([]);
});

test('what waits for approval wakes nobody until it is approved', () => {
  const run = freely();
  for (const name of NAMES) start(run, name);
  run.end(turnId(2), { outcome: 'passed' });
  run.end(turnId(3), { outcome: 'passed' });
  run.end(turnId(1), { held: true });
  expect(next(run)).toEqual([]);
  run.append({ type: 'v1.message.approved', data: { message: messageOfTurn(turnId(1)) } });
  expect(next(run)).toEqual(['Ben', 'Cleo']);
});

test('muted, dismissed and spent agents do not speak, and one that is unmuted finds its mail', () => {
  const run = freely();
  quiet(run);
  run.append(fromArbiter(1, 'all'));
  run.append({ type: 'v1.agent.muted', data: { agent: agentCalled('Ada') } });
  run.append({ type: 'v1.agent.left', data: { agent: agentCalled('Ben'), by: 'arbiter', detail: '' } });
  run.append({ type: 'v1.budget.reached', data: { kind: 'turns', limit: 1, used: 1, agent: agentCalled('Cleo') } });
  expect(next(run)).toEqual([]);
  run.append({ type: 'v1.agent.unmuted', data: { agent: agentCalled('Ada') } });
  expect(next(run)).toEqual(['Ada']);
});

test('one who is recalled has a reason to speak, and none of its old mail', () => {
  const run = freely();
  quiet(run);
  run.append(fromArbiter(1, [agentCalled('Ben')]));
  run.append({ type: 'v1.agent.left', data: { agent: agentCalled('Ben'), by: 'arbiter', detail: '' } });
  const { model } = seatNamed('Ben');
  run.append({
    type: 'v1.agent.joined',
    data: { agent: agentCalled('Ben', 2), seat: 1, name: 'Ben', incarnation: 2, model },
  });
  expect(nextFree(run.view).map(({ agent }) => agent)).toEqual([agentCalled('Ben', 2)]);
  expect(run.view.agents.at(-1)?.unread).toEqual([]);
});

test('a turn stands on everything that was public when it started', () => {
  const run = freely();
  start(run, 'Ada');
  run.end(turnId(1));
  const { view } = run;
  expect(nextFree(view).every((spec) => spec.before === view.lastSeq + 1)).toBe(true);
  expect(nextFree(view).map((spec) => spec.turn)).toEqual([2, 3]);
});

test('turns overlap on the scripted model, and mail of one wakes another before the third has ended', async () => {
  const { events } = await deliberate(setupWith({ cadence: 'free', budget: { turns: 12 } }));
  let open = 0;
  let most = 0;
  for (const event of events) {
    if (event.type === 'v1.turn.started') most = Math.max(most, (open += 1));
    if (event.type === 'v1.turn.ended') open -= 1;
  }
  expect(most).toBe(3);
  expect(open).toBe(0);
});

test('in exact mode one speaks at a time, who has waited longest first', async () => {
  const { events } = await deliberate(setupWith({ cadence: 'free', exact: true, budget: { turns: 9 } }));
  const turns = events.flatMap((event) =>
    event.type === 'v1.turn.started' ? [event.data.agent] : event.type === 'v1.turn.ended' ? ['ended'] : [],
  );
  expect(turns.slice(0, 6)).toEqual([ADA, 'ended', BEN, 'ended', CLEO, 'ended']);
  expect(turns.filter((_, index) => index % 2 === 1).every((turn) => turn === 'ended')).toBe(true);
});

/** A random talk: the model of each seat, the slots of each model, and what comes to pass, move by move. */
const talks = fc.record({
  models: fc.array(fc.constantFrom('large', 'large', 'small'), { minLength: 2, maxLength: 6 }),
  slots: fc.integer({ min: 1, max: 3 }),
  // Which of the open turns ends, to whom it speaks (a bit for each seat; to nobody is a pass), and whether the arbiter speaks too.
  moves: fc.array(fc.record({ ends: fc.nat(), to: fc.nat(63), arbiter: fc.boolean() }), {
    minLength: 20,
    maxLength: 60,
  }),
});
type Talk = typeof talks extends fc.Arbitrary<infer Value> ? Value : never;
type Pick = (view: RunView) => readonly TurnSpec[];

/** How many turns of its model started while an agent had a reason to speak, and how many agents share that model with it. */
type Wait = { readonly passed: number; readonly others: number };

/** Holds a talk in which `pick` says who speaks; answers every wait for a turn, those at the end of the talk among them. */
function waitsIn({ models, slots, moves }: Talk, pick: Pick): readonly Wait[] {
  const seats = models.map((model, at) => ({ ...seatNamed(TALKERS[at] ?? ''), model: modelRef(model) }));
  const run = freely({ seats, budget: { turns: 500 } }, slots);
  const passed = new Map<AgentId, number>();
  const waits: Wait[] = [];
  const waited = ({ agent, model }: AgentView): void => {
    const others = run.view.agents.filter((other) => other.model === model).length - 1;
    waits.push({ passed: passed.get(agent) ?? 0, others });
    passed.delete(agent);
  };
  for (const move of moves) {
    for (const spec of pick(run.view)) {
      const speaker = present(agentNamed(run.view, spec.agent), 'who speaks has joined');
      waited(speaker);
      run.start(spec);
      for (const { agent } of run.view.agents.filter((other) => other.model === speaker.model && isPassed(run, other)))
        passed.set(agent, (passed.get(agent) ?? 0) + 1);
    }
    goOn(run, move);
  }
  run.view.agents.forEach(waited);
  return waits;
}

const TALKERS = ['Ada', 'Ben', 'Cleo', 'Dan', 'Eva', 'Finn'];

/** It has not spoken yet or has unread mail, and is not speaking: told without asking the cadence. */
function isPassed({ view }: WrittenRun, { agent, unread }: AgentView): boolean {
  const last = view.turns.findLast((turn) => turn.agent === agent);
  return last === undefined || (last.state !== 'open' && unread.length > 0);
}

/** The arbiter says something where it is its move or nobody speaks, and one of the open turns ends. */
function goOn(run: WrittenRun, { ends, to, arbiter }: Talk['moves'][number]): void {
  const open = run.view.turns.filter((turn) => turn.state === 'open');
  const addressed = run.view.agents.map(({ agent }) => agent).filter((_, seat) => (to >> seat) % 2 === 1);
  const orAll = (ids: AgentId[]) => (ids.length < run.view.agents.length - 1 ? ids : ('all' as const));
  if ((arbiter || open.length === 0) && addressed.length > 0)
    run.append(fromArbiter(run.view.messages.length + 1, orAll(addressed)));
  const turn = open[ends % open.length];
  if (turn === undefined) return;
  const others = addressed.filter((agent) => agent !== turn.agent);
  run.end(turn.turn, others.length === 0 ? { outcome: 'passed' } : { said: { to: orAll(others) } });
}

/** Those who were passed over more often than they have others beside them. */
const unfair = (waits: readonly Wait[]): readonly Wait[] => waits.filter(({ passed, others }) => passed > others);

const TALKS = { numRuns: 200, seed: 7 };

test('in any talk one who has a reason to speak is passed over at most as often as its model has other agents', () => {
  const seen = new Set<number>();
  const fair = fc.property(talks, (talk) => {
    const waits = waitsIn(talk, nextFree);
    for (const { passed } of waits) seen.add(passed);
    expect(unfair(waits)).toEqual([]);
  });
  fc.assert(fair, TALKS);
  // Of six agents the last comes after five: the bound is reached, and no smaller one holds.
  expect(seen).toEqual(new Set([0, 1, 2, 3, 4, 5]));
});

/** As many turns of each model as there are places for, given to the first of `line`. */
const byLine =
  (line: (view: RunView) => readonly AgentView[]): Pick =>
  (view) => {
    const places = nextFree(view).map(({ agent }) => agentNamed(view, agent)?.model);
    const speakers = [...view.loaded.keys()].flatMap((model) =>
      line(view)
        .filter((agent) => agent.model === model)
        .slice(0, places.filter((place) => place === model).length),
    );
    return turnsNow(
      view,
      speakers.map(({ agent }) => agent),
    );
  };

test('negative control: picked by the newest reason, or by seat, the same check finds one that is passed over too often', () => {
  const bySeat = (view: RunView) => waiting(view).toSorted((a, b) => a.seat - b.seat);
  const isFound = (pick: Pick) => fc.sample(talks, TALKS).some((talk) => unfair(waitsIn(talk, pick)).length > 0);
  expect(isFound(byLine((view) => waiting(view).toReversed()))).toBe(true);
  expect(isFound(byLine(bySeat))).toBe(true);
  expect(isFound(byLine(waiting))).toBe(false);
});
