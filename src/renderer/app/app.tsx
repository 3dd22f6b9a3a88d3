import { CSPProvider } from '@base-ui/react/csp-provider';
import { lazy, Suspense, useEffect, useState } from 'react';
import { useStore } from 'zustand';
import type { Line, LineState } from '../state/line.ts';
import { routeOf, type Route } from '../state/route.ts';
import { ClientProvider, useSettings } from '../state/window.tsx';
import { Boundary } from './boundary.tsx';
import { KeysDialog } from './keys-dialog.tsx';
import { dialogs } from './palette-state.ts';
import { Palette } from './palette.tsx';
import { SettingsDialog } from './settings-dialog.tsx';
import { Sidebar } from './sidebar.tsx';
import { StatusLine } from './status-line.tsx';
import { Toasts } from './toasts.tsx';
import { useTheme } from './use-theme.ts';
import { useWindowKeys } from './use-window-keys.ts';

const HomePage = lazy(async () => ({ default: (await import('../library/home-page.tsx')).HomePage }));
const RunsPage = lazy(async () => ({ default: (await import('../library/runs-page.tsx')).RunsPage }));
const ModelsPage = lazy(async () => ({ default: (await import('../models/models-page.tsx')).ModelsPage }));
const NewPage = lazy(async () => ({ default: (await import('../compose/new-page.tsx')).NewPage }));
const RoomPage = lazy(async () => ({ default: (await import('../room/room-page.tsx')).RoomPage }));

/** The whole window: the frame around the page that the address names. */
export function App({ line }: { readonly line: Line }) {
  useTheme();
  useWindowKeys();
  const route = useRoute();
  useTitle(route);
  const state = useStore(line.store);
  const sidebar = useSettings((own) => own.sidebar);
  return (
    <CSPProvider disableStyleElements>
      <ClientProvider client={line.client}>
        <Toasts>
          <div className="flex h-full flex-col">
            <a href="#main" className="sr-only focus:not-sr-only" onClick={toMain}>
              Skip to the page
            </a>
            <LostLine state={state} />
            <div className="flex min-h-0 grow">
              {sidebar && <Sidebar route={route} />}
              <main id="main" tabIndex={-1} className="min-w-0 grow overflow-auto outline-none">
                <Boundary key={route.page}>
                  <Suspense fallback={<p className="p-8 text-dim">Opening…</p>}>
                    <Page route={route} />
                  </Suspense>
                </Boundary>
              </main>
            </div>
            <StatusLine />
          </div>
          <Dialogs />
        </Toasts>
      </ClientProvider>
    </CSPProvider>
  );
}

/** The address stays: it names the place, and `#main` is none. */
function toMain(event: { preventDefault(): void }): void {
  event.preventDefault();
  document.querySelector<HTMLElement>('main')?.focus();
}

function Page({ route }: { readonly route: Route }) {
  switch (route.page) {
    case 'home':
      return <HomePage />;
    case 'new':
      return <NewPage key={route.from} {...(route.from === undefined ? {} : { from: route.from })} />;
    case 'runs':
      return <RunsPage route={route} />;
    case 'models':
      return <ModelsPage />;
    case 'run':
      return <RoomPage route={route} />;
    default:
      return route satisfies never;
  }
}

/** What broke, and what to do, where it is seen at once. */
function LostLine({ state }: { readonly state: LineState }) {
  if (state.state !== 'lost') return undefined;
  return (
    <p role="alert" className="shrink-0 border-b border-line bg-panel px-4 py-2 text-warn">
      {state.message}
    </p>
  );
}

function Dialogs() {
  const open = useStore(dialogs, (state) => state.open);
  if (open === 'palette') return <Palette />;
  if (open === 'keys') return <KeysDialog />;
  return open === 'settings' ? <SettingsDialog /> : undefined;
}

const TITLES: Readonly<Record<Exclude<Route['page'], 'run'>, string>> = {
  home: 'Parley',
  new: 'New deliberation · Parley',
  runs: 'Runs · Parley',
  models: 'Models · Parley',
};

/** The title of a run's page is that page's own. */
function useTitle({ page }: Route): void {
  useEffect(() => {
    if (page !== 'run') document.title = TITLES[page];
  }, [page]);
}

export function useRoute(): Route {
  const [route, setRoute] = useState(() => routeOf(location.hash));
  useEffect(() => {
    const follow = (): void => setRoute(routeOf(location.hash));
    window.addEventListener('hashchange', follow);
    return () => window.removeEventListener('hashchange', follow);
  }, []);
  return route;
}
