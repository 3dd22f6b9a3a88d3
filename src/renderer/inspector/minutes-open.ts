import type { Seq } from '#shared/events/ids.ts';
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { RunSession, RunState } from '../state/run-state.ts';

/** Whether the minutes of a run are open in this window, and where they stand: at a position, or with the playhead. */
export type MinutesOpen = { readonly open: boolean; readonly at: Seq | undefined };

const stores = new WeakMap<RunSession, StoreApi<MinutesOpen>>();

/** One for each open run, shared by whoever opens and whoever shows them. */
export function minutesOpen(session: RunSession): StoreApi<MinutesOpen> {
  const known = stores.get(session) ?? createStore<MinutesOpen>(() => ({ open: false, at: undefined }));
  stores.set(session, known);
  return known;
}

/** Whether a run has just ended before one's eyes: it was going on, one went with it, and now it is over. A log that is read to its end is not. */
export const hasJustEnded = (state: RunState, before: RunState): boolean =>
  before.phase === 'open' &&
  before.last >= before.expected &&
  state.following &&
  before.latest.status !== 'ended' &&
  state.latest.status === 'ended';
