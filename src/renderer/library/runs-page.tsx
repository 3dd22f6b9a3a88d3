import { useEffect, useState } from 'react';
import { visibleLine } from '#shared/base/visible-text.ts';
import type { RunRow, SearchHit } from '#shared/rpc/methods.ts';
import { hashOf, type Route } from '../state/route.ts';
import { useClient } from '../state/window.tsx';
import { outcomeWords } from './outcome.ts';
import { RunActions } from './run-actions.tsx';
import { useRunList } from './run-list.ts';

/** Rows that are drawn at once; more are a click away. */
const PAGE = 100;

/** Every run, and every message of them by its words. */
export function RunsPage({ route }: { readonly route: Extract<Route, { page: 'runs' }> }) {
  const { runs, damaged, state } = useRunList();
  const [query, setQuery] = useState(route.query ?? '');
  const [shown, setShown] = useState(PAGE);
  const words = query.trim().toLowerCase();
  const matching = runs.filter(
    (run) => words === '' || [run.title, run.question, ...run.tags].join(' ').toLowerCase().includes(words),
  );
  return (
    <div className="mx-auto flex w-full max-w-5xl flex-col gap-6 px-8 py-10">
      <h1 className="text-[22px] font-semibold">Runs</h1>
      <input
        type="search"
        aria-label="Search runs and messages"
        placeholder="Words of a title, a tag or a message"
        className="h-9 rounded-control border border-line bg-panel px-3 text-[14px] placeholder:text-dim"
        value={query}
        onChange={(event) => setQuery(event.target.value)}
      />
      <Hits query={query} />
      <section aria-label="Runs" className="flex flex-col gap-2">
        <output className="text-dim">
          {state === 'opening' ? 'Reading the runs…' : matching.length === 1 ? '1 run' : `${matching.length} runs`}
        </output>
        <ul className="divide-y divide-line rounded-card border border-line bg-panel">
          {matching.slice(0, shown).map((run) => (
            <Row key={run.run} run={run} />
          ))}
        </ul>
        {matching.length > shown && (
          <button type="button" className="self-start text-accent" onClick={() => setShown(shown + PAGE)}>
            Show {Math.min(PAGE, matching.length - shown)} more
          </button>
        )}
        {state === 'there' && matching.length === 0 && (
          <p className="text-dim">
            {words === '' ? 'No runs yet: begin with a new deliberation.' : 'No run goes by these words.'}
          </p>
        )}
        {damaged.map((file) => (
          <p key={file.name} className="text-warn">
            {visibleLine(file.name)} cannot be read: {visibleLine(file.why)}
          </p>
        ))}
      </section>
    </div>
  );
}

const Row = ({ run }: { readonly run: RunRow }) => (
  <li className="flex items-center gap-3 px-4 py-2.5 hover:bg-hover">
    <a href={hashOf({ page: 'run', run: run.run })} className="min-w-0 grow">
      <span className="flex items-baseline gap-2">
        {run.pinned && <span className="text-[12px] text-warn">pinned</span>}
        <bdi dir="auto" className="truncate font-medium">
          {visibleLine(run.title)}
        </bdi>
        {run.tags.map((tag) => (
          <bdi key={tag} className="rounded-control border border-line px-1.5 text-[11.5px] text-dim">
            {visibleLine(tag)}
          </bdi>
        ))}
      </span>
      <span className="block truncate text-[12px] text-dim">
        {run.source === 'recording' ? 'recording · ' : ''}
        {outcomeWords(run)} · {run.startedAt.slice(0, 16).replace('T', ' ')} · {run.seats.map(visibleLine).join(', ')}
      </span>
    </a>
    <RunActions run={run} />
  </li>
);

/** Messages with these words; a hit leads to its message at its time. */
function Hits({ query }: { readonly query: string }) {
  const client = useClient();
  const [found, setFound] = useState<{ readonly query: string; readonly hits: readonly SearchHit[] }>();
  const asked = query.trim();
  useEffect(() => {
    if (asked === '') return undefined;
    const stop = new AbortController();
    const timer = setTimeout(() => {
      void client.call('runs.search', { query: asked, limit: 50 }, { signal: stop.signal }).then((result) => {
        if (result.ok) setFound({ query: asked, hits: result.value.hits });
      });
    }, 120);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [client, asked]);
  if (asked === '' || found === undefined) return undefined;
  return (
    <section aria-label="Messages" className="flex flex-col gap-2">
      <output className="text-dim">
        {found.hits.length === 0 ? 'No message has these words.' : `${found.hits.length} messages`}
      </output>
      <ul className="divide-y divide-line rounded-card border border-line bg-panel empty:hidden">
        {found.hits.map((hit) => (
          <li key={`${hit.run}/${hit.message}`}>
            <a
              href={hashOf({
                page: 'run',
                run: hit.run,
                seq: hit.seq,
                selection: { kind: 'message', message: hit.message },
              })}
              className="block px-4 py-2.5 hover:bg-hover"
            >
              <bdi dir="auto">
                {hit.snippet.map((piece, index) =>
                  piece.hit ? (
                    <mark key={index}>{visibleLine(piece.text)}</mark>
                  ) : (
                    <span key={index}>{visibleLine(piece.text)}</span>
                  ),
                )}
              </bdi>
              <span className="block text-[12px] text-dim">
                {visibleLine(hit.from)}
                {hit.turn === undefined ? '' : `, turn ${hit.turn}`} · {visibleLine(hit.title)}
              </span>
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}
