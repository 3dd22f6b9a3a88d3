import type { Lane, Bar } from './lane-model.ts';
import { hatch } from './hatch.ts';
import { paintGlyph } from './paint-glyph.ts';
import type { Shades } from './palette.ts';
import { EFFECT } from './causal.ts';
import { BAR, isLit, stagesOf, type Frame } from './scene.ts';
import { busyShares, DENSE, type Busy, type Range } from './visible.ts';
import { pixelOf, unitAt } from './axis.ts';

export const FONT = '600 11px "Inter Variable", system-ui, sans-serif';
const RADIUS = 4;
/** From this width on a block of one shade has round corners. */
const ROUND = 28;
/** What steps back is drawn at this strength. */
export const BACK = 0.35;
/** A bar that is thinner than this is one shade. */
const THIN = 7;

type Row = { readonly lane: Lane; readonly shades: Shades; readonly top: number; readonly range: Range };

/** The bars of a lane one by one; `top` is the upper edge of a bar. */
export function paintBars(ctx: CanvasRenderingContext2D, frame: Frame, row: Row): void {
  const { lane, shades, top, range } = row;
  const { axis, window, now, chosen } = frame;
  const edges = lane.edges[axis.kind];
  for (let index = range.first; index < range.last; index += 1) {
    const bar = lane.bars[index];
    if (bar === undefined) continue;
    const to = edges.to[index] ?? Infinity;
    const left = pixelOf(window, axis.unit(edges.from[index] ?? 0));
    const right = Math.max(left + 1, pixelOf(window, axis.unit(to === Infinity ? now : to)));
    if (chosen !== undefined) ctx.globalAlpha = isLit(bar, frame) ? 1 : BACK;
    if (right - left >= THIN) {
      paintBar(ctx, frame, { bar, shades, top, left, right });
      continue;
    }
    ctx.fillStyle = bar.outcome === 'spoke' || bar.outcome === 'read' ? shades.speak : shades.decide;
    ctx.fillRect(left, top, Math.max(1, right - left - 0.5), BAR);
  }
  ctx.globalAlpha = 1;
}

type One = {
  readonly bar: Bar;
  readonly shades: Shades;
  readonly top: number;
  readonly left: number;
  readonly right: number;
};

function paintBar(ctx: CanvasRenderingContext2D, frame: Frame, { bar, shades, top, left, right }: One): void {
  const writing = bar.to === undefined ? frame.writing.get(bar.turn) : undefined;
  const [queued, prefill, decide] = writing === undefined ? stagesOf(bar) : openStages(bar, writing, frame.now);
  const x = (share: number): number => nearView(frame, left + (right - left) * share);
  if (queued > 0)
    hatch(ctx, { from: x(0), to: x(queued), y: top + BAR / 2, dense: 2, thick: 2, colour: shades.decide });
  const start = x(queued) + 0.5;
  const end = Math.max(start + 2, x(1) - 0.5);
  const speaks = bar.outcome !== 'abandoned' && decide < 1;
  block(ctx, { colour: shades.prefill, from: start, to: speaks ? x(prefill) : end, top, ends: speaks ? LEFT : BOTH });
  if (speaks) {
    block(ctx, { colour: shades.decide, from: x(prefill), to: x(decide), top, ends: prefill > queued ? NONE : LEFT });
    const colour = bar.outcome === 'passed' ? shades.prefill : shades.speak;
    block(ctx, { colour, from: x(decide), to: end, top, ends: decide > queued ? RIGHT : BOTH });
  }
  label(ctx, frame, { bar, shades, top, left: Math.max(0, decide < 1 ? x(decide) : x(queued)), right: x(1) });
  outline(ctx, frame, { bar, shades, top, left: x(queued), right: x(1) });
}

/** As far out of view as a shape is drawn: close up a bar is a hundred windows long, and what is that large is dear. */
export const BEYOND = 40;

const nearView = ({ window }: Frame, x: number): number => Math.max(-BEYOND, Math.min(window.width + BEYOND, x));

const NONE: number[] = [0];
const BOTH: number[] = [RADIUS];
const LEFT: number[] = [RADIUS, 0, 0, RADIUS];
const RIGHT: number[] = [0, RADIUS, RADIUS, 0];

