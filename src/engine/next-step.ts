import { present, unreachable } from '#shared/base/assert.ts';
import { seq, type Micros } from '#shared/events/ids.ts';
import type { EndReason, EventData } from '#shared/events/vocabulary.ts';
import type { RunView } from '#shared/projections/run.ts';
import { budgetReached, budgetSentence } from './budget.ts';
import { nextOnFloor } from './cadence/floor.ts';
import { nextInRounds } from './cadence/rounds.ts';
import type { TurnSpec } from './cadence/turn-spec.ts';

export type Step =
  | { readonly kind: 'start'; readonly turns: readonly TurnSpec[] }
  | { readonly kind: 'wait' }
  | { readonly kind: 'budget'; readonly reached: EventData<'v1.budget.reached'> }
  | { readonly kind: 'end'; readonly reason: EndReason; readonly detail: string };

/** A turn that inference lost is tried once more. */
const ATTEMPTS = 2;
/** So many turns lost one after the other end the run. */
const LOST_IN_A_ROW = 3;

/**
 * What is to be done now: a pure function of the run. Open turns are let come to their end before anything new is decided about the run,
 * so an ending never overtakes a message.
 */
export function nextStep(view: RunView, now: Micros): Step {
  if (view.status === 'ended' || view.status === 'new') return { kind: 'wait' };
  const open = view.turns.some((turn) => turn.state === 'open');
  const lost = view.turns
    .slice(-LOST_IN_A_ROW)
    .filter((turn) => turn.state === 'abandoned' && turn.crashes >= ATTEMPTS);
  if (!open && lost.length === LOST_IN_A_ROW) {
    return { kind: 'end', reason: 'failed', detail: `inference failed in ${LOST_IN_A_ROW} turns one after the other` };
  }
  if (view.budgetReached !== undefined) {
    return open ? { kind: 'wait' } : { kind: 'end', reason: 'budget', detail: budgetSentence(view.budgetReached) };
  }
  if (view.status === 'paused' || (open && view.setup?.exact === true)) return { kind: 'wait' };
  const retries = retriesOf(view);
  if (retries.length > 0) return { kind: 'start', turns: alone(view, retries) };
  if (!open && nothingNew(view)) {
    return { kind: 'end', reason: 'no-progress', detail: 'everyone passed one after the other' };
  }
  const next = byCadence(view);
  const left = present(view.setup, 'a running run has a setup').budget.turns - view.turns.length;
  const reached = budgetReached(view, now, view.turns.length);
  if (reached !== undefined) return open && next.length === 0 ? { kind: 'wait' } : { kind: 'budget', reached };
  return next.length === 0 ? { kind: 'wait' } : { kind: 'start', turns: alone(view, next.slice(0, left)) };
}

function byCadence(view: RunView): readonly TurnSpec[] {
  const cadence = present(view.setup, 'a running run has a setup').cadence;
  switch (cadence) {
    case 'rounds':
      return nextInRounds(view);
    case 'floor':
    case 'free':
      return nextOnFloor(view);
    default:
      return unreachable(cadence);
  }
}

/** In exact mode turns are taken one at a time. */
function alone(view: RunView, turns: readonly TurnSpec[]): readonly TurnSpec[] {
  return view.setup?.exact === true ? turns.slice(0, 1) : turns;
}

/** Turns to be tried again, on the same ground: those that inference lost once, and those that a kill of the program cut off. */
function retriesOf(view: RunView): readonly TurnSpec[] {
  return view.turns
    .filter((turn) => turn.state === 'abandoned' && turn.crashes < ATTEMPTS)
    .map(({ turn, agent, round, attempt, groundEnd }) => ({
      turn,
      agent,
      round,
      attempt: attempt + 1,
      before: seq(groundEnd + 1),
    }));
}

/** Everyone passed in their last turn. */
function nothingNew(view: RunView): boolean {
  const last = view.turns.slice(-view.agents.length);
  return last.length === view.agents.length && last.every((turn) => turn.state === 'passed');
}
