import { createContext, use, useEffect, useState, type ReactNode } from 'react';
import { useStore } from 'zustand';
import type { Client } from '#shared/rpc/client.ts';
import { afterPaint, lateStore, type ReadStore } from './late-store.ts';
import { hashOf, routeOf, type Route } from './route.ts';
import { settings, type Settings } from './settings.ts';
import type { RunSession, RunState } from './run-state.ts';

const FileContext = createContext(false);
const ClientContext = createContext<Client | undefined>(undefined);
const SessionContext = createContext<RunSession | undefined>(undefined);
const LateContext = createContext<ReadStore<RunState> | undefined>(undefined);

type ClientProps = {
  readonly client: Client;
  /** The window is on a file that holds one recording: nothing can be done but look. */
  readonly isFile?: boolean;
  readonly children: ReactNode;
};

export function ClientProvider({ client, isFile = false, children }: ClientProps) {
  return (
    <FileContext value={isFile}>
      <ClientContext value={client}>{children}</ClientContext>
    </FileContext>
  );
}

/** Whether there is nothing behind the window but a file: what needs Parley itself is left out. */
export const useIsFile = (): boolean => use(FileContext);

export function SessionProvider({ session, children }: { readonly session: RunSession; readonly children: ReactNode }) {
  return <SessionContext value={session}>{children}</SessionContext>;
}

/** The method table. */
export function useClient(): Client {
  const client = use(ClientContext);
  if (client === undefined) throw new Error('useClient needs a ClientProvider above it');
  return client;
}

/** The run that this part of the window shows. */
export function useSession(): RunSession {
  const session = use(SessionContext);
  if (session === undefined) throw new Error('useSession needs a SessionProvider above it');
  return session;
}

/** A part of the run's state; the component is drawn again only when that part is another value. */
export function useRun<Part>(part: (state: RunState) => Part): Part {
  const { store } = useSession();
  return useStore(use(LateContext) ?? store, part);
}

/**
 * What stands beside the transcript: all below sees the run as it was painted, a frame later than the transcript, so that what a hand does to
 * the playhead is answered by the words first. However often the run changes between two frames, it is drawn once.
 */
export function Late({ children }: { readonly children: ReactNode }) {
  const { store } = useSession();
  const [late, setLate] = useState(() => lateStore(store, afterPaint));
  if (late.of !== store) setLate(lateStore(store, afterPaint));
  useEffect(() => late.follow(), [late]);
  return <LateContext value={late.store}>{children}</LateContext>;
}

export const useSettings = <Part,>(part: (state: Settings) => Part): Part => useStore(settings, part);

/** Goes to a place in the window; the address is the one truth of where it is. */
export function go(route: Route): void {
  location.hash = hashOf(route);
}

export const currentRoute = (): Route => routeOf(location.hash);
