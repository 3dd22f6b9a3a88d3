import type { RunSession } from '../state/run-state.ts';
import { pixelOf, unitAt } from './axis.ts';
import { hitIn, type Hit } from './hit.ts';
import { selectionOfBar, selectionOfMark } from './lane-walk.ts';
import { dragged, gripAt, type Grip, type Overview } from './minimap.ts';
import { laneAt } from './scene.ts';
import type { Stage } from './stage.ts';
import type { TimelineView } from './timeline-view.ts';

/** Where the pointer rests, in pixels of the window, and on what. */
export type Hover = { readonly x: number; readonly y: number; readonly hit: Hit; readonly lane: number };

export type Hands = {
  readonly session: RunSession;
  readonly view: TimelineView;
  readonly stage: Stage;
  readonly onHover: (hover: Hover | undefined) => void;
};

/** So far a press may wander and still is a click. */
const CLICK = 4;
/** Half the width in which the playhead's head is taken hold of. */
const HEAD = 8;

/** The hand on the lanes: click picks out, double click seeks, a drag pans, the wheel zooms with Ctrl and pans with Shift. */
export function onLanes(element: HTMLElement, scroller: HTMLElement, hands: Hands): () => void {
  const { session, view, onHover } = hands;
  let press: { x: number; y: number; moved: boolean } | undefined;
  const hitOf = (event: MouseEvent): { hit: Hit; lane: number } => {
    const box = element.getBoundingClientRect();
    const lane = laneAt(view.layout.lanes, event.clientY - box.top);
    const own = lane === undefined ? undefined : view.layout.lanes[lane];
    const aim = { x: event.clientX - box.left, axis: view.axis(), window: view.window(), now: view.now() };
    return { hit: own === undefined ? { kind: 'empty' } : hitIn(own, aim), lane: lane ?? -1 };
  };
  const stop = listen(element, {
    pointerdown(event) {
      if (event.button !== 0 && event.button !== 1) return;
      element.setPointerCapture(event.pointerId);
      press = { x: event.clientX, y: event.clientY, moved: false };
      onHover(undefined);
    },
    pointermove(event) {
      if (press === undefined) {
        const { hit, lane } = hitOf(event);
        element.style.cursor = hit.kind === 'empty' ? 'grab' : 'pointer';
        return onHover(hit.kind === 'empty' ? undefined : { x: event.clientX, y: event.clientY, hit, lane });
      }
      const [dx, dy] = [event.clientX - press.x, event.clientY - press.y];
      if (!press.moved && Math.hypot(dx, dy) < CLICK) return;
      press = { x: event.clientX, y: event.clientY, moved: true };
      element.style.cursor = 'grabbing';
      view.panBy(-dx / Math.max(1, view.window().width));
      scroller.scrollTop -= dy;
    },
    pointerup(event) {
      const clicked = press !== undefined && !press.moved && event.button === 0;
      press = undefined;
      if (!clicked) return;
      const { hit } = hitOf(event);
      session.select(
        hit.kind === 'bar' ? selectionOfBar(hit.bar) : selectionOfMark(hit.kind === 'mark' ? hit.mark : undefined),
      );
    },
    pointercancel: () => (press = undefined),
    pointerleave: () => onHover(undefined),
    dblclick(event) {
      const { hit } = hitOf(event);
      if (hit.kind === 'bar') return session.seek(hit.bar.startSeq);
      if (hit.kind === 'mark') return session.seek(hit.mark.seq);
      session.seek(view.seqAt(unitAt(view.window(), event.clientX - element.getBoundingClientRect().left)));
    },
  });
  const stopWheel = onWheel(scroller, element, view);
  return () => {
    stop();
    stopWheel();
  };
}

/** Ctrl zooms at the cursor, Shift or a sideways wheel pans; plain up and down is left to the scroller. */
export function onWheel(target: HTMLElement, lanes: HTMLElement, view: TimelineView): () => void {
  const wheel = (event: WheelEvent): void => {
    const unit = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1;
    const [dx, dy] = [event.deltaX * unit, event.deltaY * unit];
    const box = lanes.getBoundingClientRect();
    if (event.ctrlKey || event.metaKey) {
      event.preventDefault();
      const at = Math.min(1, Math.max(0, (event.clientX - box.left) / Math.max(1, box.width)));
      return view.zoomBy(Math.exp(-dy * 0.0022), at);
    }
    const sideways = event.shiftKey ? (dx === 0 ? dy : dx) : Math.abs(dx) > Math.abs(dy) ? dx : 0;
    if (sideways === 0) return;
    event.preventDefault();
    view.panBy(sideways / Math.max(1, box.width));
  };
  target.addEventListener('wheel', wheel, { passive: false });
  return () => target.removeEventListener('wheel', wheel);
}

