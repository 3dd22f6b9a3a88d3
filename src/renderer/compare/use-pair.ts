import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { RunId } from '#shared/events/ids.ts';
import { alignedTurns, firstDifference } from '#shared/projections/aligned-turns.ts';
import { openRun } from '../state/run-session.ts';
import type { RunSession } from '../state/run-state.ts';
import { useClient } from '../state/window.tsx';
import { linkSessions } from './link-sessions.ts';
import { turnsIn } from './linked.ts';

export type Pair = readonly [RunSession, RunSession];
export type Side = 0 | 1;

/** Both runs, each with a session of its own, let go of with the page. */
export function usePair([one, other]: readonly [RunId, RunId]): Pair | undefined {
  const client = useClient();
  const [holder] = useState(() => createStore<{ readonly pair?: Pair }>(() => ({})));
  useEffect(() => {
    const pair: Pair = [openRun(client, one), openRun(client, other)];
    holder.setState({ pair }, true);
    return () => {
      for (const session of pair) session.dispose();
      holder.setState({}, true);
    };
  }, [client, one, other, holder]);
  return useStore(holder, (state) => state.pair);
}

export const useIsOpen = ({ store }: RunSession): boolean => useStore(store, (state) => state.phase === 'open');

/** Once both are open they stand where they first differ, unless one of them goes on. */
export function useFirstDifference(pair: Pair, isOpen: boolean): void {
  useEffect(() => {
    if (!isOpen || pair.some(({ store }) => store.getState().live)) return;
    for (const side of [0, 1] as const) seekDifference(pair, side);
  }, [pair, isOpen]);
}

/** To the word of the first turn in which they differ, on one side. */
export function seekDifference(pair: Pair, side: Side): void {
  const first = firstDifferent(pair);
  const { log, seek } = { log: pair[side].log, seek: pair[side].seek.bind(pair[side]) };
  const at = first === undefined ? undefined : turnsIn(log.events).said.get(first);
  if (at !== undefined) seek(at);
}

/** The number of the first turn in which they differ. */
export const firstDifferent = (pair: Pair): number | undefined =>
  firstDifference(alignedTurns(pair.map(({ log }) => log.events)))?.turn;

/** While it is on, one playhead takes the other along; the side that has the keys leads when it is put on. */
export function useLink(pair: Pair, { on, lead }: { readonly on: boolean; readonly lead: () => Side }): void {
  useEffect(() => {
    if (!on) return undefined;
    const side = lead();
    return linkSessions(pair[side], pair[side === 0 ? 1 : 0]);
  }, [pair, on, lead]);
}
