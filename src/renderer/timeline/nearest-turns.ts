import type { Seq } from '#shared/events/ids.ts';
import type { Axis, Window } from './axis.ts';
import type { Bar } from './lane-model.ts';
import type { Layout } from './layout.ts';
import { barsIn, firstWhere } from './visible.ts';

export type Near = { readonly seq: Seq; readonly most: number };

/** The turns in view that began nearest to a position of the log, at most so many, in order; and the one that began last before it. */
export function nearestTurns(
  { lanes }: Layout,
  { axis, window }: { readonly axis: Axis; readonly window: Window },
  { seq, most }: Near,
): { readonly bars: readonly Bar[]; readonly current: Bar | undefined } {
  const near = lanes.flatMap((lane) => {
    const { first, last } = barsIn(lane, axis, window);
    // No lane can give more than all of them, so a lane of thousands is never walked.
    const middle = Math.min(
      last,
      Math.max(
        first,
        firstWhere(lane.bars, (bar) => bar.startSeq > seq),
      ),
    );
    return lane.bars.slice(Math.max(first, middle - most), Math.min(last, middle + most));
  });
  const away = (bar: Bar): number => Math.abs(bar.startSeq - seq);
  const bars = near
    .toSorted((a, b) => away(a) - away(b))
    .slice(0, most)
    .toSorted((a, b) => a.startSeq - b.startSeq);
  return { bars, current: bars.findLast(({ startSeq }) => startSeq <= seq) ?? bars[0] };
}
