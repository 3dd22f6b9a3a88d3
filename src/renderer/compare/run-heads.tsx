import type { CSSProperties, ReactNode } from 'react';
import { useStore } from 'zustand';
import type { RunId } from '#shared/events/ids.ts';
import { visibleLine } from '#shared/base/visible-text.ts';
import { timeWords } from '../library/day.ts';
import { outcomeWords } from '../library/outcome.ts';
import { useToday } from '../library/use-today.ts';
import { hashOf } from '../state/route.ts';
import { go } from '../state/window.tsx';
import type { Column, Columns, ReadColumn } from './columns.ts';
import { signOf } from './signs.ts';

type Props = {
  readonly runs: readonly RunId[];
  readonly columns: ReadonlyMap<RunId, Column>;
  readonly again: (run: RunId) => void;
  readonly progress: Columns['progress'];
  readonly grid: CSSProperties;
};

/** Who the columns are; they stay in view. The first is what the others are held against. */
export function RunHeads({ runs, columns, again, progress, grid }: Props) {
  return (
    <thead className="sticky top-0 z-20 block">
      <tr className="grid border-b border-line bg-panel" style={grid}>
        <th scope="col" className="sticky left-0 z-10 bg-panel px-4 py-2 text-left text-[12px] font-normal text-dim">
          Held against {signOf(0)}
        </th>
        {runs.map((run, place) => (
          <th
            key={run}
            scope="col"
            className="flex min-w-0 flex-col gap-0.5 border-l border-line px-3 py-2 text-left font-normal"
          >
            <Head
              column={columns.get(run)}
              run={run}
              sign={signOf(place)}
              progress={progress}
              again={() => again(run)}
            />
            <div className="-ml-1.5 flex flex-wrap">
              {place > 0 && columns.get(run)?.state === 'read' && (
                <Small
                  words="Make first"
                  sign={signOf(place)}
                  act={() => go({ page: 'compare', runs: [run, ...runs.filter((own) => own !== run)] })}
                />
              )}
              <Small
                words="Take away"
                sign={signOf(place)}
                act={() => go({ page: 'compare', runs: runs.filter((own) => own !== run) })}
              />
            </div>
          </th>
        ))}
      </tr>
    </thead>
  );
}

type HeadProps = {
  readonly column: Column | undefined;
  readonly run: RunId;
  readonly sign: string;
  readonly progress: Columns['progress'];
  readonly again: () => void;
};

function Head({ column, run, sign, progress, again }: HeadProps) {
  if (column?.state === 'failed')
    return (
      <>
        <Title sign={sign}>
          <span className="truncate font-mono text-[12px]">{run}</span>
        </Title>
        <p role="alert" className="text-[12px] wrap-anywhere text-bad">
          <span aria-hidden>▲ </span>
          {visibleLine(column.message)}
        </p>
      </>
    );
  if (column?.state !== 'read')
    return (
      <>
        <Title sign={sign}>
          <span className="truncate font-mono text-[12px]">{run}</span>
        </Title>
        <Reading run={run} progress={progress} />
      </>
    );
  return <ReadHead column={column} sign={sign} again={again} />;
}

function Reading({ run, progress }: Pick<HeadProps, 'run' | 'progress'>) {
  const own = useStore(progress, (state) => state.get(run));
  return (
    <output className="text-[12px] text-dim">
      Reading{own === undefined ? '' : ` ${own.read} of ${own.of} events`}…
    </output>
  );
}

function ReadHead({
  column: { row, events },
  sign,
  again,
}: {
  readonly column: ReadColumn;
  readonly sign: string;
  readonly again: () => void;
}) {
  const today = useToday();
  const goesOn = row.state === 'running' || row.state === 'paused';
  return (
    <>
      <Title sign={sign}>
        <a
          href={hashOf({ page: 'run', run: row.run })}
          className="min-w-0 truncate font-medium hover:underline"
          title={visibleLine(row.title)}
        >
          <bdi dir="auto">{visibleLine(row.title)}</bdi>
        </a>
      </Title>
      <p className="text-[12px] text-dim">
        {row.way} · {outcomeWords(row, { brief: true })} · {timeWords(new Date(row.startedAt), today)}
      </p>
      {row.parent !== undefined && (
        <p className="truncate text-[12px] text-dim" title={row.parent.run}>
          {row.branch ?? 'branch'} of <span className="font-mono">{row.parent.run.slice(-4)}</span> after event{' '}
          {row.parent.seq}
        </p>
      )}
      {row.imported !== undefined && <p className="text-[12px] text-warn">imported, unverified</p>}
      {goesOn && (
        <p className="text-[12px] text-warn">
          It goes on: this is up to event {events.length}.{' '}
          <button type="button" className="text-accent hover:underline" onClick={again}>
            Read it again
          </button>
        </p>
      )}
    </>
  );
}

const Title = ({ sign, children }: { readonly sign: string; readonly children: ReactNode }) => (
  <span className="flex items-baseline gap-2">
    <span className="shrink-0 rounded-sm bg-hover px-1.5 font-mono text-[12px] font-semibold">{sign}</span>
    {children}
  </span>
);

const Small = ({ words, sign, act }: { readonly words: string; readonly sign: string; readonly act: () => void }) => (
  <button
    type="button"
    className="rounded-control px-1.5 text-[12px] text-dim hover:bg-hover hover:text-text"
    onClick={act}
  >
    {words} <span className="sr-only">{sign}</span>
  </button>
);
