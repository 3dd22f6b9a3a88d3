import type { MessageId, Seq } from '#shared/events/ids.ts';
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { RunSession } from '../state/run-state.ts';
import type { Selection } from '../state/route.ts';
import { recordedIn } from '../state/recorded.ts';
import { settings } from '../state/settings.ts';
import { SEQUENCE, timeAxis, type Axis, type Window } from './axis.ts';
import type { Bar } from './lane-model.ts';
import { layout, type Layout } from './layout.ts';
import { neighbour } from './lane-walk.ts';

/**
 * What of the run is in view. `whole`: all of it, however it grows, as long as it is short; `newest`: a span that goes along with its end;
 * `free`: where a person has put it.
 */
export type ViewState = {
  readonly mode: 'whole' | 'newest' | 'free';
  readonly from: number;
  readonly span: number;
  /** CSS pixels of the lanes. */
  readonly width: number;
  /** The lane that the keys move in. */
  readonly lane: number | undefined;
  /** A message whose reach is shown before anything is done to it. */
  readonly preview: MessageId | undefined;
  /** Goes up when gaps were folded or unfolded. */
  readonly folded: number;
};

/** The timeline of a run that is open in a window: one for each session, whoever asks for it. The keymap moves it through this. */
export interface TimelineView {
  readonly store: StoreApi<ViewState>;
  readonly layout: Layout;
  axis(): Axis;
  window(): Window;
  /** Lays out what has come since; before anything is read off the layout. */
  takeIn(): void;
  /** Takes in what has come, and moves the window along with it where nobody has moved it away. */
  sync(): void;
  /** Where the run stands now, in microseconds: of a live run with open turns the clock goes on between two events. */
  nowAt(): number;
  /** Where an open bar ends for now, in raw points of the axis. */
  now(): number;
  /** Where the playhead stands on the axis. */
  head(): number;
  /** The last event at or before a unit of the axis. */
  seqAt(unit: number): Seq;
  /** Zooms in (`factor` over 1) or out; the point at this share of the width stays, the middle where none is named. */
  zoomBy(factor: number, at?: number): void;
  /** Moves by a share of the width; right is positive. */
  panBy(share: number): void;
  /** Puts a window where it is asked for, as far as there is something. */
  show(from: number, span: number): void;
  fitAll(): void;
  /** What is picked out, with a little around it; all where nothing is. */
  fitSelection(): void;
  laneUp(): void;
  laneDown(): void;
  /** Brings the playhead into view where it is not. */
  reveal(): void;
  /** Goes along with the newest again. */
  follow(): void;
  toggleGap(index: number): void;
  preview(message: MessageId | undefined): void;
  resize(width: number): void;
}

/** A run that is longer than this is opened at its end while it goes on; microseconds, or turns on the sequence. */
const WHOLE = { time: 90_000_000, sequence: 40 } as const;
/** Empty space behind the newest, as a share of the span. */
const MARGIN = 0.03;

const views = new WeakMap<RunSession, TimelineView>();

export function timelineView(session: RunSession): TimelineView {
  const known = views.get(session);
  if (known !== undefined) return known;
  const view = new View(session);
  views.set(session, view);
  return view;
}

class View implements TimelineView {
  readonly store: StoreApi<ViewState>;
  readonly layout: Layout;
  private readonly session: RunSession;
  private readonly byTime: Axis;
  /** When the newest event came, on the window's own clock. */
  private arrived = performance.now();

  constructor(session: RunSession) {
    const { foldIdle, axis } = settings.getState();
    this.session = session;
    this.layout = layout(foldIdle);
    this.byTime = timeAxis(this.layout.folds);
    this.store = createStore<ViewState>(() => ({
      ...{ mode: 'whole', from: 0, span: WHOLE[axis], width: 0, lane: undefined, preview: undefined, folded: 0 },
    }));
    this.sync();
    settings.subscribe((now, before) => {
      if (now.axis !== before.axis) this.onOtherAxis(before.axis === 'time' ? this.byTime : SEQUENCE);
      if (now.foldIdle !== before.foldIdle) this.keeping(() => this.layout.folds.setAll(now.foldIdle));
    });
  }

  axis(): Axis {
    return settings.getState().axis === 'time' && recordedIn(this.session.log, 'times') ? this.byTime : SEQUENCE;
  }

  window(): Window {
    const { from, span, width } = this.store.getState();
    return { from, span, width };
  }

  takeIn(): void {
    if (this.layout.sync(this.session.log.events)) this.arrived = performance.now();
  }

  sync(): void {
    this.takeIn();
    this.goAlong();
  }

  nowAt(): number {
    const { at } = this.layout.end;
    if (!this.session.store.getState().live || this.layout.open.length === 0) return at;
    return at + (performance.now() - this.arrived) * 1000;
  }

  now(): number {
    const axis = this.axis();
    return axis.raw({ at: this.nowAt(), step: this.layout.end.step + (this.layout.open.length > 0 ? 1 : 0) });
  }

