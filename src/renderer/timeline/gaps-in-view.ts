import { pixelOf, type Axis, type Window } from './axis.ts';
import type { Folds, Gap } from './folds.ts';
import { firstWhere } from './visible.ts';

const APART = 22;
const MOST = 40;

/** Silences in view that stand far enough apart to be pressed, the longer of two that do not. */
export function gapsInView(
  { gaps }: Folds,
  axis: Axis,
  window: Window,
): readonly { readonly gap: Gap; readonly index: number }[] {
  const [low, high] = [axis.back(window.from), axis.back(window.from + window.span)];
  const found: { gap: Gap; index: number; x: number }[] = [];
  for (let index = firstWhere(gaps, ({ to }) => to > low); index < gaps.length; index += 1) {
    const gap = gaps[index];
    if (gap === undefined || gap.from > high) break;
    const x = pixelOf(window, axis.unit((gap.from + gap.to) / 2));
    if (x < 0 || x > window.width) continue;
    const before = found.at(-1);
    if (before !== undefined && x - before.x < APART) {
      if (gap.to - gap.from > before.gap.to - before.gap.from) found[found.length - 1] = { gap, index, x };
    } else if (found.length < MOST) found.push({ gap, index, x });
  }
  return found;
}