type Block = {
  readonly colour: string;
  readonly from: number;
  readonly to: number;
  readonly top: number;
  /** Which of its corners are round. */
  readonly ends: number[];
};

/** One shade of a bar. Round corners are paths, which cost more than what can be seen of them on something thin. */
function block(ctx: CanvasRenderingContext2D, { colour, from, to, top, ends }: Block): void {
  if (to <= from) return;
  ctx.fillStyle = colour;
  if (ends === NONE || to - from < RADIUS) {
    ctx.fillRect(from, top, to - from, BAR);
    return;
  }
  if (to - from < ROUND) {
    // Of something small a pixel less at its corners looks as round.
    const [left, right] = [ends === RIGHT ? 0 : 1, ends === LEFT ? 0 : 1];
    ctx.fillRect(from, top + 1, to - from, BAR - 2);
    ctx.fillRect(from + left, top, to - from - left - right, BAR);
    return;
  }
  ctx.beginPath();
  ctx.roundRect(from, top, to - from, BAR, ends);
  ctx.fill();
}

/** Of a turn that writes: where in it the writing began. */
function openStages(bar: Bar, since: number, now: number): readonly [number, number, number] {
  const share = Math.min(1, Math.max(0, (since - bar.from.at) / Math.max(1, now - bar.from.at)));
  return [0, share, share];
}

function label(ctx: CanvasRenderingContext2D, frame: Frame, { bar, shades, top, left, right }: One): void {
  const room = right - left;
  if (room < 18) return;
  const onSpeak = bar.outcome === 'spoke' || bar.outcome === 'read' || frame.writing.has(bar.turn);
  const colour = onSpeak ? shades.label : frame.palette.text;
  const words = wordOf(bar, frame);
  let x = left + 6;
  if (bar.act !== undefined) {
    paintGlyph(ctx, bar.act, { x: x + 5, y: top + BAR / 2, size: 11, colour });
    x += 15;
  }
  if (right - x < 10) return;
  ctx.font = FONT;
  ctx.fillStyle = colour;
  ctx.textBaseline = 'middle';
  // Only what does not fit is clipped: a clip costs more than the word.
  if (widthOf(ctx, words) <= right - x - 3) {
    ctx.fillText(words, x, top + BAR / 2 + 0.5);
    return;
  }
  ctx.save();
  ctx.beginPath();
  ctx.rect(x, top, right - x - 2, BAR);
  ctx.clip();
  ctx.fillText(words, x, top + BAR / 2 + 0.5);
  ctx.restore();
}

function wordOf(bar: Bar, { writing }: Frame): string {
  if (bar.to === undefined) return writing.has(bar.turn) ? 'writing' : 'thinking';
  return bar.outcome === 'abandoned' ? 'lost' : (bar.act ?? bar.outcome);
}

const widths = new Map<string, number>();

/** Of a word in the font of the bars; there are only as many as there are acts. */
function widthOf(ctx: CanvasRenderingContext2D, word: string): number {
  const known = widths.get(word) ?? ctx.measureText(word).width;
  widths.set(word, known);
  return known;
}

/** What is told by a line around or under a bar: picked out, lost, open, taken back, reached by what was taken back. */
function outline(ctx: CanvasRenderingContext2D, frame: Frame, { bar, shades, top, left, right }: One): void {
  const { palette, chosen } = frame;
  if (bar.outcome === 'abandoned') frameIt(ctx, { left, right, top, colour: palette.bad, dash: [3, 3], by: 0 });
  if (bar.to === undefined) {
    ctx.fillStyle = shades.full;
    ctx.fillRect(right - 2, top, 2, BAR);
  }
  const place = bar.message === undefined ? undefined : frame.layout.node(bar.message);
  const node = place === undefined ? undefined : frame.layout.nodes[place];
  if (node?.retracted !== undefined && node.retracted <= frame.headSeq) {
    paintGlyph(ctx, 'retracted', { x: right - 2, y: top, size: 13, colour: palette.bad });
    frameIt(ctx, { left, right, top, colour: palette.bad, dash: [], by: 0 });
  } else if (node?.taint !== undefined && node.taint.at <= frame.headSeq) {
    if (node.taint.grade === 'answered')
      paintGlyph(ctx, 'retracted', { x: right - 2, y: top, size: 10, colour: palette.bad });
    hatch(ctx, { from: left + 2, to: right - 2, y: top + BAR + 3, dense: 2, thick: 1.5, colour: palette.bad });
  }
  if (place !== undefined && ((frame.preview?.[place] ?? 0) & EFFECT) !== 0)
    frameIt(ctx, { left, right, top, colour: palette.bad, dash: [2, 2], by: 2 });
  if (bar === chosen?.bar) frameIt(ctx, { left, right, top, colour: palette.text, dash: [], by: 2.5 });
}

