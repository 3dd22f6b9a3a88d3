import type { TurnId } from '#shared/events/ids.ts';
import type { RunSession, RunState } from '../state/run-state.ts';
import type { Selection } from '../state/route.ts';
import { settings } from '../state/settings.ts';
import { pixelOf, ticksOf, type Tick } from './axis.ts';
import { causalOf } from './causal.ts';
import { chosenOf } from './chosen.ts';
import { paintLanes, paintRuler } from './paint.ts';
import { paintBase, paintBrush } from './paint-minimap.ts';
import type { Chosen, Frame } from './scene.ts';
import { palette, watchTheme } from './theme.ts';
import { bucketEdges } from './visible.ts';
import type { TimelineView } from './timeline-view.ts';

/** What the timeline is drawn on. */
export type Parts = {
  readonly lanes: HTMLCanvasElement;
  readonly ruler: HTMLCanvasElement;
  readonly base: HTMLCanvasElement;
  readonly brush: HTMLCanvasElement;
  /** The playhead's head, which is moved along the ruler. */
  readonly head: HTMLElement;
  /** What the lanes are scrolled in. */
  readonly scroller: HTMLElement;
};

/** Draws the timeline whenever what it shows has changed, at most once a frame. */
export interface Stage {
  /** Draws with the next frame. */
  schedule(): void;
  /** Looks at how large the parts are; to be called whenever that has changed. A frame asks the page for no layout. */
  measure(): void;
  /** While a hand is on the playhead the view does not follow it. */
  hold(on: boolean): void;
  dispose(): void;
}

/** Under so many pixels the growth of an open bar is not seen. */
const SEEN = 0.5;

export function stage(session: RunSession, view: TimelineView, parts: Parts): Stage {
  return new Painted(session, view, parts);
}

class Painted implements Stage {
  private readonly session: RunSession;
  private readonly view: TimelineView;
  private readonly parts: Parts;
  private asked: number | undefined;
  private growing: ReturnType<typeof setTimeout> | undefined;
  private held = false;
  private painting = false;
  private wasSeen = true;
  private readonly off: (() => void)[];
  /** Since when each open turn writes, raw microseconds. */
  private readonly writing = new Map<TurnId, number>();
  private lit:
    | { readonly selection: Selection | undefined; readonly upTo: number; readonly chosen: Chosen | undefined }
    | undefined;
  /** What the overview was drawn for; it is drawn again only when that is another. */
  private drawn = '';
  private whole = 0;
  /** CSS pixels, and how far the lanes are scrolled down. */
  private boxes = { height: 0, ruler: 0, base: { width: 0, height: 0 }, top: 0 };

  constructor(session: RunSession, view: TimelineView, parts: Parts) {
    [this.session, this.view, this.parts] = [session, view, parts];
    const again = (): void => this.schedule();
    const scrolled = (): void => {
      this.boxes.top = parts.scroller.scrollTop;
      again();
    };
    parts.scroller.addEventListener('scroll', scrolled, { passive: true });
    this.off = [
      session.store.subscribe((now, before) => this.onRun(now, before)),
      session.writing.subscribe((now) => this.onWriting(now)),
      view.store.subscribe(again),
      settings.subscribe(again),
      watchTheme(() => {
        this.drawn = '';
        again();
      }),
      () => parts.scroller.removeEventListener('scroll', scrolled),
    ];
    this.measure();
  }

  measure(): void {
    const { scroller, ruler, base } = this.parts;
    this.boxes = {
      ...{ height: scroller.clientHeight, ruler: ruler.clientHeight, top: scroller.scrollTop },
      base: { width: base.clientWidth, height: base.clientHeight },
    };
  }

  schedule(): void {
    // What drawing itself moves along is in the frame that is being drawn.
    if (!this.painting)
      this.asked ??= requestAnimationFrame(() => {
        this.asked = undefined;
        this.painting = true;
        this.view.sync();
        this.painting = false;
        this.paint();
      });
  }

  hold(on: boolean): void {
    this.held = on;
  }

  dispose(): void {
    for (const off of this.off) off();
    if (this.asked !== undefined) cancelAnimationFrame(this.asked);
    clearTimeout(this.growing);
  }

  private onRun(now: RunState, before: RunState): void {
    if (now.following && !before.following && now.live) this.view.follow();
    else if (now.headAt !== before.headAt && !now.following && !this.held) {
      // Who looks elsewhere while it plays is not pulled back; who jumps is taken along.
      const { from, span } = this.view.window();
      const head = this.view.head();
      const left = head < from || head > from + span;
      if (left && (!now.playing.on || this.wasSeen)) this.view.reveal();
      this.wasSeen = !left;
    }
    this.schedule();
  }

