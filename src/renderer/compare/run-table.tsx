import { useMemo, useState, type ReactNode } from 'react';
import type { RunId } from '#shared/events/ids.ts';
import { alignedTurns, firstDifference } from '#shared/projections/aligned-turns.ts';
import { comparisonCsv } from '#shared/projections/comparison-csv.ts';
import { comparisonOf } from '#shared/projections/comparison.ts';
import { toast } from '../app/toasts.tsx';
import { Button } from '../ui/button.tsx';
import { saveText } from '../ui/save-text.ts';
import { AddRun } from './add-run.tsx';
import type { ReadColumn } from './columns.ts';
import { comparisonText, type Comparison } from './comparison-text.ts';
import { FigureRows } from './figure-rows.tsx';
import { RunHeads } from './run-heads.tsx';
import { TurnRows } from './turn-rows.tsx';
import { useColumns } from './use-columns.ts';
import { ViewLinks } from './view-links.tsx';

type Props = {
  readonly runs: readonly RunId[];
  /** What there is to say about the choice of runs. */
  readonly told: ReactNode | undefined;
};

/** How wide the heads of rows and the columns are at least, in pixels. */
const HEAD = 148;
const COLUMN = 208;

/** The table: a column for each run; what they are made of, then what they said turn by turn. */
export function RunTable({ runs, told }: Props) {
  const { columns, again, progress } = useColumns(runs);
  const [scroller, setScroller] = useState<HTMLElement | null>(null);
  const [onlyDiffering, setOnlyDiffering] = useState(false);
  const [text, setText] = useState<'full' | 'gist'>('full');
  const [wanted, setWanted] = useState<{ readonly turn: number }>();
  const { read, places } = useRead(runs, columns);
  const lines = useMemo(() => comparisonOf(read.map(({ figures }) => figures)), [read]);
  const rows = useMemo(() => alignedTurns(read.map(({ events }) => events)), [read]);
  const first = read.length < 2 ? undefined : firstDifference(rows);
  const grid = { gridTemplateColumns: `${HEAD}px repeat(${runs.length}, minmax(${COLUMN}px, 1fr))` };
  const shape = { grid, count: runs.length, places };
  return (
    <div className="flex h-full min-h-0 flex-col">
      <header className="flex shrink-0 flex-col gap-2 border-b border-line px-6 pt-5 pb-3">
        <div className="flex flex-wrap items-center gap-2">
          <h1 className="mr-2 text-[18px] font-semibold">Compare</h1>
          <ViewLinks runs={runs} view={undefined} />
          <span className="grow" />
          <WaysOut comparison={{ columns: read, lines, rows }} />
          <AddRun key={`${runs.join(',')} ${told !== undefined}`} runs={runs} />
        </div>
        {told}
        <div className="flex flex-wrap items-center gap-1">
          <Toggle words="Only what differs" on={onlyDiffering} change={() => setOnlyDiffering(!onlyDiffering)} />
          <Toggle words="Gists alone" on={text === 'gist'} change={() => setText(text === 'gist' ? 'full' : 'gist')} />
          <span className="grow" />
          <p className="text-[12.5px] text-dim">
            {differenceWords(read.length, { rows: rows.length, first: first?.turn })}
          </p>
          {first !== undefined && (
            <Button onClick={() => setWanted({ turn: first.turn })}>Go to turn {first.turn}</Button>
          )}
        </div>
      </header>
      <div ref={setScroller} className="relative min-h-0 flex-1 overflow-auto">
        <table
          aria-label="Runs side by side"
          className="relative block"
          style={{ minWidth: HEAD + COLUMN * runs.length }}
        >
          <RunHeads runs={runs} columns={columns} again={again} progress={progress} grid={grid} />
          <FigureRows lines={read.length === 0 ? [] : lines} onlyDiffering={onlyDiffering} shape={shape} />
          {scroller !== null && read.length > 0 && (
            <TurnRows
              rows={rows}
              read={read}
              choice={{ onlyDiffering, text, wanted }}
              shape={shape}
              scroller={scroller}
            />
          )}
        </table>
      </div>
    </div>
  );
}

type Columns = ReturnType<typeof useColumns>['columns'];

/** The runs that are read, and which column each of them is. */
function useRead(runs: readonly RunId[], columns: Columns) {
  const names = runs.join(',');
  return useMemo(() => {
    const read: ReadColumn[] = [];
    const places: number[] = [];
    for (const [place, run] of names.split(',').entries()) {
      const column = columns.get(run as RunId);
      if (column?.state !== 'read') continue;
      read.push(column);
      places.push(place);
    }
    return { read, places };
  }, [names, columns]);
}

function differenceWords(
  read: number,
  { rows, first }: { readonly rows: number; readonly first: number | undefined },
): string {
  if (read < 2) return '';
  if (rows === 0) return 'Nobody has had a turn yet.';
  return first === undefined ? `All ${rows} turns are the same, word for word.` : `They first differ at turn ${first}.`;
}

type ToggleProps = { readonly words: string; readonly on: boolean; readonly change: () => void };

const Toggle = ({ words, on, change }: ToggleProps) => (
  <Button kind="quiet" aria-pressed={on} className="aria-pressed:bg-hover aria-pressed:text-text" onClick={change}>
    <span aria-hidden>{on ? '☑' : '☐'}</span>
    {words}
  </Button>
);

function WaysOut({ comparison }: { readonly comparison: Comparison }) {
  if (comparison.columns.length < 2) return undefined;
  return (
    <>
      <Button kind="quiet" onClick={() => void copied(comparisonText(comparison))}>
        Copy as JSON
      </Button>
      <Button kind="quiet" onClick={() => saveText('comparison.csv', csvOf(comparison))}>
        Save as CSV
      </Button>
    </>
  );
}

const csvOf = ({ columns, ...table }: Comparison): string =>
  comparisonCsv({ runs: columns.map(({ row }) => row), ...table });

async function copied(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    toast({ title: 'The comparison is copied', detail: 'A JSON document a line, as parley compare --json writes it' });
  } catch {
    toast({ title: 'The browser did not let it be copied', detail: 'In the terminal: parley compare --json' });
  }
}
