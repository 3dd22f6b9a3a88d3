import { useEffect, useState } from 'react';
import { visibleLine } from '#shared/base/visible-text.ts';
import { ChosenBar } from '../compare/choose-run.tsx';
import { show } from '../app/palette-state.ts';
import { Button } from '../ui/button.tsx';
import { hashOf, type Route } from '../state/route.ts';
import { windowAddress } from '../state/window-address.ts';
import { counted } from '#shared/base/text.ts';
import { FoundMessages, FoundNotes } from './found-messages.tsx';
import { FilterBar, type Choice } from './filter-bar.tsx';
import { useRunList } from './run-list.ts';
import { useRunLines } from './run-lines.ts';
import { RunRows } from './run-rows.tsx';
import { soughtRuns } from './runs-filter.ts';
import { useHits } from './use-hits.ts';
import { useToday } from './use-today.ts';

const HITS = 50;

/** Every run, and every message of them by its words. */
export function RunsPage({ route }: { readonly route: Extract<Route, { page: 'runs' }> }) {
  const { runs, damaged, state, problem } = useRunList();
  const [words, setWords] = useWords(route.query ?? '');
  const [choice, setChoice] = useState<Choice>({ filter: 'all', tags: [] });
  const today = useToday();
  const [scroller, setScroller] = useState<HTMLElement | null>(null);
  const found = useHits(words, HITS);
  const sought = soughtRuns(runs, { ...choice, words: words.trim(), today });
  // Who looks for something is shown each run that is like it.
  const isAll = words.trim() === '' && choice.filter === 'all' && choice.tags.length === 0;
  const { lines, onFold } = useRunLines(sought, { isAll });
  return (
    <div className="flex h-full min-h-0 flex-col">
      <header className="mx-auto flex w-full max-w-5xl flex-col gap-4 px-8 pt-8 pb-4 max-[760px]:px-4">
        <div className="flex items-center justify-between gap-4">
          <h1 className="text-[22px] font-semibold">Runs</h1>
          <Button onClick={() => show('import')}>Import…</Button>
        </div>
        <input
          type="search"
          aria-label="Search runs and messages"
          placeholder="Words of a title, a tag or a message"
          className="h-9 rounded-control border border-line bg-panel px-3 text-[14px] placeholder:text-dim"
          value={words}
          onChange={(event) => setWords(event.target.value)}
        />
        <FilterBar runs={runs} choice={choice} onChange={setChoice} />
      </header>
      <div ref={setScroller} className="relative min-h-0 flex-1 overflow-y-auto">
        <div className="mx-auto flex w-full max-w-5xl flex-col gap-6 px-8 pb-10 max-[760px]:px-4">
          {problem !== undefined && (
            <p role="alert" className="text-bad">
              The runs could not be read: {visibleLine(problem)}
            </p>
          )}
          {found !== undefined && <FoundNotes found={found} />}
          {found !== undefined && <FoundMessages found={found} />}
          <section aria-label="Runs" className="flex flex-col gap-2">
            <output className="text-dim">
              {state === 'opening' ? 'Reading the runs…' : counted(sought.length, 'run')}
            </output>
            {scroller !== null && <RunRows lines={lines} onFold={onFold} today={today} scroller={scroller} />}
            {state === 'there' && sought.length === 0 && <NoRuns isEmpty={runs.length === 0} />}
            {damaged.map((file) => (
              <p key={file.name} className="text-warn">
                <span aria-hidden>▲ </span>
                {visibleLine(file.name)} cannot be read: {visibleLine(file.why)}
              </p>
            ))}
          </section>
        </div>
      </div>
      <ChosenBar runs={runs} />
    </div>
  );
}

const NoRuns = ({ isEmpty }: { readonly isEmpty: boolean }) => (
  <p className="text-dim">
    {isEmpty ? (
      <>
        No runs yet:{' '}
        <a href={hashOf({ page: 'new' })} className="text-accent hover:underline">
          begin a new deliberation
        </a>
        .
      </>
    ) : (
      'No run is like this. Take a word or a filter away.'
    )}
  </p>
);

const PAUSE_MS = 250;

/** What stands in the search field. The address follows it, so that a search can be given away, and it follows the address. */
function useWords(query: string): readonly [string, (words: string) => void] {
  const [words, setWords] = useState(query);
  const [before, setBefore] = useState(query);
  if (query !== before) {
    setBefore(query);
    setWords(query);
  }
  useEffect(() => {
    const timer = setTimeout(() => {
      if (location.hash.startsWith('#/runs')) windowAddress.write(hashOf({ page: 'runs', query: words.trim() }));
    }, PAUSE_MS);
    return () => clearTimeout(timer);
  }, [words]);
  return [words, setWords];
}
