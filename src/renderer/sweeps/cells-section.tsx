import { memo, useState } from 'react';
import { counted } from '#shared/base/text.ts';
import { visibleLine } from '#shared/base/visible-text.ts';
import type { RunId } from '#shared/events/ids.ts';
import type { SweepCellRow } from '#shared/rpc/sweep-methods.ts';
import { MODE_WORDS } from '../compose/mode-words.ts';
import { hashOf } from '../state/route.ts';
import { go } from '../state/window.tsx';
import { Button } from '../ui/button.tsx';
import { CELL_WORDS, resultWords } from './words.ts';

type NameOf = (model: string) => string;
type Props = { readonly cells: readonly SweepCellRow[]; readonly nameOf: NameOf };

/** So many runs can be compared with each other. */
const COMPARED = 6;
/** Beyond so many rows the rest waits to be asked for. */
const SHOWN = 100;

/** Every run of the sweep in its order, how it stands, and the way to it. */
export function CellsSection({ cells, nameOf }: Props) {
  const [picked, setPicked] = useState<readonly RunId[]>([]);
  const [all, setAll] = useState(false);
  const toggle = (run: RunId): void =>
    setPicked((before) => (before.includes(run) ? before.filter((one) => one !== run) : [...before, run]));
  const shown = all ? cells : cells.slice(0, SHOWN);
  return (
    <section aria-labelledby="sweep-runs" className="flex flex-col gap-3">
      <header className="flex flex-wrap items-center gap-3">
        <h2 id="sweep-runs" className="mr-auto text-[15px] font-semibold">
          Runs
        </h2>
        <span className="text-[12px] text-dim">{pickWords(picked.length)}</span>
        <Button disabled={picked.length < 2} onClick={() => go({ page: 'compare', runs: picked })}>
          {picked.length < 2 ? 'Compare' : `Compare ${picked.length} runs`}
        </Button>
      </header>
      <div className="max-w-full overflow-x-auto rounded-card border border-line bg-panel">
        <table className="tabular w-full text-[12.5px]">
          <caption className="sr-only">Runs in the order in which they are run</caption>
          <thead className="text-left text-[12px] text-dim">
            <tr>
              {['Run', 'State', 'Models', 'Mode', 'Seed', 'Repeat', 'What came of it'].map((head) => (
                <th key={head} scope="col" className="px-3 py-2 font-medium whitespace-nowrap">
                  {head}
                </th>
              ))}
            </tr>
          </thead>
          <tbody className="divide-y divide-line border-t border-line align-top">
            {shown.map((cell, at) => (
              <CellRow
                key={cell.cell}
                cell={cell}
                number={at + 1}
                nameOf={nameOf}
                pick={cell.run === undefined ? 'none' : pickOf(picked, cell.run)}
                onToggle={toggle}
              />
            ))}
          </tbody>
        </table>
      </div>
      {shown.length < cells.length && (
        <div>
          <Button onClick={() => setAll(true)}>Show all {counted(cells.length, 'run')}</Button>
        </div>
      )}
    </section>
  );
}

type Pick = 'none' | 'open' | 'picked' | 'full';

const pickOf = (picked: readonly RunId[], run: RunId): Pick =>
  picked.includes(run) ? 'picked' : picked.length < COMPARED ? 'open' : 'full';

const pickWords = (count: number): string =>
  count === 0
    ? `Tick two to ${COMPARED} runs to compare them.`
    : count === 1
      ? 'Tick one more.'
      : count === COMPARED
        ? `${COMPARED} are the most.`
        : '';

type RowProps = {
  readonly cell: SweepCellRow;
  readonly number: number;
  readonly nameOf: NameOf;
  readonly pick: Pick;
  readonly onToggle: (run: RunId) => void;
};

const CellRow = memo(({ cell, number, nameOf, pick, onToggle }: RowProps) => {
  const { run, state, detail, models, mode, seed, repeat } = cell;
  return (
    <tr className="hover:bg-hover">
      <td className="px-3 py-1.5 whitespace-nowrap">
        <span className="inline-block w-8 text-dim">{number}</span>
        {run !== undefined && (
          <input
            type="checkbox"
            aria-label={`Compare run ${number}`}
            checked={pick === 'picked'}
            disabled={pick === 'full'}
            onChange={() => onToggle(run)}
            className="size-3.5 align-[-2px] accent-accent"
          />
        )}
      </td>
      <td className={`px-3 py-1.5 whitespace-nowrap ${COLOURS[state]}`}>
        {run === undefined ? (
          CELL_WORDS[state]
        ) : (
          <a
            href={hashOf({ page: 'run', run })}
            aria-label={`Run ${number}: ${CELL_WORDS[state]}`}
            className="underline"
          >
            {CELL_WORDS[state]}
          </a>
        )}
      </td>
      <td className="min-w-48 px-3 py-1.5" title={models.map(visibleLine).join(', ')}>
        <bdi dir="auto">{modelsWords(models.map((model) => visibleLine(nameOf(model))))}</bdi>
      </td>
      <td className="px-3 py-1.5">{MODE_WORDS[mode][0]}</td>
      <td className="px-3 py-1.5">{seed}</td>
      <td className="px-3 py-1.5">{repeat}</td>
      <td className="min-w-72 px-3 py-1.5">
        {resultWords(cell)}
        {detail !== undefined && (
          <span className={`block text-[12px] ${state === 'failed' ? 'text-bad' : 'text-warn'}`}>
            <span aria-hidden>▲ </span>
            <bdi dir="auto">{visibleLine(detail)}</bdi>
          </span>
        )}
      </td>
    </tr>
  );
});

/** One name where all seats have the same model, else each in the order of the table. */
const modelsWords = (names: readonly string[]): string =>
  new Set(names).size === 1 ? (names[0] ?? '') : names.join(' · ');

const COLOURS: Readonly<Record<SweepCellRow['state'], string>> = {
  waiting: 'text-dim',
  running: 'text-warn',
  done: 'text-accent',
  failed: 'text-bad',
  stopped: 'text-warn',
};
