import { useState } from 'react';
import { visibleLine } from '#shared/base/visible-text.ts';
import type { RunRow } from '#shared/rpc/methods.ts';
import { grouped, outcomeWords } from '../library/outcome.ts';
import { useRunList } from '../library/run-list.ts';
import { hashOf, type Route } from '../state/route.ts';
import { openPalette } from './palette-state.ts';

/** More than this of one group is on the page of all runs. */
const SHOWN = 30;

/** Every run by what one looks for: what goes on, today's, the recordings. */
export function Sidebar({ route }: { readonly route: Route }) {
  const { runs, state } = useRunList();
  const [today] = useState(() => new Date().toISOString().slice(0, 10));
  return (
    <nav aria-label="Runs" className="flex w-57 shrink-0 flex-col border-r border-line bg-panel">
      <div className="flex flex-col gap-1 p-2">
        <button
          type="button"
          onClick={openPalette}
          className="flex h-8 items-center rounded-control border border-line bg-bg px-2.5 text-left text-[12.5px] text-dim hover:bg-hover"
        >
          <span className="grow">Search</span>
          <kbd className="font-mono text-[11px]">Ctrl K</kbd>
        </button>
        <Place route={{ page: 'home' }} current={route} words="Home" />
        <Place route={{ page: 'new' }} current={route} words="New deliberation" />
        <Place route={{ page: 'runs' }} current={route} words="All runs" />
        <Place route={{ page: 'models' }} current={route} words="Models" />
      </div>
      <div className="min-h-0 grow overflow-y-auto px-2 pb-3" tabIndex={-1}>
        {grouped(runs, today).map(({ words, runs: own }) => (
          <section key={words} aria-label={words}>
            <h2 className="px-2 pt-3 pb-1 text-[12px] text-dim">{words}</h2>
            <ul>
              {own.slice(0, SHOWN).map((run) => (
                <RunLink key={run.run} run={run} isCurrent={route.page === 'run' && route.run === run.run} />
              ))}
            </ul>
            {own.length > SHOWN && (
              <a href={hashOf({ page: 'runs' })} className="block px-2 py-1 text-[12px] text-accent">
                {own.length - SHOWN} more
              </a>
            )}
          </section>
        ))}
        {state === 'there' && runs.length === 0 && (
          <p className="p-2 text-dim">No runs yet. Begin with a new deliberation.</p>
        )}
      </div>
    </nav>
  );
}

type PlaceProps = { readonly route: Route; readonly current: Route; readonly words: string };

const Place = ({ route, current, words }: PlaceProps) => (
  <a
    href={hashOf(route)}
    aria-current={route.page === current.page ? 'page' : undefined}
    className={`rounded-control px-2 py-1 hover:bg-hover ${route.page === current.page ? 'bg-hover' : ''}`}
  >
    {words}
  </a>
);

const RunLink = ({ run, isCurrent }: { readonly run: RunRow; readonly isCurrent: boolean }) => (
  <li>
    <a
      href={hashOf({ page: 'run', run: run.run })}
      aria-current={isCurrent ? 'page' : undefined}
      className={`block rounded-control px-2 py-1.5 hover:bg-hover ${isCurrent ? 'bg-hover' : ''}`}
    >
      <bdi dir="auto" className="block truncate">
        {visibleLine(run.title)}
      </bdi>
      <span className={`block truncate text-[12px] ${run.state === 'running' ? 'text-warn' : 'text-dim'}`}>
        {run.state === 'running' ? '◐ ' : ''}
        {run.source === 'recording' ? `${run.way} · ` : ''}
        {outcomeWords(run)}
      </span>
    </a>
  </li>
);
