import type { AnyEvent } from '../events/event.ts';
import type { Seq } from '../events/ids.ts';
import { foldFrom, type Fold, type Projection } from './projection.ts';

/** The state after the event at `upTo` and before any later one. `events` are in order; the list may begin anywhere. */
export function foldUpTo<State>(events: readonly AnyEvent[], upTo: Seq, source: Fold<State>): State {
  return foldFrom(source.initial(), events.slice(0, countUpTo(events, upTo)), source.fold);
}

export interface Scrubber<State> {
  /**
   * As `foldUpTo`, from the nearest state kept before it: at most `every` events are folded where it has been before, and one where the
   * next event is asked for.
   */
  at(upTo: Seq): State;
  /** How many states are kept. */
  readonly kept: number;
}

/** The state after so many events. */
type Kept<State> = { readonly count: number; readonly state: State };

/**
 * Scrubs through `events`, which may grow at their end between two calls but never change. A state is kept after every `every` events, as
 * far as anyone has looked, besides the farthest one and the one that was asked for last.
 */
export function scrubber<State>(
  source: Projection<State>,
  events: readonly AnyEvent[],
  { every = 256 }: { readonly every?: number } = {},
): Scrubber<State> {
  const checkpoints = [source.initial()];
  let last: Kept<State> = { count: 0, state: source.initial() };
  let farthest = last;
  const nearest = (count: number): Kept<State> => {
    if (farthest.count <= count) return farthest;
    const place = Math.floor(count / every);
    const state = checkpoints[place];
    const isLastNearer = last.count <= count && last.count >= place * every;
    return isLastNearer || state === undefined ? last : { count: place * every, state };
  };
  return {
    at(upTo) {
      const wanted = countUpTo(events, upTo);
      let { count, state } = nearest(wanted);
      for (const event of events.slice(count, wanted)) {
        state = source.fold(state, event);
        count += 1;
        if (count === checkpoints.length * every) checkpoints.push(state);
      }
      last = { count, state };
      if (count >= farthest.count) farthest = last;
      return state;
    },
    get kept() {
      return checkpoints.length;
    },
  };
}

/** How many of the events stand at or before `upTo`: binary search. */
function countUpTo(events: readonly AnyEvent[], upTo: Seq): number {
  let low = 0;
  let high = events.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const event = events[middle];
    if (event !== undefined && event.seq <= upTo) low = middle + 1;
    else high = middle;
  }
  return low;
}
