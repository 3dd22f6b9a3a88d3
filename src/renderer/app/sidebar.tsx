import { Dialog } from '@base-ui/react/dialog';
import { useEffect } from 'react';
import { grouped } from '../library/outcome.ts';
import { useRunList } from '../library/run-list.ts';
import { useToday } from '../library/use-today.ts';
import { hashOf, type Route } from '../state/route.ts';
import { useOpenId } from './open-run.ts';
import { SidebarGroup } from './sidebar-runs.tsx';
import { SidebarModels } from './sidebar-models.tsx';
import { openPalette, show } from './palette-state.ts';

type Props = { readonly route: Route };

/** Every run by what one looks for: what goes on, today's, the recordings. */
export const Sidebar = ({ route }: Props) => (
  <nav aria-label="Runs" className="flex w-57 shrink-0 flex-col border-r border-line bg-panel">
    <Places route={route} />
  </nav>
);

/** The same over the page, where there is no room beside it. */
export function SidebarOver({ route }: Props) {
  useEffect(() => {
    const close = (): void => show('none');
    window.addEventListener('hashchange', close);
    return () => window.removeEventListener('hashchange', close);
  }, []);
  return (
    <Dialog.Root open onOpenChange={(open) => !open && show('none')}>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-40 bg-black/50" />
        <Dialog.Popup className="fixed inset-y-0 left-0 z-50 flex w-57 max-w-[85vw] flex-col border-r border-line bg-panel shadow-2xl">
          <Dialog.Title className="sr-only">Runs and places</Dialog.Title>
          <nav aria-label="Runs" className="flex min-h-0 grow flex-col">
            <Places route={route} />
          </nav>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function Places({ route }: Props) {
  const { runs, state } = useRunList();
  const today = useToday();
  const openId = useOpenId();
  return (
    <>
      <div className="flex flex-col gap-1 p-2">
        <button
          type="button"
          onClick={openPalette}
          className="flex h-8 items-center gap-1 rounded-control border border-line bg-bg px-2 text-left text-[12px] whitespace-nowrap text-dim hover:bg-hover"
        >
          <span className="grow truncate">Search runs and messages</span>
          <kbd className="shrink-0 font-sans text-[11px]">Ctrl K</kbd>
        </button>
        <div className="mt-1 flex flex-col">
          <Place route={{ page: 'home' }} current={route} words="Home" />
          <Place route={{ page: 'new' }} current={route} words="New deliberation" />
          <Place route={{ page: 'runs' }} current={route} words="All runs" />
          <Place route={{ page: 'compare', runs: [] }} current={route} words="Compare" />
          <Place route={{ page: 'sweeps' }} current={route} words="Sweeps" />
          <Place route={{ page: 'models' }} current={route} words="Models" />
        </div>
      </div>
      <div className="min-h-0 grow overflow-y-auto px-2 pb-3" tabIndex={-1}>
        {grouped(runs, today).map((group) => (
          <SidebarGroup key={group.words} group={group} open={route.page === 'run' ? openId : undefined} />
        ))}
        {state === 'there' && runs.length === 0 && (
          <p className="p-2 text-dim">No runs yet. Begin with a new deliberation.</p>
        )}
        <SidebarModels />
      </div>
    </>
  );
}

type PlaceProps = { readonly route: Route; readonly current: Route; readonly words: string };

const Place = ({ route, current, words }: PlaceProps) => (
  <a
    href={hashOf(route)}
    aria-current={route.page === current.page ? 'page' : undefined}
    className={`rounded-control px-2 py-1 hover:bg-hover ${route.page === current.page ? 'bg-hover font-medium' : ''}`}
  >
    {words}
  </a>
);
