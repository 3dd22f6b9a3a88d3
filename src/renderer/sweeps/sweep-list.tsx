import { useState } from 'react';
import { visibleLine } from '#shared/base/visible-text.ts';
import { counted } from '#shared/base/text.ts';
import type { SweepListRow } from '#shared/rpc/sweep-methods.ts';
import { timeWords } from '../library/day.ts';
import { useToday } from '../library/use-today.ts';
import { useModels } from '../models/use-models.ts';
import { hashOf } from '../state/route.ts';
import { Button } from '../ui/button.tsx';
import { modelNames } from './model-choices.ts';
import { NewSweep } from './new-sweep.tsx';
import { ProgressBar } from './progress-bar.tsx';
import { useSweeps } from './use-sweeps.ts';
import { STATE_WORDS } from './words.ts';

/** All sweeps, and the form of a new one. */
export function SweepList() {
  const { sweeps, problem } = useSweeps();
  const [isNew, setIsNew] = useState(false);
  return (
    <div className="mx-auto flex w-full max-w-6xl flex-col gap-6 p-8 max-[760px]:p-4">
      <header className="flex flex-wrap items-center gap-3">
        <h1 className="mr-auto text-[22px] font-semibold">Sweeps</h1>
        {!isNew && (
          <Button kind="primary" className="h-8" onClick={() => setIsNew(true)}>
            New sweep
          </Button>
        )}
      </header>
      {problem !== undefined && (
        <p role="alert" className="text-bad">
          The sweeps could not be read: {visibleLine(problem)}
        </p>
      )}
      {isNew && <NewSweep onClose={() => setIsNew(false)} />}
      {sweeps === undefined && problem === undefined && <p className="text-dim">Reading the sweeps…</p>}
      {sweeps !== undefined && sweeps.length > 0 && <Rows sweeps={sweeps} />}
      {sweeps !== undefined && sweeps.length === 0 && !isNew && <NoSweeps />}
    </div>
  );
}

const NoSweeps = () => (
  <section
    aria-label="No sweeps yet"
    className="flex max-w-[70ch] flex-col gap-3 rounded-card border border-line bg-panel p-5"
  >
    <p>
      A sweep runs one scenario again and again: with other models in its seats, in other modes, with other seeds. What
      comes of it is a table that says what each model reached, for how many tokens, and how sure that is, beside what a
      single agent or a plain vote reached with the same model.
    </p>
    <p className="text-dim">
      There is none yet. Press “New sweep”, pick a scenario, the models and the modes, and start it. It can be stopped
      and gone on with at any time, and no run of it is run twice. Its outcomes can then be judged blind.
    </p>
  </section>
);

function Rows({ sweeps }: { readonly sweeps: readonly SweepListRow[] }) {
  const today = useToday();
  const { models } = useModels();
  const nameOf = modelNames(models);
  return (
    <ul aria-label="Sweeps" className="divide-y divide-line rounded-card border border-line bg-panel">
      {sweeps.map((sweep) => (
        <li key={sweep.sweep}>
          <a
            href={hashOf({ page: 'sweeps', sweep: sweep.sweep })}
            className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2.5 hover:bg-hover"
          >
            <span className="min-w-0 grow basis-80">
              <bdi dir="auto" className="block truncate font-medium">
                {visibleLine(sweep.title)}
              </bdi>
              <span className="block text-[12px] text-dim">
                <span className={sweep.state === 'running' ? 'text-warn' : ''}>{STATE_WORDS[sweep.state]}</span> ·{' '}
                {timeWords(new Date(sweep.startedAt), today)} ·{' '}
                <bdi dir="auto">{sweep.models.map((model) => visibleLine(nameOf(model))).join(', ')}</bdi> ·{' '}
                {sweep.modes.join(', ')}
              </span>
            </span>
            <span className="tabular flex w-72 items-center gap-3 text-[12px] text-dim">
              <ProgressBar label={`Runs of ${visibleLine(sweep.title)} that are over`} {...overOf(sweep)} />
              <span className="w-36 shrink-0">
                {sweep.done + sweep.failed} of {counted(sweep.cells, 'run')}
                {sweep.failed > 0 && <span className="text-bad">, {sweep.failed} failed</span>}
              </span>
            </span>
          </a>
        </li>
      ))}
    </ul>
  );
}

const overOf = ({ done, failed, cells }: SweepListRow) => ({ over: done + failed, of: cells });
