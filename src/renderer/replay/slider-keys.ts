import type { KeyboardEvent } from 'react';
import { seq } from '#shared/events/ids.ts';
import type { RunSession } from '../state/run-state.ts';

/** Turns that one leaves behind with a page key. */
const PAGE = 10;

const MOVES: Readonly<Record<string, number | 'first' | 'last'>> = {
  ArrowRight: 1,
  ArrowUp: 1,
  ArrowLeft: -1,
  ArrowDown: -1,
  PageUp: PAGE,
  PageDown: -PAGE,
  Home: 'first',
  End: 'last',
};

/** The keys of a slider over a log: a turn at a time, where the browser would move by events. Others go on to whoever hears them. */
export function moveBySliderKey(session: RunSession, event: KeyboardEvent): void {
  const move = MOVES[event.key];
  if (move === undefined || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
  event.preventDefault();
  event.stopPropagation();
  if (move === 'first') session.seek(seq(0));
  else if (move === 'last') session.seek(session.store.getState().last);
  else for (let count = 0; count < Math.abs(move); count += 1) session.step('turn', move > 0 ? 1 : -1);
}
