import { present } from '#shared/base/assert.ts';
import { seq, type Micros } from '#shared/events/ids.ts';
import { activeAgents, type RunView } from '#shared/projections/run.ts';
import { budgetReached, budgetSentence, spentAgents } from './budget.ts';
import { turnsNow, type TurnSpec } from './cadence/turn-spec.ts';
import { settledBy } from './endings.ts';
import { fullMailboxes } from './mail-cap.ts';
import { MODE_RULES } from './mode/mode-rules.ts';
import { overdueDrafts } from './nudges.ts';
import { runBrake } from './run-brakes.ts';
import type { Ending, Step } from './step.ts';
import { keptForVote, nextVoters, voteDrafts } from './votes.ts';

/** A turn that inference lost is tried once more. */
const ATTEMPTS = 2;
/** So many turns lost one after the other end the run. */
const LOST_IN_A_ROW = 3;
/** So many turns lost by one agent make it leave. */
const LOST_BY_ONE = 2;

type Rule = (view: RunView, now: Micros) => Step | undefined;

/**
 * Open turns are let come to their end before anything new is decided about the run, so an ending never overtakes a message. What ends a
 * run comes in a fixed order, so that of two reasons the log always names the same: failure, a budget that the log has named, what was
 * said has settled it, a budget that is reached now, brakes.
 */
export const RULES: readonly Rule[] = [
  inferenceLost,
  oneAtATime,
  summaryComes,
  budgetEnds,
  retries,
  paused,
  bookkeeping,
  settled,
  closingRound,
  budgetIsReached,
  brakes,
  newTurns,
];

/** What is to be done now: a pure function of the run. The first rule that has an answer gives it; the order is part of the contract. */
export function nextStep(view: RunView, now: Micros, rules = RULES): Step {
  if (view.status === 'ended' || view.status === 'new') return WAIT;
  for (const rule of rules) {
    const step = rule(view, now);
    if (step !== undefined) return step;
  }
  return WAIT;
}

const WAIT: Step = { kind: 'wait' };

/** Who loses its turns leaves at once: with turns of others open there may never be a moment without one. */
function inferenceLost(view: RunView): Step | undefined {
  const lost = view.turns.slice(-LOST_IN_A_ROW).filter((turn) => isLost(view, turn));
  if (lost.length === LOST_IN_A_ROW && !isOpen(view)) {
    return { kind: 'end', reason: 'failed', detail: `inference failed in ${LOST_IN_A_ROW} turns one after the other` };
  }
  const failing = activeAgents(view).find(
    ({ agent }) =>
      view.turns
        .filter((turn) => turn.agent === agent)
        .slice(-LOST_BY_ONE)
        .filter((turn) => isLost(view, turn)).length === LOST_BY_ONE,
  );
  if (failing === undefined) return undefined;
  const detail = `inference failed in ${LOST_BY_ONE} of its turns one after the other`;
  return { kind: 'append', drafts: [{ type: 'v1.agent.left', data: { agent: failing.agent, by: 'failure', detail } }] };
}

/** In exact mode turns are taken one at a time. */
function oneAtATime(view: RunView): Step | undefined {
  return isOpen(view) && view.setup?.exact === true ? WAIT : undefined;
}

/** Nothing begins beside the last word on a run. */
function summaryComes(view: RunView): Step | undefined {
  return view.turns.some((turn) => turn.state === 'open' && turn.purpose === 'summary') ? WAIT : undefined;
}

function budgetEnds(view: RunView): Step | undefined {
  if (view.budgetReached === undefined) return undefined;
  return isOpen(view) ? WAIT : over(view, { reason: 'budget', detail: budgetSentence(view.budgetReached) });
}

/** Turns to be tried again, on the same ground: those that inference lost once, and those that a kill of the program cut off. */
function retries(view: RunView): Step | undefined {
  if (view.status === 'paused' && !mayStep(view)) return undefined;
  const again = view.turns
    .filter((turn) => turn.state === 'abandoned' && turn.crashes < ATTEMPTS)
    .filter((turn) => view.agents.some((agent) => agent.agent === turn.agent && agent.state !== 'left'))
    .map(({ turn, agent, round, attempt, groundEnd, purpose }): TurnSpec => ({
      turn,
      agent,
      round,
      attempt: attempt + 1,
      before: seq(groundEnd + 1),
      ...(purpose === undefined ? {} : { purpose }),
    }));
  return again.length === 0 ? undefined : start(view, again);
}

function paused(view: RunView): Step | undefined {
  return view.status === 'paused' && !mayStep(view) ? WAIT : undefined;
}

