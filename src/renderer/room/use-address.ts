import { useEffect } from 'react';
import type { RunSession } from '../state/run-state.ts';
import { routeOf, type Route } from '../state/route.ts';
import { windowAddress } from '../state/window-address.ts';
import { addressOf } from './address.ts';

const PAUSE_MS = 250;

/** Keeps the address in step with what is shown, once it has come to rest; going there by a link moves the session instead of opening it anew. */
export function useAddress(session: RunSession | undefined, route: Extract<Route, { page: 'run' }>): void {
  useEffect(() => {
    if (session === undefined) return undefined;
    let timer: number | undefined;
    const write = (): void => {
      const { head, following, selection, phase, playing } = session.store.getState();
      if (phase !== 'open' || playing.on) return;
      // The window may be on its way to another run already.
      const at = routeOf(location.hash);
      if (at.page === 'run' && at.run === session.run)
        windowAddress.write(addressOf({ run: session.run, head, following, selection }));
    };
    const stop = session.store.subscribe((state, before) => {
      const moved = state.head !== before.head && !state.following;
      const same =
        state.following === before.following &&
        state.selection === before.selection &&
        state.playing.on === before.playing.on;
      if (!moved && same) return;
      window.clearTimeout(timer);
      timer = window.setTimeout(write, PAUSE_MS);
    });
    return () => {
      window.clearTimeout(timer);
      stop();
    };
  }, [session]);

  useEffect(() => {
    if (session === undefined || session.store.getState().phase !== 'open') return;
    if (route.run !== session.run) return;
    if (route.seq === undefined) session.follow();
    else session.seek(route.seq);
    session.select(route.selection);
    // A session that has just been opened stands where its route says.
  }, [route, session]);
}
