import type { Micros } from '#shared/events/ids.ts';
import type { EventData } from '#shared/events/vocabulary.ts';
import type { RunView } from '#shared/projections/run.ts';

type Reached = EventData<'v1.budget.reached'>;

/** The part of the budget that is used up, by a fixed priority where several are: tokens, time, turns. */
export function budgetReached(view: RunView, now: Micros, started: number): Reached | undefined {
  const budget = view.setup?.budget;
  if (budget === undefined) return undefined;
  if (budget.tokens !== undefined && view.tokens >= budget.tokens) {
    return { kind: 'tokens', limit: budget.tokens, used: view.tokens };
  }
  if (budget.time !== undefined && now >= budget.time) return { kind: 'time', limit: budget.time, used: now };
  if (started >= budget.turns) return { kind: 'turns', limit: budget.turns, used: started };
  return undefined;
}

/** A spent budget in words: `the budget of 9 turns is spent`. */
export function budgetSentence({ kind, limit, used }: Reached): string {
  switch (kind) {
    case 'turns':
      return `the budget of ${limit} turns is spent`;
    case 'tokens':
      return `the budget of ${limit} tokens is spent (${used} used)`;
    case 'time':
      return `the budget of ${Math.round(limit / 1e6)} seconds is spent`;
    case 'context':
      return `the discussion no longer fits the context of ${limit} tokens (${used} needed)`;
    default:
      return kind satisfies never;
  }
}
