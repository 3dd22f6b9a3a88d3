import type { Axis, Window } from './axis.ts';
import { pixelOf } from './axis.ts';
import type { Layout } from './layout.ts';
import { brushOf, type Overview } from './minimap.ts';
import type { Palette } from './palette.ts';
import { shadesFor } from './scene.ts';
import { bucketEdges, busyShares, DENSE } from './visible.ts';

export type Base = {
  readonly layout: Layout;
  readonly axis: Axis;
  readonly palette: Palette;
  readonly whole: number;
  readonly now: number;
  readonly width: number;
  readonly height: number;
};

let shares = new Float32Array(1024);

/** The run as hairlines, one for each agent, as strong as it was busy; errors and brakes as ticks; folded silences as gaps. */
export function paintBase(
  ctx: CanvasRenderingContext2D,
  { layout, axis, palette, whole, now, width, height }: Base,
): void {
  ctx.clearRect(0, 0, width, height);
  const window: Window = { from: 0, span: whole, width };
  const edges = bucketEdges(axis, window);
  const count = edges.length - 1;
  if (shares.length < count) shares = new Float32Array(count * 2);
  const agents = layout.lanes.filter(({ kind }) => kind === 'agent');
  const step = Math.min(7, (height - 8) / Math.max(1, agents.length));
  for (const [place, lane] of agents.entries()) {
    busyShares(lane.edges[axis.kind], { edges, now }, shares);
    ctx.fillStyle = shadesFor(palette, lane).full;
    const top = 5 + place * step;
    for (let index = 0; index < count; index += 1) {
      const share = shares[index] ?? 0;
      if (share === 0) continue;
      ctx.globalAlpha = 0.3 + 0.7 * share;
      ctx.fillRect(index * DENSE, top, DENSE, Math.max(1, step * 0.65));
    }
  }
  ctx.globalAlpha = 1;
  paintTicks(ctx, { layout, axis, palette, whole, now, width, height });
}

function paintTicks(ctx: CanvasRenderingContext2D, { layout, axis, palette, whole, width, height }: Base): void {
  const window: Window = { from: 0, span: whole, width };
  const last = { bad: -9, warn: -9 };
  for (const lane of layout.lanes) {
    last.bad = last.warn = -9;
    for (const mark of lane.marks) {
      if (mark.tone !== 'bad' && mark.tone !== 'warn') continue;
      const x = Math.round(pixelOf(window, axis.unit(axis.raw(mark.at))));
      if (x - last[mark.tone] < 3) continue;
      last[mark.tone] = x;
      ctx.fillStyle = palette[mark.tone];
      // What went wrong hangs from above, what a brake did stands below: not told by colour alone.
      ctx.fillRect(x, mark.tone === 'bad' ? 0 : height - 4, 2, 4);
    }
  }
  if (axis.kind !== 'time') return;
  ctx.fillStyle = palette.dim;
  let before = -9;
  for (const [index, gap] of layout.folds.gaps.entries()) {
    const x = Math.round(pixelOf(window, axis.unit((gap.from + gap.to) / 2)));
    if (!layout.folds.isFolded(index) || x - before < 4) continue;
    before = x;
    for (let y = 3; y < height - 4; y += 4) ctx.fillRect(x, y, 1, 1.5);
  }
}

export type Over = {
  readonly overview: Overview;
  readonly headX: number;
  readonly palette: Palette;
  readonly height: number;
};

/** The brush and the playhead, over the run. */
export function paintBrush(ctx: CanvasRenderingContext2D, { overview, headX, palette, height }: Over): void {
  const { width } = overview;
  const [left, right] = brushOf(overview);
  ctx.clearRect(0, 0, width, height);
  ctx.globalAlpha = 0.55;
  ctx.fillStyle = palette.bg;
  ctx.fillRect(0, 0, left, height);
  ctx.fillRect(right, 0, width - right, height);
  ctx.globalAlpha = 0.1;
  ctx.fillStyle = palette.accent;
  ctx.fillRect(left, 0, right - left, height);
  ctx.globalAlpha = 1;
  ctx.strokeStyle = palette.accent;
  ctx.lineWidth = 1;
  ctx.strokeRect(left + 0.5, 0.5, Math.max(1, right - left - 1), height - 1);
  ctx.fillRect(left, height / 2 - 6, 3, 12);
  ctx.fillRect(right - 3, height / 2 - 6, 3, 12);
  ctx.fillRect(headX - 0.5, 0, 1.5, height);
}
