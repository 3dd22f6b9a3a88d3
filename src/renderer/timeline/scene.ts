import type { TurnId } from '#shared/events/ids.ts';
import type { Axis, Tick, Window } from './axis.ts';
import { pixelOf } from './axis.ts';
import type { Bar, Lane } from './lane-model.ts';
import type { Layout } from './layout.ts';
import type { Palette, Shades } from './palette.ts';

/** CSS pixels: of a lane, of that of the system, and of a bar. */
export const LANE = 42;
export const QUIET_LANE = 30;
export const BAR = 24;

/** What is picked out, and what it is joined to. */
export type Chosen = {
  /** The place of the message among the nodes; -1 where a turn without a message is picked out. */
  readonly origin: number;
  /** As `causalOf` tells, by place of the nodes. */
  readonly bits: Uint8Array;
  readonly bar: Bar | undefined;
};

/** All that one frame is drawn from. */
export type Frame = {
  readonly layout: Layout;
  readonly axis: Axis;
  readonly window: Window;
  readonly palette: Palette;
  /** Where an open bar ends for now, raw. */
  readonly now: number;
  /** The playhead in pixels; what lies right of it is not yet. */
  readonly headX: number;
  readonly headSeq: number;
  readonly chosen: Chosen | undefined;
  /** The causal future of a message that someone is about to take back. */
  readonly preview: Uint8Array | undefined;
  /** The mark that is picked out, by its event. */
  readonly markSeq: number | undefined;
  readonly lane: number | undefined;
  /** Of open turns that write: since when. */
  readonly writing: ReadonlyMap<TurnId, number>;
  /** Pixels that the lanes are scrolled down by, and what is seen of them. */
  readonly top: number;
  readonly height: number;
  /** The edges of the buckets of a histogram; made once a frame, and only where a lane is dense. */
  readonly buckets: () => Float64Array;
  /** Of the ruler, and of the lines below it. */
  readonly ticks: () => readonly Tick[];
};

export const heightOf = (lane: Lane): number => (lane.kind === 'system' ? QUIET_LANE : LANE);

/** The top of a lane, or of the end of all. */
export function topOf(lanes: readonly Lane[], place: number): number {
  let top = 0;
  for (let index = 0; index < place; index += 1) top += heightOf(lanes[index] as Lane);
  return top;
}

/** The lane at a height; undefined below the last. */
export function laneAt(lanes: readonly Lane[], y: number): number | undefined {
  let top = 0;
  for (const [place, lane] of lanes.entries()) {
    top += heightOf(lane);
    if (y < top) return y < 0 ? undefined : place;
  }
  return undefined;
}

export const shadesFor = (palette: Palette, lane: Lane): Shades =>
  lane.seat === undefined ? palette.quiet : (palette.lanes[lane.seat % palette.lanes.length] ?? palette.quiet);

/** Left and right of a bar in pixels. */
export function edgesOf(
  bar: Bar,
  { axis, window, now }: Pick<Frame, 'axis' | 'window' | 'now'>,
): readonly [number, number] {
  const left = pixelOf(window, axis.unit(axis.raw(bar.from)));
  const right = pixelOf(window, axis.unit(bar.to === undefined ? now : axis.raw(bar.to)));
  return [left, Math.max(left + 1, right)];
}

/** Where in a bar each stage ends, as shares of its length: waiting for a slot, prefill, decide; what is left is speaking. */
export function stagesOf(bar: Bar): readonly [number, number, number] {
  if (bar.stages === undefined) return [0, 1, 1];
  const { queued, prefill, decide, speak, gist } = bar.stages;
  const whole = Math.max(1, queued + prefill + decide + speak + gist);
  return [queued / whole, (queued + prefill) / whole, (queued + prefill + decide) / whole];
}

/** Whether a bar is joined to what is picked out, or is it. */
export function isLit(bar: Bar, { chosen, layout }: Pick<Frame, 'chosen' | 'layout'>): boolean {
  if (chosen === undefined || bar === chosen.bar) return true;
  const place = bar.message === undefined ? undefined : layout.node(bar.message);
  return place !== undefined && (place === chosen.origin || (chosen.bits[place] ?? 0) !== 0);
}
