import { useEffect } from 'react';
import { seq } from '#shared/events/ids.ts';
import { SPEEDS, type RunSession } from '../state/run-state.ts';
import { settings } from '../state/settings.ts';
import { timelineView } from '../timeline/timeline-view.ts';
import { actionOf, decileOf, keyOf, type ActionId } from './keymap.ts';

/** Listens to the keys of a run for as long as it is open. Single keys are off while one types, and where the person switched them off. */
export function useRunKeys(session: RunSession): void {
  useEffect(() => {
    const hear = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.isComposing || isTyping(event.target) || isInDialog(event.target)) return;
      const key = keyOf(event);
      if (key === 'Escape') return clear(session);
      const { keys, bindings } = settings.getState();
      if (!keys || isOwnKey(event.target, key)) return;
      const tenth = decileOf(key);
      const action = actionOf(key, bindings);
      if (tenth === undefined && (action === undefined || DO[action] === undefined)) return;
      event.preventDefault();
      if (tenth !== undefined) session.seek(seq(Math.round(session.store.getState().last * tenth)));
      else if (action !== undefined) DO[action]?.(session);
    };
    window.addEventListener('keydown', hear);
    return () => window.removeEventListener('keydown', hear);
  }, [session]);
}

/** Clears what is picked out, then goes live; a run is never stopped by it. */
function clear(session: RunSession): void {
  const { selection, live, following } = session.store.getState();
  if (selection !== undefined) session.select(undefined);
  else if (live && !following) session.follow();
}

const DO: Partial<Record<ActionId, (session: RunSession) => void>> = {
  play: (session) => session.play(!session.store.getState().playing.on),
  slower: (session) => changeSpeed(session, -1),
  faster: (session) => changeSpeed(session, 1),
  live: (session) => session.follow(),
  'previous-turn': (session) => session.step('turn', -1),
  'next-turn': (session) => session.step('turn', 1),
  'previous-message': (session) => session.step('message', -1),
  'next-message': (session) => session.step('message', 1),
  'previous-event': (session) => session.step('event', -1),
  'next-event': (session) => session.step('event', 1),
  'previous-marker': (session) => session.step('marker', -1),
  'next-marker': (session) => session.step('marker', 1),
  first: (session) => session.seek(seq(1)),
  last: (session) => session.seek(session.store.getState().last),
  'lane-up': (session) => timelineView(session).laneUp(),
  'lane-down': (session) => timelineView(session).laneDown(),
  'zoom-in': (session) => timelineView(session).zoomBy(1.25),
  'zoom-out': (session) => timelineView(session).zoomBy(0.8),
  'pan-left': (session) => timelineView(session).panBy(-0.2),
  'pan-right': (session) => timelineView(session).panBy(0.2),
  'fit-selection': (session) => timelineView(session).fitSelection(),
  'fit-all': (session) => timelineView(session).fitAll(),
};

export function changeSpeed(session: RunSession, by: 1 | -1): void {
  const at = SPEEDS.indexOf(session.store.getState().playing.speed as (typeof SPEEDS)[number]);
  session.change({ speed: SPEEDS[Math.max(0, Math.min(SPEEDS.length - 1, at + by))] ?? 1 });
}

const elementOf = (target: EventTarget | null): Element | undefined => (target instanceof Element ? target : undefined);

export const isTyping = (target: EventTarget | null): boolean =>
  elementOf(target)?.closest('input, textarea, select, [contenteditable="true"]') !== null &&
  elementOf(target) !== undefined;

const isInDialog = (target: EventTarget | null): boolean =>
  (elementOf(target)?.closest('[role="dialog"], [role="alertdialog"], [role="menu"], [role="listbox"]') ?? null) !==
  null;

/** Keys that what has the focus needs itself: Space and Enter of a button, arrows of a slider or a separator. */
function isOwnKey(target: EventTarget | null, key: string): boolean {
  const element = elementOf(target);
  if (element === undefined) return false;
  if (key === 'Space' || key === 'Enter')
    return element.closest('button, a, summary, [role="button"], [role="tab"], [role="switch"]') !== null;
  return (
    /Arrow|Home|End|Page/.test(key) &&
    element.closest('[role="slider"], [role="separator"], [role="tab"], [role="listbox"]') !== null
  );
}
