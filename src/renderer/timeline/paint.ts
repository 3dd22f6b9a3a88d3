import { arrowsOf, type Arrow } from './arrows.ts';
import { pixelOf, unitAt } from './axis.ts';
import type { Lane, Mark, Waiting } from './lane-model.ts';
import { BACK, BEYOND, FONT, paintBars, paintHistogram, paintLit } from './paint-bars.ts';
import { arrowCurve, between } from './curve.ts';
import { dotted, hatch } from './hatch.ts';
import { paintGlyph } from './paint-glyph.ts';
import type { Palette } from './palette.ts';
import { BAR, heightOf, LANE, shadesFor, topOf, type Frame } from './scene.ts';
import { barsIn, firstWhere, isDense, marksIn } from './visible.ts';

/** Draws what is in view of the lanes: grid, arrows, waits, bars, marks, and over them what is not yet. */
export function paintLanes(ctx: CanvasRenderingContext2D, frame: Frame): void {
  const { layout, window, palette } = frame;
  ctx.clearRect(0, 0, window.width, frame.height);
  paintGrid(ctx, frame);
  const lanes = layout.lanes.map((lane, place) => ({ lane, place, y: topOf(layout.lanes, place) - frame.top }));
  const seen = lanes.filter(({ lane, y }) => y < frame.height && y + heightOf(lane) > 0);
  paintArrows(ctx, frame, arrowsOf({ layout, axis: frame.axis, window }, frame.chosen));
  const tops: (number | undefined)[] = [];
  for (const { lane, place, y } of seen) {
    const range = barsIn(lane, frame.axis, window);
    const top = y + (LANE - BAR) / 2;
    const row = { lane, shades: shadesFor(palette, lane), top, range };
    if (isDense(range, window.width)) {
      paintHistogram(ctx, frame, row);
      tops[place] = top;
    } else {
      paintWaits(ctx, frame, { waits: lane.waits, y: y + LANE / 2, colour: row.shades.decide });
      paintBars(ctx, frame, row);
    }
    paintMarks(ctx, frame, { lane, y });
  }
  paintLit(ctx, frame, tops);
  paintFuture(ctx, frame);
}

/** Lines of the ruler's ticks, one under each lane, and where a silence is folded. */
function paintGrid(ctx: CanvasRenderingContext2D, frame: Frame): void {
  const { layout, axis, window, palette, height, top } = frame;
  ctx.fillStyle = palette.line;
  for (const { unit } of frame.ticks()) ctx.fillRect(Math.round(pixelOf(window, unit)), 0, 1, height);
  let y = -top;
  for (const lane of layout.lanes) {
    y += heightOf(lane);
    ctx.fillRect(0, Math.round(y) - 1, window.width, 1);
  }
  const current = frame.lane === undefined ? undefined : layout.lanes[frame.lane];
  if (frame.lane !== undefined && current !== undefined) {
    ctx.fillStyle = palette.accent;
    ctx.fillRect(0, topOf(layout.lanes, frame.lane) - top, 2, heightOf(current));
  }
  if (axis.kind === 'time') paintFolds(ctx, frame);
}

/** Folds nearer to each other than this are one line. */
const FOLD_APART = 6;

function paintFolds(ctx: CanvasRenderingContext2D, { layout, axis, window, palette, height }: Frame): void {
  const { gaps } = layout.folds;
  const end = axis.back(window.from + window.span);
  let last = -Infinity;
  for (let index = firstWhere(gaps, ({ to }) => to > axis.back(window.from)); index < gaps.length; index += 1) {
    const gap = gaps[index];
    if (gap === undefined || gap.from > end) break;
    const x = Math.round(pixelOf(window, axis.unit((gap.from + gap.to) / 2)));
    if (!layout.folds.isFolded(index) || x - last < FOLD_APART) continue;
    last = x;
    dotted(ctx, { x, height, colour: palette.dim });
  }
}

type Waits = { readonly waits: Waiting; readonly y: number; readonly colour: string };

/** A thin hatched line for as long as an agent owes or awaits an answer; the bars stand before it. */
function paintWaits(ctx: CanvasRenderingContext2D, frame: Frame, { waits, y, colour }: Waits): void {
  const { axis, window, now } = frame;
  const [low, high] = [axis.back(window.from), axis.back(window.from + window.span)];
  ctx.globalAlpha = frame.chosen === undefined ? 1 : BACK;
  for (const kind of ['awaits', 'owes'] as const) {
    const list = waits[kind];
    const look = kind === 'owes' ? { dense: 2, thick: 3 } : { dense: 1, thick: 1.5 };
    const first = firstWhere(list, ({ to }) => to === undefined || axis.raw(to) > low);
    for (let index = first; index < list.length; index += 1) {
      const wait = list[index];
      if (wait === undefined || axis.raw(wait.from) > high) break;
      const to = wait.to === undefined ? now : axis.raw(wait.to);
      const left = Math.max(0, pixelOf(window, axis.unit(axis.raw(wait.from))));
      hatch(ctx, { from: left, to: Math.min(window.width, pixelOf(window, axis.unit(to))), y, colour, ...look });
    }
  }
  ctx.globalAlpha = 1;
}

/** More arrows than this are told apart by their weight alone: dashes of a curve are dear. */
const DASHED = 90;

