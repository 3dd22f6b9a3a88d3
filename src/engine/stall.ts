/** What is done where no turn is open and nobody has a reason to speak. */
import { present } from '#shared/base/assert.ts';
import { brakeRules } from '#shared/events/rules.ts';
import type { Draft } from '#shared/events/event.ts';
import { nameOf, type AgentId, type MessageId } from '#shared/events/ids.ts';
import type { EventData } from '#shared/events/vocabulary.ts';
import { activeAgents, type RunView } from '#shared/projections/run.ts';
import { lastWordAt } from './recent-turns.ts';
import type { Step } from './step.ts';
import { cycleSentence, shortestCycle, waitsIn } from './wait-cycle.ts';

/**
 * A stall whose cause is known: a cycle of agents who wait for each other gets one neutral nudge for each of them, and where that
 * brought no message the brake ends the run. What waits for the arbiter (a held message, agents it has muted) is left to the arbiter, and a
 * run whose agents have all spent budgets of their own ends by them. Undefined where none of this holds, or the brake is off.
 */
export function knownStall(view: RunView): Step | undefined {
  const active = activeIn(view);
  if (active.length === 0) return nobodyIsActive(view);
  if (isOff(view)) return undefined;
  if (view.held.length > 0) return { kind: 'wait' };
  const before = view.braked.findLast(({ did, seq }) => did === 'nudged' && seq > lastWordAt(view));
  if (before !== undefined) {
    const { brake, agents, messages } = before;
    const evidence = `${before.evidence}; a nudge brought no word`;
    const data = { brake, evidence, agents, messages, did: 'ended' as const };
    return { kind: 'append', drafts: [{ type: 'v1.run.braked', data }] };
  }
  const cycle = shortestCycle(waitsIn(view), active) ?? [];
  if (cycle.length === 0) return undefined;
  const agents = cycle.map(({ from }) => from).filter((agent) => active.includes(agent));
  const messages = cycle.map(({ message }) => message);
  return nudged(view, { brake: 'wait-cycle', evidence: cycleSentence(cycle), agents, messages });
}

/** A stall without a cycle: one neutral nudge for everyone. With the brake off everyone is woken again and again, up to the budget. */
export function newStall(view: RunView): Step {
  const agents = activeIn(view);
  if (isOff(view)) return wakeAgain(view, agents);
  const waits = waitsIn(view);
  const owed = waits.map(({ from, to }) => `${nameOf(from)} waits for ${nameOf(to)}`);
  const evidence = ['nobody has anything to say', ...new Set(owed)].join('; ');
  return nudged(view, { brake: 'stalled', evidence, agents, messages: waits.map(({ message }) => message) });
}

const activeIn = (view: RunView): readonly AgentId[] => activeAgents(view).map(({ agent }) => agent);

const isOff = (view: RunView): boolean => brakeRules(present(view.setup, 'a running run has a setup')).waitCycle === 0;

type Found = {
  readonly brake: EventData<'v1.run.braked'>['brake'];
  readonly evidence: string;
  readonly agents: readonly AgentId[];
  readonly messages: readonly MessageId[];
};

const nudged = (view: RunView, found: Found): Step => ({
  kind: 'append',
  drafts: [
    {
      type: 'v1.run.braked',
      data: { ...found, agents: [...found.agents], messages: [...found.messages], did: 'nudged' },
    },
    ...neutralNudges(view, found.agents),
  ],
});

/** One nudge about nothing in particular to each; it wakes and says nothing. */
function neutralNudges(view: RunView, agents: readonly AgentId[]): readonly Draft[] {
  const since = lastWordAt(view);
  return agents.map((agent): Draft => {
    const earlier = view.nudges.filter((one) => one.agent === agent && one.message === undefined && one.seq > since);
    const until = view.turns.length + 1;
    return { type: 'v1.agent.nudged', data: { agent, count: earlier.length + 1, until } };
  });
}

/** Only where a nudge wakes: a cadence that does not heed nudges would never start a turn. */
function wakeAgain(view: RunView, active: readonly AgentId[]): Step {
  const lastStart = Math.max(0, ...view.turns.map(({ startedAt }) => startedAt));
  const inVain = view.nudges.some(({ message, seq }) => message === undefined && seq > lastStart);
  if (inVain) return { kind: 'end', reason: 'stalled', detail: 'nobody has anything to say, and nudges wake nobody' };
  return { kind: 'append', drafts: neutralNudges(view, active) };
}

function nobodyIsActive(view: RunView): Step {
  const there = view.agents.filter(({ state }) => state !== 'left');
  if (there.some(({ state, spent }) => state === 'muted' && !spent)) return { kind: 'wait' };
  return there.some(({ spent }) => spent)
    ? { kind: 'end', reason: 'budget', detail: 'every agent has spent a budget of its own' }
    : { kind: 'end', reason: 'stalled', detail: 'no agent is left' };
}