type Box = {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly colour: string;
  readonly dash: number[];
  readonly by: number;
};

function frameIt(ctx: CanvasRenderingContext2D, { left, right, top, colour, dash, by }: Box): void {
  ctx.strokeStyle = colour;
  ctx.lineWidth = 1.5;
  ctx.setLineDash(dash);
  ctx.beginPath();
  ctx.roundRect(left - by, top - by, right - left + 2 * by, BAR + 2 * by, RADIUS + by);
  ctx.stroke();
  ctx.setLineDash([]);
}

let shares = new Float32Array(1024);

/** How busy a lane was, where its bars are too many to be told apart; what is lit stands before it as lines. */
export function paintHistogram(
  ctx: CanvasRenderingContext2D,
  frame: Frame,
  { lane, shades, top }: Omit<Row, 'range'>,
): void {
  const busy: Busy = { edges: frame.buckets(), now: frame.now };
  const count = busy.edges.length - 1;
  if (shares.length < count) shares = new Float32Array(count * 2);
  busyShares(lane.edges[frame.axis.kind], busy, shares);
  ctx.globalAlpha = frame.chosen === undefined ? 1 : BACK;
  ctx.fillStyle = shades.speak;
  const [whole, bottom] = [BAR, Math.round(top) + BAR];
  // One shape for the whole lane, in whole pixels: as rectangles, a thousand of them, it takes thrice as long.
  ctx.beginPath();
  ctx.moveTo(0, bottom);
  for (let index = 0; index < count; index += 1) {
    const share = shares[index] ?? 0;
    const y = bottom - (share === 0 ? 0 : Math.max(1, Math.round(share * whole)));
    ctx.lineTo(index * DENSE, y);
    ctx.lineTo((index + 1) * DENSE, y);
  }
  ctx.lineTo(count * DENSE, bottom);
  ctx.fill();
  ctx.globalAlpha = 1;
}

/** Of dense lanes: every message that is joined to what is picked out as one line, no two on one pixel. */
export function paintLit(ctx: CanvasRenderingContext2D, frame: Frame, tops: readonly (number | undefined)[]): void {
  const { chosen, layout, palette, axis, window } = frame;
  if (chosen === undefined) return;
  // Where the next pixel of each lane begins, raw: what lies before it is drawn already.
  const next = new Float64Array(layout.lanes.length).fill(-1);
  for (let place = 0; place < layout.nodes.length; place += 1) {
    if (place !== chosen.origin && (chosen.bits[place] ?? 0) === 0) continue;
    const node = layout.nodes[place];
    const bar = node?.bar;
    const top = bar === undefined ? undefined : tops[bar.lane];
    if (node === undefined || bar === undefined || top === undefined) continue;
    const raw = axis.raw(bar.from);
    if (raw < (next[bar.lane] ?? 0) && place !== chosen.origin) continue;
    const x = Math.round(pixelOf(window, axis.unit(raw)));
    if (x < 0 || x > window.width) continue;
    next[bar.lane] = axis.back(unitAt(window, x + 0.5));
    const seat = layout.lanes[bar.lane]?.seat ?? 0;
    ctx.fillStyle =
      place === chosen.origin ? palette.text : (palette.lanes[seat % palette.lanes.length]?.full ?? palette.text);
    ctx.fillRect(
      x,
      place === chosen.origin ? top - 4 : top,
      place === chosen.origin ? 3 : 1,
      place === chosen.origin ? BAR + 8 : BAR,
    );
  }
}