function paintArrows(ctx: CanvasRenderingContext2D, frame: Frame, arrows: readonly Arrow[]): void {
  const { layout, palette, top } = frame;
  const middles = layout.lanes.map((lane, place) => topOf(layout.lanes, place) - top + heightOf(lane) / 2);
  for (const { x0, lane0, x1, lane1, answered, lit } of arrows) {
    const lane = layout.lanes[lane0];
    if (lane === undefined) continue;
    const [y0 = 0, y1 = 0] = [middles[lane0], middles[lane1]];
    ctx.globalAlpha = answered ? (lit ? 1 : 0.7) : lit ? 0.75 : BACK;
    ctx.strokeStyle = shadesFor(palette, lane).full;
    ctx.lineWidth = answered ? (lit ? 2.2 : 1.4) : 1;
    const isDashed = !answered && arrows.length <= DASHED;
    if (isDashed) ctx.setLineDash([3, 2]);
    ctx.beginPath();
    const [from, one, two, to] = between(arrowCurve([x0, y0], [x1 - 1, y1]), -BEYOND, frame.window.width + BEYOND);
    ctx.moveTo(...from);
    ctx.bezierCurveTo(...one, ...two, ...to);
    if (isDashed) {
      ctx.stroke();
      ctx.setLineDash([]);
      ctx.beginPath();
    }
    ctx.moveTo(x1 - 5, y1 - 3.5);
    ctx.lineTo(x1, y1);
    ctx.lineTo(x1 - 5, y1 + 3.5);
    ctx.stroke();
  }
  ctx.globalAlpha = 1;
}

/** Marks nearer to each other than this are drawn once; what went wrong is drawn nearer, as far as it can be told apart. */
const APART = 18;
const APART_BAD = 9;

function paintMarks(
  ctx: CanvasRenderingContext2D,
  frame: Frame,
  { lane, y }: { readonly lane: Lane; readonly y: number },
): void {
  const { axis, window, palette } = frame;
  const { first, last } = marksIn(lane.marks, axis, { window, around: 300 });
  // Marks of an agent stand above its bars, where it has any.
  const over = lane.kind === 'agent' && lane.bars.length > 0;
  const middle = over ? y + 6 : y + heightOf(lane) / 2;
  // From where on the next mark is drawn, and the next of what went wrong, raw: most are passed over without a look at the axis.
  let next = -Infinity;
  let nextBad = -Infinity;
  for (let index = first; index < last; index += 1) {
    const mark = lane.marks[index];
    if (mark === undefined) continue;
    const raw = axis.raw(mark.at);
    if (raw < (mark.tone === 'bad' ? nextBad : next) && mark.seq !== frame.markSeq) continue;
    const x = pixelOf(window, axis.unit(raw));
    next = axis.back(unitAt(window, x + APART));
    if (mark.tone === 'bad') nextBad = axis.back(unitAt(window, x + APART_BAD));
    const colour = mark.tone === 'dim' ? palette.dim : palette[mark.tone];
    ctx.globalAlpha = frame.chosen === undefined || isChosen(mark, frame) ? 1 : BACK;
    paintGlyph(ctx, mark.glyph, { x, y: middle, size: 12, colour });
    if (mark.seq === frame.markSeq) ring(ctx, { x, y: middle, palette });
    if (over) continue;
    const after = lane.marks[index + 1];
    const room = after === undefined ? Infinity : pixelOf(window, axis.unit(axis.raw(after.at))) - x - 26;
    if (room > 40) words(ctx, mark, { x: x + 11, y: middle, room: Math.min(room, 260), colour: palette.dim });
  }
  ctx.globalAlpha = 1;
}

function isChosen(mark: Mark, { chosen, layout }: Frame): boolean {
  const place = mark.message === undefined ? undefined : layout.node(mark.message);
  return place !== undefined && chosen !== undefined && (place === chosen.origin || (chosen.bits[place] ?? 0) !== 0);
}

function ring(ctx: CanvasRenderingContext2D, { x, y, palette }: { x: number; y: number; palette: Palette }): void {
  ctx.strokeStyle = palette.text;
  ctx.lineWidth = 1.5;
  ctx.beginPath();
  ctx.arc(x, y, 9, 0, 2 * Math.PI);
  ctx.stroke();
}

type Words = { readonly x: number; readonly y: number; readonly room: number; readonly colour: string };

function words(ctx: CanvasRenderingContext2D, mark: Mark, { x, y, room, colour }: Words): void {
  ctx.save();
  ctx.beginPath();
  ctx.rect(x, y - 10, room, 20);
  ctx.clip();
  ctx.font = FONT.replace('600', '400');
  ctx.fillStyle = colour;
  ctx.textBaseline = 'middle';
  ctx.fillText(mark.text.slice(0, 80), x, y + 0.5);
  ctx.restore();
}

/** What lies right of the playhead is there and is not now: a veil of the ground leaves 35 % of it. */
function paintFuture(ctx: CanvasRenderingContext2D, { headX, window, palette, height }: Frame): void {
  const from = Math.max(0, headX);
  if (from < window.width) {
    ctx.globalAlpha = 1 - BACK;
    ctx.fillStyle = palette.bg;
    ctx.fillRect(from, 0, window.width - from, height);
    ctx.globalAlpha = 1;
  }
  if (headX < -1 || headX > window.width + 1) return;
  ctx.fillStyle = palette.accent;
  ctx.fillRect(headX - 1, 0, 2, height);
}

/** The ruler above the lanes. */
export function paintRuler(ctx: CanvasRenderingContext2D, frame: Frame): void {
  const { window, palette, headX, height } = frame;
  ctx.clearRect(0, 0, window.width, height);
  ctx.font = '400 11px "JetBrains Mono Variable", ui-monospace, monospace';
  ctx.textBaseline = 'middle';
  ctx.fillStyle = palette.dim;
  for (const { unit, label } of frame.ticks()) {
    const x = Math.round(pixelOf(window, unit));
    ctx.fillText(label, x + 4, height / 2);
    ctx.fillRect(x, height - 6, 1, 6);
  }
  if (headX >= -1 && headX <= window.width + 1) {
    ctx.fillStyle = palette.accent;
    ctx.fillRect(headX - 1, height - 8, 2, 8);
  }
}
