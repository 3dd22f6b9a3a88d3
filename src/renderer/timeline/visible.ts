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

/** The share of each bucket in which a lane was busy, 0 to 1, into `shares`, which is at least as long as there are buckets. */
export function busyShares(
  { from, to }: Edges,
  { first, last }: Range,
  { busy, shares }: { busy: Busy; shares: Float32Array },
): void {
  const { edges, now } = busy;
  const count = edges.length - 1;
  shares.fill(0, 0, count);
  let bucket = 0;
  for (let index = first; index < last; index += 1) {
    const left = from[index] ?? 0;
    const right = Math.min(now, to[index] ?? 0);
    while (bucket < count && (edges[bucket + 1] ?? Infinity) <= left) bucket += 1;
    for (let own = bucket; own < count; own += 1) {
      const start = edges[own] ?? 0;
      const end = edges[own + 1] ?? 0;
      if (start >= right) break;
      const share = (Math.min(right, end) - Math.max(left, start)) / Math.max(1e-9, end - start);
      if (share > 0) shares[own] = Math.min(1, (shares[own] ?? 0) + share);
    }
  }
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
