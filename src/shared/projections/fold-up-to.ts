import type { AnyEvent } from '../events/event.ts';
import type { Seq } from '../events/ids.ts';
import { foldFrom, type Fold, type Projection } from './projection.ts';

/** The state after the event at `upTo` and before any later one. `events` are in order; the list may begin anywhere. */
export function foldUpTo<State>(events: readonly AnyEvent[], upTo: Seq, source: Fold<State>): State {
  return foldFrom(source.initial(), events.slice(0, countUpTo(events, upTo)), source.fold);
}

export interface Scrubber<State> {
  /** As `foldUpTo`, from the nearest state kept before it: at most `every` events are folded where it has been before. */
  at(upTo: Seq): State;
}

/**
 * Scrubs through `events`, which may grow at their end between two calls but never change. A state is kept after every
 * `every` events, as far as anyone has looked.
 */
export function scrubber<State>(
  source: Projection<State>,
  events: readonly AnyEvent[],
  { every = 256 }: { readonly every?: number } = {},
): Scrubber<State> {
  const first = source.initial();
  const kept: State[] = [first];
  return {
    at(upTo) {
      const count = countUpTo(events, upTo);
      let nearest = Math.min(Math.floor(count / every), kept.length - 1);
      let state = kept[nearest] ?? first;
      for (; (nearest + 1) * every <= count; nearest += 1) {
        state = foldFrom(state, events.slice(nearest * every, (nearest + 1) * every), source.fold);
        kept.push(state);
      }
      return foldFrom(state, events.slice(nearest * every, count), source.fold);
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
