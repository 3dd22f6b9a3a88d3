import type { Draft } from '#shared/events/event.ts';
import type { Micros } from '#shared/events/ids.ts';
import type { EventData } from '#shared/events/vocabulary.ts';
import type { RunView } from '#shared/projections/run.ts';

type Reached = EventData<'v1.budget.reached'>;

/**
 * The part of the run's budget that is used up, by a fixed priority where several are: tokens, time, turns. One turn is kept for a
 * summary where one is asked for.
 */
export function budgetReached(view: RunView, now: Micros): Reached | undefined {
  const budget = view.setup?.budget;
  if (budget === undefined) return undefined;
  if (budget.tokens !== undefined && view.tokens >= budget.tokens) {
    return { kind: 'tokens', limit: budget.tokens, used: view.tokens };
  }
  if (budget.time !== undefined && now >= budget.time) return { kind: 'time', limit: budget.time, used: now };
  const kept = view.setup?.summary === undefined ? 0 : 1;
  const started = view.turns.length;
  return started >= budget.turns - kept ? { kind: 'turns', limit: budget.turns, used: started } : undefined;
}

/** Agents that have spent a budget of their own and are not yet marked so. */
export function spentAgents(view: RunView): readonly Draft[] {
  const limits = view.setup?.budget.perAgent;
  if (limits === undefined) return [];
  return view.agents.flatMap(({ agent, spent, state, turns, tokens }): readonly Draft[] => {
    if (spent || state === 'left') return [];
    const kind =
      limits.tokens !== undefined && tokens >= limits.tokens
        ? ('tokens' as const)
        : limits.turns !== undefined && turns >= limits.turns
          ? ('turns' as const)
          : undefined;
    if (kind === undefined) return [];
    const [limit, used] = kind === 'tokens' ? [limits.tokens ?? 0, tokens] : [limits.turns ?? 0, turns];
    return [{ type: 'v1.budget.reached', data: { kind, limit, used, agent } }];
  });
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
