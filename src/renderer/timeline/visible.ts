import type { Axis, Window } from './axis.ts';
import type { Edges, Lane, Mark } from './lane-model.ts';

/** Places of a list from `first` on, before `last`. */
export type Range = { readonly first: number; readonly last: number };

/** More bars than one in so many pixels are not told apart: the lane is drawn as a histogram. */
export const DENSE = 3;

/** The bars that a window touches, the open one among them: two binary searches, for a lane is in order and nothing in it overlaps. */
export function barsIn({ edges }: Lane, axis: Axis, { from, span }: Window): Range {
  const [low, high] = [axis.back(from), axis.back(from + span)];
  const own = edges[axis.kind];
  return { first: firstWhere(own.to, (to) => to > low), last: firstWhere(own.from, (at) => at > high) };
}

/** The marks that a window touches, with `around` pixels more on either side. */
export function marksIn(
  marks: readonly Mark[],
  axis: Axis,
  { window, around }: { window: Window; around: number },
): Range {
  const more = (around / Math.max(1, window.width)) * window.span;
  const [low, high] = [axis.back(window.from - more), axis.back(window.from + window.span + more)];
  return {
    first: firstWhere(marks, (mark) => axis.raw(mark.at) >= low),
    last: firstWhere(marks, (mark) => axis.raw(mark.at) > high),
  };
}

export const isDense = ({ first, last }: Range, width: number): boolean => (last - first) * DENSE > width;

/** The edges of buckets of `DENSE` pixels over the window, in raw points, one more than there are buckets. */
export function bucketEdges(axis: Axis, { from, span, width }: Window): Float64Array {
  const count = Math.max(1, Math.ceil(width / DENSE));
  const edges = new Float64Array(count + 1);
  for (let index = 0; index <= count; index += 1)
    edges[index] = axis.back(from + (span * index * DENSE) / Math.max(1, width));
  return edges;
}

export type Busy = {
  readonly edges: Float64Array;
  /** Where an open bar ends for now, raw. */
  readonly now: number;
};

/**
 * The share of each bucket in which a lane was busy, 0 to 1, into `shares`, which is at least as long as there are buckets. Costs as much as
 * there are buckets, however many bars a lane has: what it was busy up to each edge is known from the sums of its bars.
 */
export function busyShares(lane: Edges, { edges, now }: Busy, shares: Float32Array): void {
  let place = 0;
  let start = edges[0] ?? 0;
  place = firstFrom(lane.from, place, start);
  let busy = busyUpTo(lane, place, Math.min(start, now));
  for (let index = 1; index < edges.length; index += 1) {
    const end = edges[index] ?? 0;
    place = firstFrom(lane.from, place, end);
    const sum = busyUpTo(lane, place, Math.min(end, now));
    shares[index - 1] = Math.min(1, Math.max(0, (sum - busy) / Math.max(1e-9, end - start)));
    [start, busy] = [end, sum];
  }
}

/** How long a lane was busy up to `at`, where the bars before `place` are those that began before then. */
function busyUpTo({ from, to, before }: Edges, place: number, at: number): number {
  if (place === 0) return 0;
  const last = place - 1;
  return (before[last] ?? 0) + Math.max(0, Math.min(at, to[last] ?? 0) - (from[last] ?? 0));
}

/** The first place of a sorted list that is at `bound` or beyond it, sought from `place` on in steps that double; `place` itself is not beyond it. */
function firstFrom(list: readonly number[], place: number, bound: number): number {
  let low = place;
  let step = 1;
  while (low + step <= list.length && (list[low + step - 1] ?? 0) < bound) {
    low += step;
    step *= 2;
  }
  let high = Math.min(list.length, low + step - 1);
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((list[middle] ?? 0) < bound) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The first place that passes in a list of which all from some place on pass; its length where none does. */
export function firstWhere<Item>(list: readonly Item[], passes: (item: Item) => boolean): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const item = list[middle];
    if (item !== undefined && passes(item)) high = middle;
    else low = middle + 1;
  }
  return low;
}
