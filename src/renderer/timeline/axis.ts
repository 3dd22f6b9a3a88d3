import { scaleLinear } from 'd3-scale';
import { countUpTo } from '../state/log-index.ts';
import type { Folds } from './folds.ts';
import { shortClock } from './words.ts';

/**
 * Where things lie from left to right. `time`: wall clock with idle gaps folded. `sequence`: one unit a turn, half of it for its start
 * and half for its end, so that turns which overlapped still overlap and nothing that comes later in the log lies further left.
 */
export type AxisKind = 'time' | 'sequence';

/** A point of the log, as each axis counts: microseconds, and how many turns have started or ended up to it. */
export type Point = { readonly at: number; readonly step: number };

export type Axis = {
  readonly kind: AxisKind;
  /** What an axis counts by, before folding: microseconds or units of the sequence. */
  readonly raw: (point: Point) => number;
  /** From raw to units, and back. */
  readonly unit: (raw: number) => number;
  readonly back: (unit: number) => number;
  /** The shortest span that a window may have, in units. */
  readonly least: number;
};

export function timeAxis(folds: Folds): Axis {
  return {
    kind: 'time',
    raw: ({ at }) => at,
    unit: (raw) => folds.unit(raw),
    back: (unit) => folds.at(unit),
    least: 20_000,
  };
}

export const SEQUENCE: Axis = {
  kind: 'sequence',
  raw: ({ step }) => step / 2,
  unit: (raw) => raw,
  back: (unit) => unit,
  least: 1,
};

/** What is in view: units from the left edge on, drawn over `width` CSS pixels. */
export type Window = { readonly from: number; readonly span: number; readonly width: number };

/** The pixel at which a unit is drawn. */
export const pixelOf = ({ from, span, width }: Window, unit: number): number => ((unit - from) / span) * width;
export const unitAt = ({ from, span, width }: Window, pixel: number): number =>
  from + (width === 0 ? 0 : (pixel / width) * span);

export type Tick = { readonly unit: number; readonly label: string };

/** Pixels between two labels at the least, and about as many between two that are not pushed together by a fold. */
const APART = 56;
const COMFORT = 110;
const SECOND = 1_000_000;

/** Steps of a clock, in seconds. */
const STEPS = [
  ...[0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600],
  ...[900, 1800, 3600, 7200, 14_400, 43_200, 86_400],
];

/** Round points of the axis that are in view, far enough apart to be read. On a folded axis they are round times of the clock. */
export function ticksOf(axis: Axis, folds: Folds, window: Window): readonly Tick[] {
  const { from, span, width } = window;
  const scale = scaleLinear()
    .domain([from, from + span])
    .range([0, width]);
  if (axis.kind === 'sequence') {
    const round = scale.ticks(Math.max(2, Math.floor(width / COMFORT)));
    return round.filter((unit) => Number.isInteger(unit) && unit >= 1).map((unit) => ({ unit, label: `${unit}` }));
  }
  const wished = (span * COMFORT) / Math.max(1, width) / SECOND;
  const found = STEPS.findIndex((own) => own >= wished);
  const place = found === -1 ? STEPS.length - 1 : found;
  const ticks: Placed[] = [];
  const stepAt = (index: number): number =>
    Math.max(STEPS[Math.max(0, index)] ?? 1, found === -1 ? wished : 0) * SECOND;
  const regular = stepAt(place);
  // Round times may all lie in silences that are folded: what is left empty takes finer ones.
  for (const index of [place, place - 2, place - 4]) {
    addTicks(ticks, { axis, folds, window, step: stepAt(index), regular, x: (unit) => scale(unit) });
    if (folds.gaps.length === 0) break;
  }
  return ticks;
}

type Placed = Tick & { readonly x: number; readonly at: number };
type Pass = {
  readonly axis: Axis;
  readonly folds: Folds;
  readonly window: Window;
  /** Microseconds: of this pass, and of the first one. */
  readonly step: number;
  readonly regular: number;
  readonly x: (unit: number) => number;
};

/** Every multiple of `step` that stands far enough from those that are there; `ticks` stays in order. */
function addTicks(ticks: Placed[], { axis, folds, window, step, regular, x }: Pass): void {
  const end = axis.back(window.from + window.span);
  const isFirst = step === regular;
  const [apart, edge] = isFirst ? [APART, Infinity] : [COMFORT, window.width];
  let next = 0;
  for (let at = Math.max(0, Math.ceil(axis.back(window.from) / step) * step); at <= end; at += step) {
    const skipped = insideFold(folds, at);
    if (skipped !== undefined) {
      // Behind a long silence the ticks begin anew; walking through it would cost as much as it is long.
      at = Math.max(at, Math.floor(skipped / step) * step);
      continue;
    }
    const unit = axis.unit(at);
    const own = x(unit);
    while (next < ticks.length && (ticks[next]?.x ?? 0) < own) next += 1;
    const [left, right] = [ticks[next - 1], ticks[next]];
    if (own - (left?.x ?? -Infinity) < apart || (right?.x ?? edge) - own < apart) continue;
    // Between two regular ticks nothing is missing, however far apart they are drawn.
    if (!isFirst && (right?.at ?? Infinity) - (left?.at ?? -Infinity) <= regular) continue;
    ticks.splice(next, 0, { unit, x: own, at, label: shortClock(at, step) });
  }
}

/** The end of the folded gap that a time lies in. */
function insideFold(folds: Folds, at: number): number | undefined {
  const index = countUpTo(folds.gaps, (gap) => gap.from < at) - 1;
  const gap = folds.gaps[index];
  return gap !== undefined && folds.isFolded(index) && at < gap.to ? gap.to : undefined;
}
