import { CSPProvider } from '@base-ui/react/csp-provider';
import { Suspense, useEffect } from 'react';
import { useStore } from 'zustand';
import { visibleLine } from '#shared/base/visible-text.ts';
import type { Line, LineState } from '../state/line.ts';
import { hashOf, type Route } from '../state/route.ts';
import { useRoute } from '../state/use-route.ts';
import { ClientProvider, useSettings } from '../state/window.tsx';
import { Boundary } from './boundary.tsx';
import { GoToDialog } from './go-to-dialog.tsx';
import { KeysDialog } from './keys-dialog.tsx';
import { useNarrow } from './narrow.ts';
import { useOpenTitle } from './open-run.ts';
import { dialogs, show } from './palette-state.ts';
import { pageSoon } from './page-soon.tsx';
import { Palette } from './palette.tsx';
import { SettingsDialog } from './settings-dialog.tsx';
import { Sidebar, SidebarOver } from './sidebar.tsx';
import { StatusLine } from './status-line.tsx';
import { Toasts } from './toasts.tsx';
import { useTheme } from './use-theme.ts';
import { useWindowKeys } from './use-window-keys.ts';

const home = pageSoon(async () => ({ default: (await import('../library/home-page.tsx')).HomePage }));
const runs = pageSoon(async () => ({ default: (await import('../library/runs-page.tsx')).RunsPage }));
const models = pageSoon(async () => ({ default: (await import('../models/models-page.tsx')).ModelsPage }));
const compare = pageSoon(async () => ({ default: (await import('../compare/compare-page.tsx')).ComparePage }));
const sweeps = pageSoon(async () => ({ default: (await import('../sweeps/sweeps-page.tsx')).SweepsPage }));
const compose = pageSoon(async () => ({ default: (await import('../compose/new-page.tsx')).NewPage }));
const room = pageSoon(async () => ({ default: (await import('../room/room-page.tsx')).RoomPage }));
const exporting = pageSoon(async () => ({ default: (await import('../transfer/export-dialog.tsx')).ExportDialog }));
const importing = pageSoon(async () => ({ default: (await import('../transfer/import-dialog.tsx')).ImportDialog }));

/** The whole window: the frame around the page that the address names. */
export function App({ line }: { readonly line: Line }) {
  useTheme();
  useWindowKeys();
  const route = useRoute();
  useTitle(route);
  const state = useStore(line.store);
  const sidebar = useSettings((own) => own.sidebar);
  const isNarrow = useNarrow();
  usePagesSoon();
  return (
    <CSPProvider disableStyleElements>
      <ClientProvider client={line.client}>
        <Toasts>
          <div className="flex h-full flex-col">
            <a
              href="#main"
              className="sr-only focus:not-sr-only focus:fixed focus:z-50 focus:m-2 focus:rounded-control focus:bg-accent focus:px-3 focus:py-1.5 focus:text-on-accent"
              onClick={toMain}
            >
              Skip to the page
            </a>
            <LostLine state={state} />
            <div className="flex min-h-0 grow">
              {sidebar && !isNarrow && !isBlind(route) && <Sidebar route={route} />}
              <main id="main" tabIndex={-1} className="min-w-0 grow overflow-auto outline-none">
                <Boundary key={route.page} place={hashOf(route)}>
                  <Suspense fallback={<p className="p-8 text-dim">Opening…</p>}>
                    <Page route={route} />
                  </Suspense>
                </Boundary>
              </main>
            </div>
            <StatusLine hasSidebar={!isBlind(route)} />
          </div>
          <Dialogs route={route} />
        </Toasts>
      </ClientProvider>
    </CSPProvider>
  );
}

/** Whoever judges blind has nothing beside it that names runs or models. */
const isBlind = (route: Route): boolean => route.page === 'sweeps' && route.part === 'judge';

/** The address stays: it names the place, and `#main` is none. */
function toMain(event: { preventDefault(): void }): void {
  event.preventDefault();
  document.querySelector<HTMLElement>('main')?.focus();
}

function Page({ route }: { readonly route: Route }) {
  switch (route.page) {
    case 'home':
      return <home.Page />;
    case 'new':
      return <compose.Page key={route.from} {...(route.from === undefined ? {} : { from: route.from })} />;
    case 'runs':
      return <runs.Page route={route} />;
    case 'models':
      return <models.Page />;
    case 'compare':
      return <compare.Page route={route} />;
    case 'sweeps':
      return <sweeps.Page route={route} />;
    case 'run':
      return <room.Page route={route} />;
    default:
      return route satisfies never;
  }
}

/** What broke, and what to do, where it is seen at once. */
function LostLine({ state }: { readonly state: LineState }) {
  if (state.state !== 'lost') return undefined;
  return (
    <p role="alert" className="shrink-0 border-b border-line bg-panel px-4 py-2 text-warn">
      <span aria-hidden>▲ </span>
      {state.message}
    </p>
  );
}

function Dialogs({ route }: { readonly route: Route }) {
  const { open, run } = useStore(dialogs);
  const close = (): void => show('none');
  const isNarrow = useNarrow();
  switch (open) {
    case 'palette':
    case 'find':
      return <Palette key={open} find={open === 'find'} />;
    case 'go-to':
      return <GoToDialog />;
    case 'keys':
      return <KeysDialog />;
    case 'settings':
      return <SettingsDialog />;
    case 'sidebar':
      return isNarrow ? <SidebarOver route={route} /> : undefined;
    case 'export':
      return <Suspense>{run !== undefined && <exporting.Page key={run.run} run={run} onClose={close} />}</Suspense>;
    case 'import':
      return (
        <Suspense>
          <importing.Page onClose={close} />
        </Suspense>
      );
    case 'none':
      return undefined;
    default:
      return open satisfies never;
  }
}

const TITLES: Readonly<Record<Exclude<Route['page'], 'run'>, string>> = {
  home: 'Parley',
  new: 'New deliberation · Parley',
  runs: 'Runs · Parley',
  models: 'Models · Parley',
  compare: 'Compare · Parley',
  sweeps: 'Sweeps · Parley',
};

function useTitle({ page }: Route): void {
  const run = useOpenTitle();
  const title = page === 'run' ? `${visibleLine(run ?? 'Run')} · Parley` : TITLES[page];
  useEffect(() => {
    document.title = title;
  }, [title]);
}

/** Scripts of pages are there before one goes to them, and do not hold up the first. */
function usePagesSoon(): void {
  useEffect(() => {
    const timer = setTimeout(() => {
      for (const page of [room, compose, runs, models, compare, sweeps, exporting, importing]) page.fetch();
    }, 300);
    return () => clearTimeout(timer);
  }, []);
}
