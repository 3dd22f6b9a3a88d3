import { useEffect, useState } from 'react';
import { visibleLine } from '#shared/base/visible-text.ts';
import type { RunRow, ScenarioRow } from '#shared/rpc/methods.ts';
import { openAndPlay } from '../replay/open-and-play.ts';
import { hashOf } from '../state/route.ts';
import { go, useClient } from '../state/window.tsx';
import { Button } from '../ui/button.tsx';
import { outcomeWords } from './outcome.ts';
import { useRunList } from './run-list.ts';
import { StarterModel } from './starter-model.tsx';

/** The first minute: what this is, recordings that play at a click, and what one can begin with. */
export function HomePage() {
  const { runs, state } = useRunList();
  const recordings = runs.filter((run) => run.source === 'recording');
  return (
    <div className="mx-auto flex w-full max-w-5xl flex-col gap-10 px-8 py-10 max-[760px]:px-4">
      <header className="flex flex-col gap-4">
        <h1 className="text-[26px] leading-tight font-semibold">Parley</h1>
        <p className="max-w-[60ch] text-[15px] text-dim">
          Several roles on local models deliberate as peers: what one says goes straight into another’s context. You are
          the arbiter, and every moment can be watched again.
        </p>
        <div className="flex flex-wrap gap-2">
          <Button kind="primary" onClick={() => go({ page: 'new' })}>
            New deliberation
          </Button>
          <StarterModel />
        </div>
      </header>
      <Gallery recordings={recordings} isThere={state === 'there'} />
      <Scenarios />
    </div>
  );
}

function Gallery({ recordings, isThere }: { readonly recordings: readonly RunRow[]; readonly isThere: boolean }) {
  return (
    <section className="flex flex-col gap-3">
      <h2 className="text-[15px] font-medium">Recordings</h2>
      <p className="text-dim">
        {isThere && recordings.length === 0
          ? 'There are none beside this program. Begin a deliberation: it is recorded as it goes.'
          : 'Real runs that play as they happened. No model is needed, and none runs.'}
      </p>
      <ul className="grid grid-cols-[repeat(auto-fill,minmax(17rem,1fr))] gap-3">
        {recordings.map((run) => (
          <RecordingCard key={run.run} run={run} />
        ))}
      </ul>
    </section>
  );
}

const RecordingCard = ({ run }: { readonly run: RunRow }) => (
  <li className="relative flex rounded-card border border-line bg-panel hover:bg-hover">
    <a href={hashOf({ page: 'run', run: run.run })} className="flex min-w-0 grow flex-col gap-1 rounded-card p-4">
      <span className="text-[12px] text-accent">{run.way}</span>
      <bdi dir="auto" className="truncate font-medium">
        {visibleLine(run.title)}
      </bdi>
      <bdi dir="auto" className="line-clamp-2 text-[12.5px] text-dim">
        {visibleLine(run.question)}
      </bdi>
      <span className="mt-auto truncate pt-3 text-[12px] text-dim">{run.models.map(visibleLine).join(', ')}</span>
      <span className="text-[12px] text-dim">{outcomeWords(run)}</span>
      <span className="pt-1 text-[12px] text-accent">Open the recording</span>
    </a>
    <Button
      className="absolute right-3 bottom-3"
      aria-label={`Play: ${visibleLine(run.title)}, ${run.way}`}
      onClick={() => openAndPlay(run.run)}
    >
      <span aria-hidden>▶</span> Play
    </Button>
  </li>
);

function Scenarios() {
  const client = useClient();
  const [scenarios, setScenarios] = useState<readonly ScenarioRow[]>([]);
  useEffect(() => {
    void client.call('scenario.list', {}).then((found) => {
      if (found.ok) setScenarios(found.value.scenarios);
    });
  }, [client]);
  if (scenarios.length === 0) return undefined;
  return (
    <section className="flex flex-col gap-3">
      <h2 className="text-[15px] font-medium">Scenarios to begin with</h2>
      <ul className="divide-y divide-line rounded-card border border-line bg-panel">
        {scenarios.map((scenario) => (
          <li key={`${scenario.source}/${scenario.name}`}>
            <a
              href={hashOf({ page: 'new', from: scenario.name })}
              className="flex flex-wrap items-baseline gap-x-4 px-4 py-2.5 hover:bg-hover"
            >
              <bdi dir="auto" className="font-medium">
                {visibleLine(scenario.title)}
              </bdi>
              <bdi dir="auto" className="min-w-0 grow truncate text-[12.5px] text-dim">
                {visibleLine(scenario.question)}
              </bdi>
              <span className="text-[12px] text-dim">
                {scenario.source === 'own' ? 'yours · ' : ''}
                {scenario.seats.map(visibleLine).join(', ')}
              </span>
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}
