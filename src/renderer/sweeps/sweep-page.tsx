import { useState } from 'react';
import { counted } from '#shared/base/text.ts';
import { visibleLine } from '#shared/base/visible-text.ts';
import type { Output } from '#shared/rpc/methods.ts';
import { timeWords } from '../library/day.ts';
import { useToday } from '../library/use-today.ts';
import { useModels } from '../models/use-models.ts';
import { hashOf } from '../state/route.ts';
import { useClient } from '../state/window.tsx';
import { Button } from '../ui/button.tsx';
import { saveText } from '../ui/save-text.ts';
import { CellsSection } from './cells-section.tsx';
import { modelNames } from './model-choices.ts';
import { ProgressBar } from './progress-bar.tsx';
import { sweepJson } from './sweep-json.ts';
import { TableSection } from './table-section.tsx';
import { useSweep, type SweepView } from './use-sweep.ts';
import { leftWords, STATE_WORDS } from './words.ts';

/** One sweep: how far it is, what came of it, and its runs. */
export function SweepPage({ sweep }: { readonly sweep: string }) {
  const view = useSweep(sweep);
  const { models } = useModels();
  const nameOf = modelNames(models);
  const { found, table, now, problem } = view;
  return (
    <div className="mx-auto flex w-full max-w-[1600px] flex-col gap-6 p-8 max-[760px]:p-4">
      <Head view={view} />
      {problem !== undefined && (
        <p role="alert" className="text-bad">
          <span aria-hidden>▲ </span>
          <bdi dir="auto">{visibleLine(problem)}</bdi>
        </p>
      )}
      {found === undefined && problem === undefined && <p className="text-dim">Reading the sweep…</p>}
      {found !== undefined && <Progress found={found} now={now} nameOf={nameOf} onAgain={view.again} />}
      {found !== undefined && table !== undefined && <Outcome found={found} table={table} nameOf={nameOf} />}
      {found !== undefined && <CellsSection cells={found.plan} nameOf={nameOf} />}
    </div>
  );
}

function Head({ view: { found } }: { readonly view: SweepView }) {
  const today = useToday();
  return (
    <header className="flex max-w-[90ch] flex-col gap-1">
      <nav aria-label="Where this is" className="text-[12px]">
        <a href={hashOf({ page: 'sweeps' })} className="text-accent hover:underline">
          All sweeps
        </a>
      </nav>
      <h1 className="text-[22px] font-semibold">
        <bdi dir="auto">{visibleLine(found?.title ?? 'Sweep')}</bdi>
      </h1>
      {found !== undefined && (
        <>
          <p className="text-dim">
            <bdi dir="auto">{visibleLine(found.question)}</bdi>
          </p>
          <p className="text-[12px] text-dim">Begun {timeWords(new Date(found.startedAt), today)}</p>
        </>
      )}
    </header>
  );
}

type Found = Output<'sweep.find'>;
type NameOf = (model: string) => string;

type ProgressProps = {
  readonly found: Found;
  readonly now: SweepView['now'];
  readonly nameOf: NameOf;
  readonly onAgain: () => void;
};

/** How far it is, what runs now, and the button that stops it or goes on. */
function Progress({ found, now, nameOf, onAgain }: ProgressProps) {
  const over = found.done + found.failed;
  const goesOn = found.state === 'running';
  return (
    <section
      aria-label="Progress"
      className="flex flex-wrap items-center gap-x-6 gap-y-3 rounded-card border border-line bg-panel px-4 py-3"
    >
      <div className="flex min-w-60 grow flex-col gap-1.5">
        <output className="tabular">
          <span className="font-medium">
            {over} of {counted(found.cells, 'run')} over
          </span>
          {found.failed > 0 && <span className="text-bad">, {found.failed} failed</span>}
          <span className="text-dim">
            {' · '}
            {STATE_WORDS[found.state]}
            {found.state === 'done' ? '' : ` · ${leftWords(found.left)}`}
          </span>
        </output>
        <ProgressBar label="Runs that are over" over={over} of={found.cells} />
        {goesOn && (
          <p className="text-[12px] text-dim">
            {now === undefined ? (
              'No run is on at this moment.'
            ) : (
              <>
                Runs now:{' '}
                <a href={hashOf({ page: 'run', run: now.run })} className="text-accent hover:underline">
                  <bdi dir="auto">
                    {[...new Set(now.models)].map((model) => visibleLine(nameOf(model))).join(' + ')}
                  </bdi>
                  , {now.mode}, seed {now.seed}
                </a>
              </>
            )}
          </p>
        )}
      </div>
      {found.state !== 'done' && <StopOrResume found={found} onAgain={onAgain} />}
    </section>
  );
}

function StopOrResume({ found, onAgain }: Pick<ProgressProps, 'found' | 'onAgain'>) {
  const client = useClient();
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState<string>();
  const act = async (method: 'sweep.stop' | 'sweep.resume'): Promise<void> => {
    setBusy(true);
    setRefused(undefined);
    const done = await client.call(method, { sweep: found.sweep });
    setBusy(false);
    if (!done.ok) setRefused(done.failure.message);
    onAgain();
  };
  return (
    <div className="flex flex-col items-end gap-1">
      {found.state === 'running' && (
        <Button disabled={busy} onClick={() => void act('sweep.stop')}>
          {busy ? 'Stopping…' : 'Stop the sweep'}
        </Button>
      )}
      {(found.state === 'stopped' || found.state === 'interrupted') && (
        <Button kind="primary" disabled={busy} onClick={() => void act('sweep.resume')}>
          {busy ? 'Going on…' : 'Resume the sweep'}
        </Button>
      )}
      {refused !== undefined && (
        <p role="alert" className="max-w-80 text-[12px] text-bad">
          <bdi dir="auto">{visibleLine(refused)}</bdi>
        </p>
      )}
    </div>
  );
}

type OutcomeProps = { readonly found: Found; readonly table: Output<'sweep.table'>; readonly nameOf: NameOf };

function Outcome({ found, table, nameOf }: OutcomeProps) {
  return (
    <section aria-labelledby="sweep-outcome" className="flex flex-col gap-3">
      <header className="flex flex-wrap items-center gap-2">
        <h2 id="sweep-outcome" className="mr-auto text-[15px] font-semibold">
          What came of it
        </h2>
        <a
          href={hashOf({ page: 'sweeps', sweep: found.sweep, part: 'judge' })}
          className="inline-flex h-7 items-center rounded-control border border-line bg-panel px-2.5 text-[12.5px] hover:bg-hover"
        >
          Judge the outcomes blind
        </a>
        <Button onClick={() => saveText(`${found.sweep}.csv`, table.csv)}>Save as CSV</Button>
        <Button onClick={() => saveText(`${found.sweep}.json`, sweepJson(found, table.rows))}>Save as JSON</Button>
      </header>
      <TableSection rows={table.rows} nameOf={nameOf} />
    </section>
  );
}
