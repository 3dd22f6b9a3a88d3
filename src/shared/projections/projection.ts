import type { AnyEvent } from '../events/event.ts';

/** What a state begins as, and what an event makes of it. */
export interface Fold<State> {
  readonly initial: () => State;
  readonly fold: (state: State, event: AnyEvent) => State;
}

/**
 * A pure fold over the log. A state is never changed: it shares with the state before it what stayed equal, so any of
 * them may be kept as a checkpoint. An event that this version does not know leaves the very same state.
 */
export interface Projection<State> extends Fold<State> {
  /** The state after all `events`, which are in order from the first on. */
  readonly of: (events: Iterable<AnyEvent>) => State;
}

export function projection<State>(initial: State, fold: Fold<State>['fold']): Projection<State> {
  return { initial: () => initial, fold, of: (events) => foldFrom(initial, events, fold) };
}

/** `state` and then `events`, one after the other. */
export function foldFrom<State>(state: State, events: Iterable<AnyEvent>, fold: Fold<State>['fold']): State {
  let current = state;
  for (const event of events) current = fold(current, event);
  return current;
}