  head(): number {
    const { following, live, head, headAt, playing } = this.session.store.getState();
    const axis = this.axis();
    if (following && live && !playing.on) return axis.unit(this.now());
    if (axis.kind === 'time') return axis.unit(headAt);
    return axis.unit(axis.raw(this.layout.pointOf(head)));
  }

  seqAt(unit: number): Seq {
    const axis = this.axis();
    const raw = axis.back(unit);
    return axis.kind === 'time' ? this.session.log.seqAt(raw) : this.layout.seqAtStep(raw * 2);
  }

  zoomBy(factor: number, at = 0.5): void {
    const { from, span } = this.store.getState();
    const next = Math.min(Math.max(span / factor, this.axis().least), this.longest());
    this.show(from + (span - next) * at, next);
  }

  panBy(share: number): void {
    const { from, span } = this.store.getState();
    this.show(from + share * span, span);
  }

  show(from: number, span: number): void {
    const end = this.end();
    const longest = this.longest();
    const wanted = Math.min(Math.max(span, this.axis().least), longest);
    const left = Math.max(0, Math.min(from, Math.max(0, end - wanted * (1 - MARGIN))));
    const seesEnd = left + wanted >= end;
    const mode = wanted >= longest * 0.999 ? 'whole' : seesEnd ? 'newest' : 'free';
    this.store.setState({ from: left, span: wanted, mode });
  }

  fitAll(): void {
    this.show(0, this.longest());
  }

  fitSelection(): void {
    const found = this.barOf(this.session.store.getState().selection);
    if (found === undefined) return this.fitAll();
    const axis = this.axis();
    const from = axis.unit(axis.raw(found.from));
    const to = axis.unit(found.to === undefined ? this.now() : axis.raw(found.to));
    const span = Math.max((to - from) * 3, axis.least * 3);
    this.show((from + to - span) / 2, span);
  }

  laneUp(): void {
    this.toLane(-1);
  }

  laneDown(): void {
    this.toLane(1);
  }

  reveal(): void {
    const { from, span } = this.store.getState();
    const head = this.head();
    if (head < from || head > from + span) this.show(head - span * 0.2, span);
  }

  follow(): void {
    this.store.setState({ mode: this.end() <= WHOLE[this.axis().kind] ? 'whole' : 'newest' });
    this.goAlong();
  }

  toggleGap(index: number): void {
    this.keeping(() => this.layout.folds.toggle(index));
  }

  preview(message: MessageId | undefined): void {
    this.store.setState({ preview: message });
  }

  resize(width: number): void {
    if (width !== this.store.getState().width) this.store.setState({ width });
  }

  /** The newest point of the run, in units. */
  private end(): number {
    const axis = this.axis();
    return axis.unit(this.now());
  }

  private longest(): number {
    return Math.max(this.end() * (1 + MARGIN), this.axis().least * 4);
  }

  private goAlong(): void {
    const { mode, from, span } = this.store.getState();
    if (mode === 'free') return;
    const end = this.end();
    const growing = this.session.store.getState().live && end > WHOLE[this.axis().kind];
    const next =
      mode === 'whole' && !growing
        ? { from: 0, span: this.longest() }
        : {
            from: Math.max(0, end - (mode === 'whole' ? WHOLE[this.axis().kind] : span) * (1 - MARGIN)),
            span: mode === 'whole' ? WHOLE[this.axis().kind] : span,
          };
    if (next.from !== from || next.span !== span) this.store.setState(next);
  }

  /** The same stretch of the run on the other axis. */
  private onOtherAxis(before: Axis): void {
    const { from, span, mode } = this.store.getState();
    if (mode !== 'free') return this.follow();
    const seqOf = (unit: number): Seq =>
      before.kind === 'time' ? this.session.log.seqAt(before.back(unit)) : this.layout.seqAtStep(before.back(unit) * 2);
    const axis = this.axis();
    const [left, right] = [from, from + span].map((unit) => axis.unit(axis.raw(this.layout.pointOf(seqOf(unit))))) as [
      number,
      number,
    ];
    this.show(left, right - left);
  }

  /** The left edge stays where it was in the run while gaps are folded or unfolded. */
  private keeping(change: () => void): void {
    const { from, folded } = this.store.getState();
    const left = this.byTime.back(from);
    change();
    this.store.setState({ folded: folded + 1 });
    if (this.axis().kind !== 'time') return;
    if (this.store.getState().mode === 'free') this.show(this.byTime.unit(left), this.store.getState().span);
    else this.goAlong();
  }

  private barOf(selection: Selection | undefined): Bar | undefined {
    if (selection?.kind === 'turn') return this.layout.bar(selection.turn);
    if (selection?.kind !== 'message') return undefined;
    return this.layout.nodes[this.layout.node(selection.message) ?? -1]?.bar;
  }

  private toLane(by: 1 | -1): void {
    const { selection } = this.session.store.getState();
    const { lane } = this.store.getState();
    const found = neighbour(this.layout, {
      lane: lane ?? this.barOf(selection)?.lane,
      by,
      seq: this.session.store.getState().head,
    });
    this.store.setState({ lane: found.lane });
    if (found.selection !== undefined) this.session.select(found.selection);
  }
}