  private onWriting(now: ReadonlyMap<TurnId, unknown>): void {
    if (!this.session.store.getState().live) return;
    for (const turn of this.writing.keys()) if (!now.has(turn)) this.writing.delete(turn);
    for (const turn of now.keys()) if (!this.writing.has(turn)) this.writing.set(turn, this.view.nowAt());
  }

  private paint(): void {
    const frame = this.frame();
    if (frame === undefined) return;
    const { lanes, ruler, head } = this.parts;
    const { width } = frame.window;
    const height = this.boxes.ruler;
    const [onLanes, onRuler] = [sized(lanes, width, frame.height), sized(ruler, width, height)];
    if (onLanes !== undefined) paintLanes(onLanes, frame);
    if (onRuler !== undefined) paintRuler(onRuler, { ...frame, height });
    const x = Math.max(0, Math.min(width, frame.headX));
    head.style.transform = `translateX(${x - 8}px)`;
    head.style.opacity = x === frame.headX ? '1' : '0.5';
    this.paintOverview(frame);
    this.grow(frame);
  }

  private frame(): Frame | undefined {
    const { session, view } = this;
    const window = view.window();
    if (window.width === 0) return undefined;
    const { head, selection } = session.store.getState();
    const { preview, lane } = view.store.getState();
    const place = preview === undefined ? undefined : view.layout.node(preview);
    const headX = pixelOf(window, view.head());
    let buckets: Float64Array | undefined;
    let ticks: readonly Tick[] | undefined;
    return {
      ticks: () => (ticks ??= ticksOf(view.axis(), view.layout.folds, window)),
      buckets: () => (buckets ??= bucketEdges(view.axis(), window)),
      ...{
        layout: view.layout,
        axis: view.axis(),
        window,
        palette: palette(),
        now: view.now(),
        headX,
        headSeq: head,
        lane,
      },
      chosen: this.chosen(selection),
      preview: place === undefined ? undefined : causalOf(view.layout.nodes, place),
      markSeq: selection?.kind === 'event' ? selection.seq : undefined,
      writing: this.writing,
      top: this.boxes.top,
      height: this.boxes.height,
    };
  }

  private chosen(selection: Selection | undefined): Chosen | undefined {
    const upTo = this.view.layout.end.seq;
    if (this.lit?.selection !== selection || this.lit?.upTo !== upTo)
      this.lit = { selection, upTo, chosen: chosenOf(this.view.layout, selection) };
    return this.lit.chosen;
  }

  private paintOverview(frame: Frame): void {
    const { base, brush } = this.parts;
    const { width, height } = this.boxes.base;
    if (width === 0) return;
    const { axis, layout, palette, now, window } = frame;
    const whole = Math.max(1, axis.unit(now));
    // An open turn makes the run longer all the time: drawn again once that is a pixel.
    if (Math.abs(whole - this.whole) * width > whole) this.whole = whole;
    const key = [
      axis.kind,
      layout.end.seq,
      layout.folds.generation,
      width,
      height,
      devicePixelRatio,
      this.whole,
    ].join();
    if (key !== this.drawn) {
      const ctx = sized(base, width, height);
      if (ctx !== undefined) paintBase(ctx, { layout, axis, palette, whole: this.whole, now, width, height });
      this.drawn = key;
    }
    const ctx = sized(brush, width, height);
    const overview = { whole, width, from: window.from, span: window.span };
    const headX = (this.view.head() / whole) * width;
    if (ctx !== undefined) paintBrush(ctx, { overview, headX, palette, height });
  }

  /** Open turns grow with the clock of a live run: as often as it can be seen. */
  private grow({ layout, axis, window }: Frame): void {
    clearTimeout(this.growing);
    const { live, playing } = this.session.store.getState();
    if (!live || playing.on || layout.open.length === 0 || axis.kind !== 'time') return;
    const perPixel = window.span / 1000 / Math.max(1, window.width);
    this.growing = setTimeout(() => this.schedule(), Math.max(16, Math.min(1000, perPixel * SEEN)));
  }
}

/** The canvas as large as it is shown, in real pixels; drawn on in CSS pixels. */
function sized(canvas: HTMLCanvasElement, width: number, height: number): CanvasRenderingContext2D | undefined {
  const [wide, high] = [Math.round(width * devicePixelRatio), Math.round(height * devicePixelRatio)];
  if (canvas.width !== wide || canvas.height !== high) [canvas.width, canvas.height] = [wide, high];
  const ctx = canvas.getContext('2d') ?? undefined;
  ctx?.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
  return ctx;
}
