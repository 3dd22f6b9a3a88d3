import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useEffectEvent, useLayoutEffect, useMemo, useRef, useState, type RefObject } from 'react';
import type { AlignedRow } from '#shared/projections/aligned-turns.ts';
import type { ReadColumn } from './columns.ts';
import { GroupHead } from './figure-rows.tsx';
import { slotsOf, type Shape } from './shape.ts';
import { signOf } from './signs.ts';
import { TurnCellView } from './turn-cell.tsx';
import { cellsOf, whoHasIt } from './turn-cells.ts';

export type TurnChoice = {
  readonly onlyDiffering: boolean;
  readonly text: 'full' | 'gist';
  /** The turn to go to; another object asks again. */
  readonly wanted: { readonly turn: number } | undefined;
};

type Props = {
  readonly rows: readonly AlignedRow[];
  readonly read: readonly ReadColumn[];
  readonly choice: TurnChoice;
  readonly shape: Shape;
  readonly scroller: HTMLElement;
};

/** What a row takes before it has been measured, and how much of the top the heads cover, in pixels. */
const ESTIMATE = 140;
const HEADS = 112;

/** The turns, a row for each number; of a long run only what is in view is in the page. */
export function TurnRows({ rows, read, choice, shape, scroller }: Props) {
  const { onlyDiffering, wanted } = choice;
  const shown = useMemo(
    () => (onlyDiffering && read.length > 1 ? rows.filter(({ same }) => !same) : rows),
    [rows, onlyDiffering, read.length],
  );
  const list = useRef<HTMLTableSectionElement>(null);
  const above = useAbove(list, scroller);
  const lines = useVirtualizer<HTMLElement, HTMLTableRowElement>({
    count: shown.length,
    getScrollElement: () => scroller,
    estimateSize: () => ESTIMATE,
    getItemKey: (index) => shown[index]?.turn ?? index,
    overscan: 4,
    scrollMargin: above,
    scrollPaddingStart: HEADS,
    useFlushSync: false,
  });
  const goTo = useEffectEvent((turn: number) => {
    const index = shown.findIndex((row) => row.turn === turn);
    if (index !== -1) lines.scrollToIndex(index, { align: 'start' });
  });
  useEffect(() => {
    if (wanted !== undefined) goTo(wanted.turn);
  }, [wanted]);
  const more = onlyDiffering ? `${shown.length} of ${rows.length} differ` : `${rows.length}`;
  return (
    <>
      <tbody className="block">
        <GroupHead title="Turns" more={more} />
      </tbody>
      <tbody ref={list} aria-label="Turns" className="relative block" style={{ height: lines.getTotalSize() }}>
        {lines.getVirtualItems().map(({ index, key, start }) => {
          const row = shown[index];
          if (row === undefined) return undefined;
          return (
            <tr
              key={key}
              ref={lines.measureElement}
              data-index={index}
              className="absolute inset-x-0 grid border-t border-line"
              style={{ ...shape.grid, transform: `translateY(${start - above}px)` }}
            >
              <TurnRow row={row} read={read} text={choice.text} shape={shape} />
            </tr>
          );
        })}
      </tbody>
    </>
  );
}

type RowProps = Pick<Props, 'read' | 'shape'> & { readonly row: AlignedRow; readonly text: TurnChoice['text'] };

function TurnRow({ row, read, text, shape }: RowProps) {
  const cells = useMemo(() => cellsOf(row, shape.places), [row, shape.places]);
  const who = whoHasIt(row, shape.places);
  return (
    <>
      <th
        scope="row"
        className="sticky left-0 z-10 flex flex-col bg-bg px-4 py-2 text-left text-[12.5px] font-normal text-dim"
      >
        <span className="tabular">turn {row.turn}</span>
        {read.length > 1 && row.same && <span className="text-[12px]">the same</span>}
        {who !== undefined && <span className="text-[12px] text-accent">{who}</span>}
      </th>
      {slotsOf(shape).map((slot, column) => {
        const own = slot === undefined ? undefined : read[slot];
        const cell = slot === undefined ? undefined : cells[slot];
        return (
          <td key={column} className="min-w-0 border-l border-line px-3 py-2">
            {own !== undefined && cell !== undefined && (
              <TurnCellView
                cell={cell}
                first={slot === 0 ? undefined : row.turns[0]}
                place={{ run: own.row.run, turn: row.turn, sign: signOf(column) }}
                seats={own.row.seats}
                text={text}
              />
            )}
          </td>
        );
      })}
    </>
  );
}

/** What stands above the list within the scroller, which comes and goes with what is shown there. */
function useAbove(list: RefObject<HTMLTableSectionElement | null>, scroller: HTMLElement): number {
  const [above, setAbove] = useState(0);
  useLayoutEffect(() => {
    const all = scroller.firstElementChild;
    if (all === null) return undefined;
    const watch = new ResizeObserver(() => setAbove(list.current?.offsetTop ?? 0));
    watch.observe(all);
    return () => watch.disconnect();
  }, [list, scroller]);
  return above;
}
