import { counted } from '#shared/base/text.ts';
import type { Route } from '../state/route.ts';
import { outcomeWords } from '../library/outcome.ts';
import { useRunList } from '../library/run-list.ts';
import { visibleLine } from '#shared/base/visible-text.ts';
import { askedRuns, FULL } from './asked-runs.ts';
import { PairRoom } from './pair-room.tsx';
import { RunPicker } from './run-picker.tsx';
import { RunTable } from './run-table.tsx';

type CompareRoute = Extract<Route, { page: 'compare' }>;

/** Runs side by side: up to six in one table, two in the room. */
export function ComparePage({ route }: { readonly route: CompareRoute }) {
  const { runs, over } = askedRuns(route.runs);
  const [one, other] = runs;
  if (route.view === 'room' && runs.length === 2 && one !== undefined && other !== undefined)
    return <PairRoom key={`${one},${other}`} runs={[one, other]} />;
  const leftOut = over.length > 0 ? <LeftOut runs={over} /> : undefined;
  if (runs.length < 2) return <Beginning runs={runs} />;
  return <RunTable runs={runs} told={leftOut} />;
}

/** Nothing is left out without a word. */
function LeftOut({ runs }: { readonly runs: CompareRoute['runs'] }) {
  const list = useRunList();
  const names = runs.map((run) => visibleLine(list.runs.find((own) => own.run === run)?.title ?? run));
  return (
    <p role="alert" className="text-warn">
      <span aria-hidden>▲ </span>
      {FULL} Left out: {counted(runs.length, 'run')}, {names.join(', ')}.
    </p>
  );
}

/** Before there is anything to compare. */
function Beginning({ runs }: { readonly runs: CompareRoute['runs'] }) {
  const list = useRunList();
  const [run] = runs;
  const row = list.runs.find((own) => own.run === run);
  return (
    <div className="mx-auto flex w-full max-w-3xl flex-col items-start gap-4 p-8 max-[760px]:px-4">
      <h1 className="text-[22px] font-semibold">Compare</h1>
      <p className="max-w-[74ch]">
        Put two to six runs side by side: how each was set up, what came of it, who said what turn by turn, and what it
        took. Two of them can be scrubbed together in the room.
      </p>
      <p>
        {row === undefined ? (
          'Choose the first:'
        ) : (
          <>
            Beside <bdi dir="auto">“{visibleLine(row.title)}”</bdi> ({row.way}, {outcomeWords(row, { brief: true })})
            goes:
          </>
        )}
      </p>
      <RunPicker key={run} runs={runs} />
    </div>
  );
}
