import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import { keysOf, keyWords, ACTIONS } from '../replay/keymap.ts';
import { useClient, useSettings } from '../state/window.tsx';
import { toggleSidebar, useNarrow } from './narrow.ts';
import { useOpenFigures } from './open-run.ts';
import { dialogs, show } from './palette-state.ts';

/** Figures, no decoration. What leaves this machine is asked of the host, not said by heart. */
export function StatusLine({ hasSidebar }: { readonly hasSidebar: boolean }) {
  const client = useClient();
  const [leaves, setLeaves] = useState<string>();
  useEffect(() => {
    void client.call('app.info', {}).then((info) => {
      if (info.ok) setLeaves(info.value.leaves);
    });
  }, [client]);
  const figures = useOpenFigures();
  return (
    <footer className="tabular flex h-6.5 shrink-0 items-center gap-5 overflow-hidden border-t border-line bg-panel px-2 text-[12px] whitespace-nowrap text-dim">
      {hasSidebar && <SidebarButton />}
      {leaves !== undefined && (
        <span className={leaves === '' ? '' : 'text-warn'}>
          <span aria-hidden>{leaves === '' ? '● ' : '▲ '}</span>
          {leaves === '' ? 'Nothing leaves this machine' : leaves}
        </span>
      )}
      {figures.map((figure) => (
        <span key={figure} className="max-[760px]:hidden">
          {figure}
        </span>
      ))}
      <span className="grow" />
      <KeysButton />
    </footer>
  );
}

function SidebarButton() {
  const isNarrow = useNarrow();
  const isKept = useSettings((state) => state.sidebar);
  const isOver = useStore(dialogs, (state) => state.open === 'sidebar');
  return (
    <button
      type="button"
      aria-label="Sidebar"
      aria-pressed={isNarrow ? isOver : isKept}
      title="Show or hide the sidebar"
      className="-mr-2 flex size-5.5 items-center justify-center rounded-control hover:bg-hover hover:text-text"
      onClick={toggleSidebar}
    >
      <svg viewBox="0 0 16 16" className="size-3.5" fill="none" stroke="currentColor" strokeWidth="1.5" aria-hidden>
        <rect x="2" y="3" width="12" height="10" rx="1.5" />
        <path d="M6 3v10" />
      </svg>
    </button>
  );
}

function KeysButton() {
  const bindings = useSettings((state) => state.bindings);
  const [key] = ACTIONS.flatMap((action) => (action.id === 'keys' ? keysOf(action, bindings) : []));
  return (
    <button type="button" className="rounded-control px-1 hover:text-text" onClick={() => show('keys')}>
      {key === undefined ? 'keys' : `${keyWords(key)} keys`}
    </button>
  );
}
