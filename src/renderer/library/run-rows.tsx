import { useVirtualizer } from '@tanstack/react-virtual';
import { useLayoutEffect, useRef, useState } from 'react';
import { visibleLine } from '#shared/base/visible-text.ts';
import type { RunRow } from '#shared/rpc/methods.ts';
import { ChooseRun } from '../compare/choose-run.tsx';
import { hashOf } from '../state/route.ts';
import { timeWords } from './day.ts';
import { outcomeWords } from './outcome.ts';
import { useRunList } from './run-list.ts';
import { RunActions } from './run-actions.tsx';

type Props = {
  readonly runs: readonly RunRow[];
  readonly today: string;
  /** What the list scrolls in; its first child holds the list and what stands above it. */
  readonly scroller: HTMLElement;
};

/** What a row takes before it has been measured, in pixels. */
const ESTIMATE = 60;

/** Runs as rows; of a long list only what is in view is in the page. */
export function RunRows({ runs, today, scroller }: Props) {
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
    count: runs.length,
    getScrollElement: () => scroller,
    estimateSize: () => ESTIMATE,
    getItemKey: (index) => runs[index]?.run ?? index,
    overscan: 8,
    scrollMargin: above,
    useFlushSync: false,
  });
  if (runs.length === 0) return undefined;
  return (
    <ul
      ref={list}
      className="relative rounded-card border border-line bg-panel"
      style={{ height: rows.getTotalSize() + 2 }}
    >
      {rows.getVirtualItems().map(({ index, key, start }) => {
        const run = runs[index];
        if (run === undefined) return undefined;
        return (
          <li
            key={key}
            ref={rows.measureElement}
            data-index={index}
            aria-setsize={runs.length}
            aria-posinset={index + 1}
            className="absolute inset-x-0 flex items-center gap-3 border-t border-line pr-2 first:border-t-0 hover:bg-hover"
            style={{ transform: `translateY(${start - above}px)` }}
          >
            <ChooseRun run={run} />
            <RunLine run={run} today={today} />
            <RunActions run={run} />
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

const RunLine = ({ run, today }: { readonly run: RunRow; readonly today: string }) => (
  <a href={hashOf({ page: 'run', run: run.run })} className="min-w-0 grow py-2.5 pr-4">
    <span className="flex items-baseline gap-2">
      {run.pinned && <span className="shrink-0 text-[12px] text-warn">pinned</span>}
      <bdi dir="auto" className="truncate font-medium">
        {visibleLine(run.title)}
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
