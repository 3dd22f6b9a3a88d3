import { useVirtualizer } from '@tanstack/react-virtual';
import { useLayoutEffect, useRef, useState } from 'react';
import { counted } from '#shared/base/text.ts';
import { visibleLine } from '#shared/base/visible-text.ts';
import type { RunRow } from '#shared/rpc/methods.ts';
import { ChooseRun } from '../compare/choose-run.tsx';
import { hashOf } from '../state/route.ts';
import { timeWords } from './day.ts';
import { outcomeWords } from './outcome.ts';
import { useRunList } from './run-list.ts';
import { RunActions } from './run-actions.tsx';
import type { RunLine, SweepLine } from './run-lines.ts';
import { SweepName } from './sweep-name.tsx';

type Props = {
  readonly lines: readonly (RunLine | SweepLine)[];
  /** Unfolds a sweep, or folds it again. */
  readonly onFold: (sweep: string) => void;
  readonly today: string;
  /** What the list scrolls in; its first child holds the list and what stands above it. */
  readonly scroller: HTMLElement;
};

/** What a row takes before it has been measured, in pixels. */
const ESTIMATE = 60;

/** Runs and sweeps as rows; of a long list only what is in view is in the page. */
export function RunRows({ lines, onFold, today, scroller }: Props) {
  const list = useRef<HTMLUListElement>(null);
  const [above, setAbove] = useState(0);
  // What stands above the list comes and goes while one types, and with it the height of all.
  useLayoutEffect(() => {
    const all = scroller.firstElementChild;
    if (all === null) return undefined;
    const watch = new ResizeObserver(() => setAbove(list.current?.offsetTop ?? 0));
    watch.observe(all);
    return () => watch.disconnect();
  }, [scroller]);
  const rows = useVirtualizer<HTMLElement, HTMLLIElement>({
    count: lines.length,
    getScrollElement: () => scroller,
    estimateSize: () => ESTIMATE,
    getItemKey: (index) => lines[index]?.key ?? index,
    overscan: 8,
    scrollMargin: above,
    useFlushSync: false,
  });
  if (lines.length === 0) return undefined;
  return (
    <ul
      ref={list}
      className="relative rounded-card border border-line bg-panel"
      style={{ height: rows.getTotalSize() + 2 }}
    >
      {rows.getVirtualItems().map(({ index, key, start }) => {
        const line = lines[index];
        if (line === undefined) return undefined;
        return (
          <li
            key={key}
            ref={rows.measureElement}
            data-index={index}
            aria-setsize={lines.length}
            aria-posinset={index + 1}
            className="absolute inset-x-0 flex items-center gap-3 border-t border-line pr-2 first:border-t-0 hover:bg-hover"
            style={{ transform: `translateY(${start - above}px)` }}
          >
            {line.kind === 'sweep' ? (
              <SweepCells line={line} today={today} onFold={onFold} />
            ) : (
              <RunCells line={line} today={today} />
            )}
          </li>
        );
      })}
    </ul>
  );
}

/** Of a branch, what it left and where. */
function BranchOf({ run }: { readonly run: RunRow }) {
  const { runs } = useRunList();
  const { parent, branch } = run;
  if (parent === undefined) return undefined;
  const title = runs.find((own) => own.run === parent.run)?.title ?? parent.run;
  return (
    <>
      ↳ {branch === 'rerun' ? 're-run' : 'branch'} of <bdi dir="auto">{visibleLine(title)}</bdi> after event{' '}
      {parent.seq} ·{' '}
    </>
  );
}

type RunProps = { readonly line: RunLine; readonly today: string };

/** A run of a sweep that is unfolded stands further in. */
const RunCells = ({ line: { run, name }, today }: RunProps) => (
  <>
    <span aria-hidden className={`shrink-0 self-stretch ${name === undefined ? 'hidden' : 'ml-5 w-px bg-line'}`} />
    <ChooseRun run={run} />
    <RunLink run={run} name={name ?? run.title} today={today} />
    <RunActions run={run} />
  </>
);

type SweepProps = {
  readonly line: SweepLine;
  readonly today: string;
  readonly onFold: (sweep: string) => void;
};

const SweepCells = ({ line: { sweep, count, startedAt, isOpen }, today, onFold }: SweepProps) => (
  <>
    <button
      type="button"
      aria-expanded={isOpen}
      onClick={() => onFold(sweep.sweep)}
      className="flex min-w-0 grow items-baseline gap-3 py-2.5 pl-4 text-left font-medium"
    >
      <SweepName
        title={sweep.title}
        facts={`${counted(count, 'run')} · ${timeWords(new Date(startedAt), today)}`}
        isOpen={isOpen}
      />
    </button>
    <a href={hashOf({ page: 'sweeps', sweep: sweep.sweep })} className="shrink-0 px-2 text-accent hover:underline">
      Open the sweep
    </a>
  </>
);

type LinkProps = { readonly run: RunRow; readonly name: string; readonly today: string };

const RunLink = ({ run, name, today }: LinkProps) => (
  <a href={hashOf({ page: 'run', run: run.run })} className="min-w-0 grow py-2.5 pr-4">
    <span className="flex items-baseline gap-2">
      {run.pinned && <span className="shrink-0 text-[12px] text-warn">pinned</span>}
      <bdi dir="auto" className="truncate font-medium">
        {visibleLine(name)}
      </bdi>
      {run.tags.map((tag) => (
        <bdi key={tag} className="shrink-0 rounded-control border border-line px-1.5 text-[11.5px] text-dim">
          {visibleLine(tag)}
        </bdi>
      ))}
    </span>
    <span className="block truncate text-[12px] text-dim">
      <BranchOf run={run} />
      {run.source === 'recording' ? 'recording · ' : ''}
      {run.imported?.missing.includes('rules') === true ? '' : `${run.way} · `}
      {outcomeWords(run)} · {run.imported?.missing.includes('times') === true ? 'brought in ' : ''}
      {timeWords(new Date(run.startedAt), today)} · {run.seats.map(visibleLine).join(', ')}
    </span>
  </a>
);
