import { expect, test } from 'vitest';
import { present } from '#shared/base/assert.ts';
import type { AnyEvent } from '#shared/events/event.ts';
import { messageOfTurn, micros, nameOf, turnId } from '#shared/events/ids.ts';
import type { Act } from '#shared/events/setup.ts';
import type { RunView } from '#shared/projections/run.ts';
import { budgetReached, spentAgents } from './budget.ts';
import { turnsNow } from './cadence/turn-spec.ts';
import { nextStep, RULES } from './next-step.ts';
import { NO_BRAKES, politeTalk, STUBBORN } from './testing/brake-scenarios.ts';
import { deliberate, setupWith } from './testing/deliberation.ts';
import { agentCalled, writtenRun, type WrittenRun } from './testing/written-run.ts';

const startsIn = (events: readonly AnyEvent[]): readonly string[] =>
  events.flatMap((event) => (event.type === 'v1.turn.started' ? [nameOf(event.data.agent)] : []));

for (const cadence of ['rounds', 'floor', 'free'] as const) {
  test(`an agent that has spent its own turns takes no more, and when all have, the run ends by that, under ${cadence}`, async () => {
    const budget = { turns: 40, perAgent: { turns: 3 } };
    const { events, log } = await deliberate(setupWith({ cadence, seats: STUBBORN, budget, brakes: NO_BRAKES }));
    const starts = startsIn(events);
    for (const name of ['Ada', 'Ben', 'Cleo']) expect(starts.filter((other) => other === name)).toHaveLength(3);
    expect(log.view.end).toMatchObject({ reason: 'budget', detail: 'every agent has spent a budget of its own' });
    const reached = events.flatMap((event) => (event.type === 'v1.budget.reached' ? [event.data] : []));
    expect(reached.map(({ agent, kind, limit, used }) => [agent, kind, limit, used])).toEqual(
      expect.arrayContaining(['Ada', 'Ben', 'Cleo'].map((name) => [agentCalled(name), 'turns', 3, 3])),
    );
    expect(reached).toHaveLength(3);
  });
}

test('an agent that has spent its own tokens is left out while the others go on', () => {
  const budget = { turns: 40, perAgent: { tokens: 50 } };
  const run = writtenRun(setupWith({ cadence: 'free', budget }));
  // A turn of a written run costs 20 tokens.
  for (let turn = 0; turn < 3; turn += 1) run.take(...turnsNow(run.view, [agentCalled('Ada')]));
  expect(spentAgents(run.view)).toEqual([
    { type: 'v1.budget.reached', data: { kind: 'tokens', limit: 50, used: 60, agent: 'Ada#1' } },
  ]);
  run.append(...spentAgents(run.view));
  expect(spentAgents(run.view)).toEqual([]);
  const step = nextStep(run.view, micros(0));
  expect(step.kind === 'start' ? step.turns.map(({ agent }) => nameOf(agent)) : step.kind).toEqual(['Ben', 'Cleo']);
});

test('without budgets of their own nobody is ever spent', async () => {
  const { events } = await deliberate(setupWith({ seats: STUBBORN, budget: { turns: 12 }, brakes: NO_BRAKES }));
  expect(startsIn(events)).toHaveLength(12);
});

test('the last turn of the budget is kept for a summary that was asked for', () => {
  const reached = (summary?: string) => {
    const run = writtenRun(setupWith({ budget: { turns: 3 }, ...(summary === undefined ? {} : { summary }) }));
    for (const name of ['Ada', 'Ben']) run.take(...turnsNow(run.view, [agentCalled(name)]));
    return budgetReached(run.view, micros(0));
  };
  expect(reached('Ada')).toMatchObject({ kind: 'turns', used: 2 });
  expect(reached()).toBeUndefined();
});

/**
 * What can end a run at the same moment, what is recorded first. What was settled comes before the budget, since the turns of a
 * budget's end are a vote.
 */
const PRIORITY = ['failure', 'settled', 'tokens', 'time', 'turns', 'brakes'] as const;
type Limit = (typeof PRIORITY)[number];

test('of any limits that are reached at the same moment the first by the fixed priority is the one recorded', () => {
  expect(subsets(PRIORITY)).toHaveLength(64);
  expect(outOfOrder()).toEqual([]);
});

test.each([
  ['inferenceLost', 'settled', 'settled, where failure comes first'],
  ['settled', 'budgetIsReached', 'tokens, where settled comes first'],
  ['budgetIsReached', 'brakes', 'brakes, where turns comes first'],
])('negative control: with the rules %s and %s in each other’s place the same check finds it', (one, other, found) => {
  const name = (rule: string): string => (rule === one ? other : rule === other ? one : rule);
  const swapped = RULES.map((rule) =>
    present(
      RULES.find((place) => place.name === name(rule.name)),
      'a rule',
    ),
  );
  expect(swapped).not.toEqual(RULES);
  expect(outOfOrder(swapped)).toContain(found);
});