/** The hand on the ruler or on the playhead's head: a drag moves the playhead, one seek a frame however often the pointer moves. */
export function onRuler(element: HTMLElement, { session, view, stage }: Hands): () => void {
  let wanted: number | undefined;
  let frame: number | undefined;
  let down = false;
  const seek = (): void => {
    frame = undefined;
    if (wanted === undefined) return;
    const window = view.window();
    const x = Math.min(window.width, Math.max(0, wanted));
    const unit = unitAt(window, x);
    const axis = view.axis();
    // Drawn to the end of a live run it goes on with it.
    if (axis.back(unit) >= view.now()) session.seek(session.store.getState().last);
    else if (axis.kind === 'time') session.seekTime(Math.max(0, Math.round(axis.back(unit))));
    else session.seek(view.seqAt(unit));
  };
  const want = (event: PointerEvent): void => {
    wanted = event.clientX - element.getBoundingClientRect().left;
    frame ??= requestAnimationFrame(seek);
  };
  const release = (): void => {
    down = false;
    stage.hold(false);
  };
  const stop = listen(element, {
    pointerdown(event) {
      // A button on the ruler is a button; the playhead's head is taken hold of where it is.
      if (event.button !== 0 || (event.target as HTMLElement).closest('button') !== null) return;
      element.setPointerCapture(event.pointerId);
      down = true;
      stage.hold(true);
      const x = event.clientX - element.getBoundingClientRect().left;
      if (Math.abs(x - pixelOf(view.window(), view.head())) > HEAD) want(event);
    },
    pointermove: (event) => (down ? want(event) : undefined),
    pointerup: release,
    pointercancel: release,
  });
  return () => {
    stop();
    if (frame !== undefined) cancelAnimationFrame(frame);
  };
}

/** The hand on the overview: its brush is moved, made longer or shorter, or called to where one presses. */
export function onOverview(element: HTMLElement, view: TimelineView): () => void {
  let grip: { readonly kind: Grip; readonly start: number; readonly overview: Overview } | undefined;
  const now = (): Overview => {
    const { from, span } = view.window();
    const axis = view.axis();
    return { whole: Math.max(1, axis.unit(view.now())), width: element.clientWidth, from, span };
  };
  const xOf = (event: PointerEvent): number => event.clientX - element.getBoundingClientRect().left;
  const move = (x: number): void => {
    if (grip === undefined) return;
    const { from, span } = dragged(grip.overview, grip.kind, { start: grip.start, x });
    view.show(from, span);
  };
  return listen(element, {
    pointerdown(event) {
      if (event.button !== 0) return;
      element.setPointerCapture(event.pointerId);
      const x = xOf(event);
      grip = { kind: gripAt(now(), x), start: x, overview: now() };
      if (grip.kind !== 'outside') return;
      move(x);
      grip = { kind: 'middle', start: x, overview: now() };
    },
    pointermove(event) {
      const x = xOf(event);
      const kind = grip?.kind ?? gripAt(now(), x);
      element.style.cursor = kind === 'left' || kind === 'right' ? 'ew-resize' : kind === 'middle' ? 'grab' : 'pointer';
      move(x);
    },
    pointerup: () => (grip = undefined),
    pointercancel: () => (grip = undefined),
  });
}

type Heard = {
  readonly [Name in 'pointerdown' | 'pointermove' | 'pointerup' | 'pointercancel' | 'pointerleave']?: (
    event: PointerEvent,
  ) => void;
} & { readonly dblclick?: (event: MouseEvent) => void };

function listen(element: HTMLElement, heard: Heard): () => void {
  const stop = new AbortController();
  for (const [name, hear] of Object.entries(heard))
    element.addEventListener(name, hear as EventListener, { signal: stop.signal });
  return () => stop.abort();
}
