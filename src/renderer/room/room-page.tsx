import { CSPProvider } from '@base-ui/react/csp-provider';
import { useCallback, useEffect, useState } from 'react';
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import { openSession } from '../state/open-session.ts';
import { useRunKeys } from '../replay/use-keys.ts';
import { openRun } from '../state/run-session.ts';
import type { RunSession } from '../state/run-state.ts';
import type { Route } from '../state/route.ts';
import { go, SessionProvider, useClient } from '../state/window.tsx';
import { timelineView } from '../timeline/timeline-view.ts';
import { Button } from '../ui/button.tsx';
import { RoomLayout } from './room-layout.tsx';
import { useAddress } from './use-address.ts';

type RunRoute = Extract<Route, { page: 'run' }>;

/** A run in the window: opens it, shows it, and lets go of it with the page. */
export function RoomPage({ route }: { readonly route: RunRoute }) {
  const [session, reopen] = useOpened(route);
  useAddress(session, route);
  if (session === undefined) return <Opening />;
  return (
    <CSPProvider disableStyleElements>
      <SessionProvider session={session}>
        <Opened session={session} onReopen={reopen} />
      </SessionProvider>
    </CSPProvider>
  );
}

/** The session of the run that the route names; a new one for another run, and where it is asked for. */
function useOpened(route: RunRoute): readonly [RunSession | undefined, () => void] {
  const client = useClient();
  const { run } = route;
  const [again, setAgain] = useState(0);
  const [holder] = useState(() => createStore<{ readonly session?: RunSession }>(() => ({})));
  const session = useStore(holder, (state) => state.session);
  // Where to open is read once for each run: later changes of the address move the session that is there.
  const [first, setFirst] = useState({ route, again });
  if (first.route.run !== run) setFirst({ route, again });
  useEffect(() => {
    const { seq, selection } = first.again === again ? first.route : {};
    const at = { ...optional('seq', seq), ...optional('selection', selection) };
    const opened = openRun(client, run, at);
    holder.setState({ session: opened }, true);
    return () => {
      opened.dispose();
      holder.setState({}, true);
    };
  }, [client, run, again, first, holder]);
  const reopen = useCallback(() => setAgain((count) => count + 1), []);
  return [session, reopen];
}

const optional = <Key extends string, Value>(key: Key, value: Value | undefined) =>
  (value === undefined ? {} : { [key]: value }) as { readonly [K in Key]?: Value };

function Opened({ session, onReopen }: { readonly session: RunSession; readonly onReopen: () => void }) {
  useRunKeys(session);
  useEffect(() => {
    openSession.setState({ session });
    return () => openSession.setState({ session: undefined });
  }, [session]);
  const phase = useStore(session.store, (state) => state.phase);
  const failure = useStore(session.store, (state) => state.failure);
  const hasEvents = useStore(session.store, (state) => state.last > 0);
  useLaidOut(session, phase === 'opening');
  if (phase === 'opening') return <Opening />;
  if (phase === 'failed' && !hasEvents)
    return <NotOpened message={failure?.message ?? 'The run could not be opened.'} onReopen={onReopen} />;
  return <RoomLayout failure={phase === 'failed' ? failure?.message : undefined} onReopen={onReopen} />;
}

/** The timeline lays out what has come while more is on its way, so that the room opens with little left to do. */
function useLaidOut(session: RunSession, isOpening: boolean): void {
  useEffect(() => {
    if (!isOpening) return undefined;
    let frame = requestAnimationFrame(function take() {
      timelineView(session).takeIn();
      frame = requestAnimationFrame(take);
    });
    return () => cancelAnimationFrame(frame);
  }, [session, isOpening]);
}

function Opening() {
  return <output className="block p-8 text-dim">Opening the run…</output>;
}

/** Why, in a sentence, and what to do. */
function NotOpened({ message, onReopen }: { readonly message: string; readonly onReopen: () => void }) {
  return (
    <div className="space-y-3 p-8">
      <h1 className="text-[18px] font-semibold">This run cannot be opened</h1>
      <p role="alert" className="max-w-[74ch]">
        {message}
      </p>
      <div className="flex gap-2">
        <Button kind="primary" onClick={onReopen}>
          Try again
        </Button>
        <Button onClick={() => go({ page: 'runs' })}>Show all runs</Button>
      </div>
    </div>
  );
}
