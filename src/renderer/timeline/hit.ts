import { pixelOf, type Axis, type Window } from './axis.ts';
import type { Bar, Lane, Mark } from './lane-model.ts';
import { firstWhere, marksIn } from './visible.ts';

/** What lies under the pointer. */
export type Hit =
  | { readonly kind: 'bar'; readonly bar: Bar }
  | { readonly kind: 'mark'; readonly mark: Mark }
  | { readonly kind: 'empty' };

export type Aim = {
  /** Pixels from the left edge of the lanes. */
  readonly x: number;
  readonly axis: Axis;
  readonly window: Window;
  /** Where an open bar ends for now, raw. */
  readonly now: number;
};

/** So far from a thin bar, and from the middle of a mark, it still counts as hit. */
const NEAR_BAR = 3;
const NEAR_MARK = 9;

/** A mark before the bar that it stands on; of several, the nearest. */
export function hitIn(lane: Lane, aim: Aim): Hit {
  const mark = nearestMark(lane.marks, aim);
  if (mark !== undefined) return { kind: 'mark', mark };
  const bar = nearestBar(lane, aim);
  return bar === undefined ? { kind: 'empty' } : { kind: 'bar', bar };
}

function nearestMark(marks: readonly Mark[], { x, axis, window }: Aim): Mark | undefined {
  const { first, last } = marksIn(marks, axis, { window, around: NEAR_MARK });
  let found: Mark | undefined;
  let least: number = NEAR_MARK;
  for (let index = first; index < last; index += 1) {
    const mark = marks[index];
    if (mark === undefined) continue;
    const away = Math.abs(pixelOf(window, axis.unit(axis.raw(mark.at))) - x);
    if (away <= least) [found, least] = [mark, away];
  }
  return found;
}

function nearestBar(lane: Lane, { x, axis, window, now }: Aim): Bar | undefined {
  const left = (bar: Bar): number => pixelOf(window, axis.unit(axis.raw(bar.from)));
  const right = (bar: Bar): number => pixelOf(window, axis.unit(bar.to === undefined ? now : axis.raw(bar.to)));
  const after = firstWhere(lane.bars, (bar) => left(bar) > x);
  const away = (bar: Bar): number => Math.max(left(bar) - x, x - right(bar), 0);
  let found: Bar | undefined;
  for (const bar of [lane.bars[after - 1], lane.bars[after]]) {
    if (bar === undefined || away(bar) > NEAR_BAR) continue;
    if (found === undefined || away(bar) < away(found)) found = bar;
  }
  return found;
}