test('negative control: a budget that looks at its turns before its tokens and its time is found by the same check', () => {
  const wrong = RULES.map((rule): typeof rule =>
    rule.name === 'budgetIsReached' ? (view, now) => rule(withTurnsAlone(view), now) ?? rule(view, now) : rule,
  );
  const found = new Set(outOfOrder(wrong));
  expect(found).toEqual(new Set(['turns, where tokens comes first', 'turns, where time comes first']));
});

test('what is recorded as reached stands, whatever comes to pass before the run ends', () => {
  const run = runAt(['turns']);
  const step = nextStep(run.view, micros(0));
  if (step.kind === 'append') run.append(...step.drafts);
  agreeOn(run);
  expect(nextStep(run.view, micros(0))).toMatchObject({ kind: 'end', reason: 'budget' });
});

const subsets = <Item>(items: readonly Item[]): readonly (readonly Item[])[] =>
  items.reduceRight<readonly (readonly Item[])[]>(
    (rest, item) => [...rest, ...rest.map((some) => [item, ...some])],
    [[]],
  );

/** Every set of limits, reached at the same moment, of which the rules name another than the first by the fixed priority. */
const outOfOrder = (rules = RULES): readonly string[] =>
  subsets(PRIORITY).flatMap((limits) => {
    const [first = 'none'] = limits;
    const named = recorded(limits, rules);
    return named === first ? [] : [`${named}, where ${first} comes first`];
  });

/** The run as it would be if its budget knew turns only. */
function withTurnsAlone(view: RunView): RunView {
  const setup = present(view.setup, 'a run has a setup');
  return { ...view, setup: { ...setup, budget: { turns: setup.budget.turns } } };
}

/** What a run names that has reached all of `limits` when code looks next. */
function recorded(limits: readonly Limit[], rules: typeof RULES): Limit | 'none' {
  const run = runAt(limits);
  const now = micros(1000);
  for (let steps = 0; steps < 5; steps += 1) {
    const step = nextStep(run.view, now, rules);
    if (step.kind === 'append') run.append(...step.drafts);
    else if (step.kind !== 'end') return 'none';
    else if (step.reason === 'failed') return 'failure';
    else if (step.reason === 'consensus') return 'settled';
    else if (step.reason === 'no-progress') return 'brakes';
    else return run.view.budgetReached?.kind === 'context' ? 'none' : (run.view.budgetReached?.kind ?? 'none');
  }
  return 'none';
}

/** A run of nine turns that has reached the limits, each in a way of its own. */
function runAt(limits: readonly Limit[]): WrittenRun {
  const has = (limit: Limit): boolean => limits.includes(limit);
  const budget = {
    turns: has('turns') ? (has('failure') ? 12 : 9) : 500,
    ...(has('tokens') ? { tokens: 180 } : {}),
    ...(has('time') ? { time: 1000 } : {}),
  };
  const brakes = { ...NO_BRAKES, politeness: has('brakes') ? 1 : 0 };
  const run = writtenRun(setupWith({ cadence: 'free', budget, brakes }));
  if (has('settled')) agreeOn(run);
  for (const name of ['Ada', 'Ben', 'Cleo', 'Ada', 'Ben', 'Cleo', 'Ada', 'Ben', 'Cleo'].slice(run.view.turns.length)) {
    say(run, name, { act: 'inform', body: politeTalk(run.view.turns.length) });
  }
  if (has('failure')) for (const name of ['Ada', 'Ben', 'Cleo']) lose(run, name);
  return run;
}

/** Ada's proposal is challenged by one and agreed to by both others. */
function agreeOn(run: WrittenRun): void {
  const proposal = messageOfTurn(turnId(run.view.turns.length + 1));
  say(run, 'Ada', { act: 'propose' });
  say(run, 'Ben', { act: 'challenge', inReplyTo: proposal });
  for (const name of ['Ben', 'Cleo']) {
    say(run, name, { act: 'agree', inReplyTo: proposal, basedOn: { item: proposal, version: 1 } });
  }
}

type Said = {
  readonly act: Act;
  readonly body?: string;
  readonly inReplyTo?: ReturnType<typeof messageOfTurn>;
  readonly basedOn?: { item: ReturnType<typeof messageOfTurn>; version: number };
};

function say(run: WrittenRun, name: string, said: Said): void {
  const [spec] = turnsNow(run.view, [agentCalled(name)]);
  if (spec === undefined) throw new Error('an agent takes a turn');
  run.start(spec);
  run.end(spec.turn, { said });
}

/** A turn that inference loses twice. */
function lose(run: WrittenRun, name: string): void {
  const [spec] = turnsNow(run.view, [agentCalled(name)]);
  if (spec === undefined) throw new Error('an agent takes a turn');
  for (const attempt of [1, 2]) {
    run.start({ ...spec, attempt });
    const { turn, agent } = spec;
    const failure = { kind: 'crashed' as const, detail: 'host died' };
    run.append({ type: 'v1.turn.abandoned', data: { turn, agent, attempt, failure } });
  }
}