/** What code finds while turns go on: budgets of single agents, votes, overdue answers. */
function bookkeeping(view: RunView): Step | undefined {
  const own = rulesOf(view).drafts?.(view) ?? [];
  const drafts = [...spentAgents(view), ...own, ...voteDrafts(view), ...overdueDrafts(view), ...fullMailboxes(view)];
  return drafts.length === 0 ? undefined : { kind: 'append', drafts };
}

function settled(view: RunView): Step | undefined {
  if (isOpen(view)) return undefined;
  const ending = settledBy(view) ?? rulesOf(view).ending(view);
  return ending === undefined ? undefined : over(view, ending);
}

/** Once the run is being wrapped up: everyone has a last word, then it ends. */
function closingRound(view: RunView): Step | undefined {
  const { wrapping } = view;
  if (wrapping === undefined) return undefined;
  if (isOpen(view)) return WAIT;
  const silent = activeAgents(view)
    .map(({ agent }) => agent)
    .filter((agent) => !view.turns.some((turn) => turn.agent === agent && turn.startedAt > wrapping.at));
  const left = turnsLeft(view);
  if (silent.length > 0 && left > 0) return start(view, turnsNow(view, silent.slice(0, left), 'closing'));
  return over(view, byArbiter(view, 'the arbiter wrapped up'));
}

function budgetIsReached(view: RunView, now: Micros): Step | undefined {
  const reached = budgetReached(view, now);
  if (reached === undefined) return undefined;
  if (isOpen(view)) return WAIT;
  return { kind: 'append', drafts: [{ type: 'v1.budget.reached', data: reached }] };
}

/** Asked with turns open too: under the cadence `free` there would be no moment without one. */
function brakes(view: RunView): Step | undefined {
  const idle = !isOpen(view) && next(view).length === 0;
  if (idle && rulesOf(view).isHeldUp?.(view) === true) return WAIT;
  const step = runBrake(view, { idle });
  return step?.kind === 'end' ? over(view, step) : step;
}

function newTurns(view: RunView): Step | undefined {
  const turns = next(view).slice(0, Math.max(0, turnsLeft(view) - keptForVote(view)));
  return turns.length === 0 ? undefined : start(view, turns);
}

/** The end, or first the summary that a seat was asked for. */
function over(view: RunView, { reason, detail }: Ending): Step {
  const seat = view.setup?.summary;
  const agent = seat === undefined ? undefined : activeAgents(view).find(({ name }) => name === seat);
  const asked = view.turns.some((turn) => turn.purpose === 'summary');
  if (agent !== undefined && !asked && fitsSummary(view) && view.turns.length < budgetOf(view)) {
    return start(view, turnsNow(view, [agent.agent], 'summary'));
  }
  return { kind: 'end', reason, detail };
}

/** One turn is kept for a summary; of tokens, time and context nothing is. */
function fitsSummary(view: RunView): boolean {
  const tokens = view.setup?.budget.tokens;
  const spent = view.budgetReached !== undefined && view.budgetReached.kind !== 'turns';
  return !spent && (tokens === undefined || view.tokens < tokens);
}

/** How a run ends on the arbiter's word: with the decision that it has made, if any. */
export function byArbiter(view: RunView, detail: string): Ending {
  const decision = view.board.decisions.at(-1);
  return decision === undefined
    ? { reason: 'arbiter', detail }
    : { reason: 'decided', detail: `${decision.proposal} was decided (${decision.how})` };
}

const next = (view: RunView): readonly TurnSpec[] => nextVoters(view) ?? rulesOf(view).next(view);

const rulesOf = (view: RunView) => MODE_RULES[present(view.setup, 'a running run has a setup').mode];

const isOpen = (view: RunView): boolean => view.turns.some((turn) => turn.state === 'open');

/** What was lost before a fork is not held against the branch: it may have other models. */
const isLost = ({ forked }: RunView, turn: RunView['turns'][number]): boolean =>
  turn.state === 'abandoned' && turn.crashes >= ATTEMPTS && turn.changedAt > (forked?.seq ?? 0);

const budgetOf = (view: RunView): number => present(view.setup, 'a running run has a setup').budget.turns;

/** Ordinary turns that the budget still allows; one is kept for a summary. */
const turnsLeft = (view: RunView): number =>
  budgetOf(view) - view.turns.length - (view.setup?.summary === undefined ? 0 : 1);

/** While the run is paused the arbiter may ask for one turn. */
const mayStep = (view: RunView): boolean => view.steppedAt !== undefined;

/** One turn in exact mode and while stepping, else all of them. */
function start(view: RunView, turns: readonly TurnSpec[]): Step {
  const single = view.setup?.exact === true || view.status === 'paused';
  return { kind: 'start', turns: single ? turns.slice(0, 1) : turns };
}
