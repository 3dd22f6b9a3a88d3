import { useStore } from 'zustand';
import { counted } from '#shared/base/text.ts';
import { visibleLine } from '#shared/base/visible-text.ts';
import type { RunRow } from '#shared/rpc/methods.ts';
import { go } from '../state/window.tsx';
import { Button } from '../ui/button.tsx';
import { whyNot } from './asked-runs.ts';
import { choose, chooseNone, chosen } from './chosen.ts';

/** The box before a run in the list: what is ticked can be put side by side. */
export function ChooseRun({ run: { run, title } }: { readonly run: Pick<RunRow, 'run' | 'title'> }) {
  const on = useStore(chosen, (state) => state.runs.includes(run));
  return (
    <label className="flex shrink-0 items-center self-stretch pl-4">
      <input
        type="checkbox"
        aria-label={`Choose ${visibleLine(title)} to compare`}
        checked={on}
        onChange={({ target }) => choose(run, target.checked)}
        className="size-3.5 accent-accent"
      />
    </label>
  );
}

/** What can be done with the runs that are ticked; nothing where none is. */
export function ChosenBar({ runs: there }: { readonly runs: readonly RunRow[] }) {
  const ticked = useStore(chosen, (state) => state.runs);
  const runs = ticked.filter((run) => there.some((own) => own.run === run));
  const why = whyNot(runs.length);
  if (runs.length === 0) return undefined;
  return (
    <section
      aria-label="Runs that are chosen"
      className="flex shrink-0 flex-wrap items-center gap-3 border-t border-line bg-panel px-8 py-2 max-[760px]:px-4"
    >
      <output className="mr-auto">
        {counted(runs.length, 'run')} chosen.
        {why !== undefined && <span className="text-dim"> {why}</span>}
      </output>
      <Button kind="quiet" onClick={chooseNone}>
        Choose none
      </Button>
      {why === undefined && (
        <Button
          kind="primary"
          onClick={() => {
            go({ page: 'compare', runs });
            chooseNone();
          }}
        >
          Compare {counted(runs.length, 'run')}
        </Button>
      )}
    </section>
  );
}
