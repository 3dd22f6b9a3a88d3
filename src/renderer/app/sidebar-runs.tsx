import { useState } from 'react';
import { counted } from '#shared/base/text.ts';
import { visibleLine } from '#shared/base/visible-text.ts';
import type { RunId } from '#shared/events/ids.ts';
import type { RunRow } from '#shared/rpc/methods.ts';
import { leftWords, nested, type Kin } from '../branch/family.ts';
import { outcomeWords, type Group } from '../library/outcome.ts';
import { folded, nameInSweep, type SweepOf } from '../library/sweep-folds.ts';
import { SweepName } from '../library/sweep-name.tsx';
import { useModels } from '../library/use-models.ts';
import { hashOf, type Route } from '../state/route.ts';
import { modelNames } from '../sweeps/model-choices.ts';

/** More than this of one group is on a page of its own. */
const SHOWN = 30;

type Props = {
  readonly group: Group;
  /** The run that the page shows. */
  readonly open: RunId | undefined;
};

/** A group of runs under its heading: each with its branches, those of a sweep folded into one. */
export function SidebarGroup({ group: { words, runs }, open }: Props) {
  const entries = folded(families(runs), ([{ row }]) => row);
  const rest = entries
    .slice(SHOWN)
    .flatMap((entry) => ('item' in entry ? [entry.item] : entry.items))
    .flat();
  return (
    <div>
      <h2 className="px-2 pt-3 pb-1 text-[12px] font-medium text-dim">{words}</h2>
      <ul>
        {entries
          .slice(0, SHOWN)
          .map((entry) =>
            'item' in entry ? (
              entry.item.map((kin) => <RunLink key={kin.row.run} kin={kin} open={open} />)
            ) : (
              <SweepLinks key={entry.sweep.sweep} sweep={entry.sweep} kins={entry.items.flat()} open={open} />
            ),
          )}
      </ul>
      {rest.length > 0 && <More count={rest.length} to={{ page: 'runs' }} />}
    </div>
  );
}

type Family = readonly [Kin, ...Kin[]];

/** Each run with all that left it. */
function families(runs: readonly RunRow[]): readonly Family[] {
  const found: [Kin, ...Kin[]][] = [];
  for (const kin of nested(runs)) {
    if (kin.depth === 0) found.push([kin]);
    else found.at(-1)?.push(kin);
  }
  return found;
}

type SweepProps = { readonly sweep: SweepOf; readonly kins: readonly Kin[]; readonly open: RunId | undefined };

/** A sweep as one row. It stands open while one of its runs is on the page, until somebody says otherwise. */
function SweepLinks({ sweep, kins, open }: SweepProps) {
  const [said, setSaid] = useState<boolean | undefined>(undefined);
  const isOpen = said ?? kins.some(({ row }) => row.run === open);
  const place: Route = { page: 'sweeps', sweep: sweep.sweep };
  return (
    <li>
      <button
        type="button"
        aria-expanded={isOpen}
        title={`Sweep: ${visibleLine(sweep.title)}`}
        onClick={() => setSaid(!isOpen)}
        className="flex w-full min-w-0 gap-1.5 rounded-control px-2 py-1.5 text-left hover:bg-hover"
      >
        <SweepName title={sweep.title} facts={counted(kins.length, 'run')} isOpen={isOpen} />
      </button>
      {isOpen && (
        <div className="ml-3.5 border-l border-line pl-1">
          <a href={hashOf(place)} className="block rounded-control px-2 py-1.5 text-[12px] text-accent hover:bg-hover">
            Open the sweep
          </a>
          <SweepRuns sweep={sweep} kins={kins} open={open} />
          {kins.length > SHOWN && <More count={kins.length - SHOWN} to={place} />}
        </div>
      )}
    </li>
  );
}

function SweepRuns({ sweep, kins, open }: SweepProps) {
  const nameOf = modelNames(useModels());
  return (
    <ul aria-label={`Runs of the sweep ${visibleLine(sweep.title)}`}>
      {kins.slice(0, SHOWN).map((kin) => (
        <RunLink key={kin.row.run} kin={kin} open={open} name={nameInSweep(kin.row, nameOf)} />
      ))}
    </ul>
  );
}

const More = ({ count, to }: { readonly count: number; readonly to: Route }) => (
  <a href={hashOf(to)} className="block px-2 py-1 text-[12px] text-accent">
    {count} more
  </a>
);

type LinkProps = {
  readonly kin: Kin;
  readonly open: RunId | undefined;
  /** What it is called here, where that is not its title. */
  readonly name?: string;
};

/** A branch stands under what it left, further in. */
function RunLink({ kin: { row: run, depth }, open, name }: LinkProps) {
  const isCurrent = open === run.run;
  const isGoing = run.state === 'running';
  // Those of like name are told apart by their way: recordings (how long they are stands on their cards) and the runs of a sweep.
  const isAlike = run.source === 'recording' || name !== undefined;
  const outcome = outcomeWords(run, { brief: isAlike });
  const second = isAlike ? `${run.way} · ${outcome}` : outcome;
  return (
    <li>
      <a
        href={hashOf({ page: 'run', run: run.run })}
        aria-current={isCurrent ? 'page' : undefined}
        title={[visibleLine(name ?? run.title), second, leftWords(run)].filter((words) => words !== '').join('\n')}
        style={{ marginInlineStart: Math.min(depth, 4) * 12 }}
        className={`block rounded-control px-2 py-1.5 hover:bg-hover ${isCurrent ? 'bg-hover' : ''}`}
      >
        <bdi dir="auto" className="block truncate">
          {run.parent !== undefined && <span className="text-dim">↳ </span>}
          {visibleLine(name ?? run.title)}
        </bdi>
        <span className={`block truncate text-[12px] ${isGoing ? 'text-warn' : 'text-dim'}`}>
          {isGoing && <span aria-hidden>◐ </span>}
          {second}
        </span>
      </a>
    </li>
  );
}
