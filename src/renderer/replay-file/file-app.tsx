import { CSPProvider } from '@base-ui/react/csp-provider';
import { useEffect, type ReactNode } from 'react';
import { useStore } from 'zustand';
import { visibleLine } from '#shared/base/visible-text.ts';
import type { Client } from '#shared/rpc/client.ts';
import { Boundary } from '../app/boundary.tsx';
import { GoToDialog } from '../app/go-to-dialog.tsx';
import { KeysDialog } from '../app/keys-dialog.tsx';
import { dialogs, show } from '../app/palette-state.ts';
import { SettingsDialog } from '../app/settings-dialog.tsx';
import { Toasts } from '../app/toasts.tsx';
import { useTheme } from '../app/use-theme.ts';
import { useWindowKeys } from '../app/use-window-keys.ts';
import { RoomPage } from '../room/room-page.tsx';
import { hashOf, type Route } from '../state/route.ts';
import { useRoute } from '../state/use-route.ts';
import { ClientProvider } from '../state/window.tsx';
import type { About } from './embedded.ts';

/** The window on one recording: the room, its timeline and its inspector, and nothing that would need Parley itself. */
export function FileApp({ about, client }: { readonly about: About; readonly client: Client }) {
  useTheme();
  const route = useOwnRoute(about);
  useEffect(() => {
    document.title = `${visibleLine(about.title)} · Parley`;
  }, [about]);
  return (
    <CSPProvider disableStyleElements>
      <ClientProvider client={client} isFile>
        <Toasts>
          <div className="flex h-full flex-col">
            <main className="min-h-0 min-w-0 grow overflow-hidden">
              <Boundary place={hashOf(route)}>
                <RoomPage route={route} />
              </Boundary>
            </main>
            <FileLine about={about} />
          </div>
          <Dialogs />
        </Toasts>
      </ClientProvider>
    </CSPProvider>
  );
}

/** Those of the window's own dialogs that need nothing but the window. */
function Dialogs() {
  useWindowKeys();
  const open = useStore(dialogs, (state) => state.open);
  if (open === 'keys') return <KeysDialog />;
  if (open === 'settings') return <SettingsDialog />;
  return open === 'go-to' ? <GoToDialog /> : undefined;
}

/** Moments of its own run can be gone to; any other place is not in the file. */
function useOwnRoute({ run }: About): Extract<Route, { page: 'run' }> {
  const route = useRoute();
  return route.page === 'run' && route.run === run ? route : { page: 'run', run };
}

function FileLine({ about: { app, redacted, imported, head } }: { readonly about: About }) {
  return (
    <footer className="flex shrink-0 flex-wrap gap-x-4 border-t border-line bg-panel px-3 py-1 text-[12px] text-dim">
      <span>A recording, exported with Parley {app}: no model runs, nothing is requested.</span>
      {redacted.length > 0 && <span className="text-warn">Taken out: {redacted.join(', ')}.</span>}
      {imported !== undefined && <span className="text-warn">Imported and unverified ({imported.format}).</span>}
      <span className="truncate" title={head}>
        Log {head.slice(0, 12)}
      </span>
      <span className="ml-auto flex gap-3">
        <Opens what="keys">Keys</Opens>
        <Opens what="settings">Settings</Opens>
      </span>
    </footer>
  );
}

type OpensProps = { readonly what: 'keys' | 'settings'; readonly children: ReactNode };

const Opens = ({ what, children }: OpensProps) => (
  <button type="button" className="rounded-control px-1 hover:bg-hover hover:text-text" onClick={() => show(what)}>
    {children}
  </button>
);
