import { useEffect, useMemo, useRef, useState, type ComponentProps, type KeyboardEvent, type RefObject } from 'react';
import {
  defaultRangeExtractor,
  observeElementOffset,
  useVirtualizer,
  type Range,
  type VirtualItem,
  type Virtualizer,
} from '@tanstack/react-virtual';
import type { Seq } from '#shared/events/ids.ts';
import type { TranscriptEntry } from '#shared/projections/transcript.ts';
import type { List } from '#shared/projections/list.ts';
import { useRun, useSession } from '../state/window.tsx';
import { isSameSelection } from '../state/route.ts';
import { counted } from '#shared/base/text.ts';
import { endPin, rowsAtEnd, type EndPin } from './end-pin.ts';
import { MessageRow } from './message-row.tsx';
import type { Ask } from './message-actions.tsx';
import { OpenRow } from './open-row.tsx';
import { ArbiterRow, isQuiet, QuietRow } from './quiet-row.tsx';
import { openTurnsOf, rowAt, rowOfSelection, selectionOfRow, type OpenTurn, type Row } from './rows.ts';
import { useTaintedFrom, type TaintedFrom } from './taint-marks.ts';
import { NEAR_END, useReading } from './use-reading.ts';
import { useRowFocus } from './use-row-focus.ts';

type Lines = Virtualizer<HTMLDivElement, HTMLLIElement>;

/** What a row takes before it has been measured, in pixels: between a quiet line and a message. */
const ESTIMATE = 72;

/**
 * What was said and done up to the playhead. Only what is in view is in the page. One who reads at the end stays at the end; one who has
 * scrolled up stays where they are, whatever comes below.
 */
export function Transcript({ onAsk }: { readonly onAsk: Ask }) {
  const entries = useRun((state) => state.now.transcript.entries);
  const lanes = useRun((state) => state.now.lanes);
  const isLive = useRun((state) => state.following && state.live);
  const open = useMemo(() => openTurnsOf(lanes), [lanes]);
  const scroller = useRef<HTMLDivElement>(null);
  const count = entries.length + open.length;
  const { lines, pin } = useLines(count, scroller);
  const reading = useReading({ lines, entries, open, scroller, pin });
  return (
    <div className="relative min-h-0 flex-1">
      <div
        ref={scroller}
        role="log"
        aria-label="Transcript"
        aria-live={isLive ? 'polite' : 'off'}
        data-testid="transcript"
        className="h-full overflow-y-auto px-7 contain-strict [overflow-anchor:none]"
        onScroll={reading.onScroll}
      >
        {count === 0 && <Empty />}
        <Rows lines={lines} entries={entries} open={open} onAsk={onAsk} scroller={scroller} />
      </div>
      {reading.below > 0 && (
        <button
          type="button"
          onClick={reading.toEnd}
          className="absolute bottom-2 left-1/2 -translate-x-1/2 rounded-full border border-line bg-panel px-3 py-1 text-[12px] text-accent shadow-lg hover:bg-hover"
        >
          {counted(reading.below, 'message').replace(/ messages?$/u, '')} new below
        </button>
      )}
    </div>
  );
}

type Held = {
  readonly pin: EndPin;
  readonly rows: (range: Range) => number[];
  lines?: Lines;
  /** Tells the list where the element stands. */
  report?: (offset: number, isScrolling: boolean) => void;
};

/**
 * The rows in view, by place. A jump of the playhead asks the page for no layout: at the end the rows are known without it, a row that is new
 * is taken at its estimate until the browser has laid it out for the frame, and the scrolling is done once, with that frame.
 */
function useLines(count: number, scroller: RefObject<HTMLDivElement | null>): Required<Pick<Held, 'lines' | 'pin'>> {
  const [held] = useState(() => holdLines(scroller));
  const lines = useVirtualizer<HTMLDivElement, HTMLLIElement>({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => ESTIMATE,
    measureElement: measured,
    rangeExtractor: held.rows,
    observeElementOffset(instance, report) {
      held.report = report;
      return observeElementOffset(instance, (offset, isScrolling) => {
        // The echo of what the pin has told already.
        if (offset !== instance.scrollOffset || instance.isScrolling) report(offset, isScrolling);
      });
    },
    overscan: 3,
    useFlushSync: false,
    paddingStart: 12,
    paddingEnd: 12,
  });
  useEffect(() => {
    held.lines = lines;
    lines.shouldAdjustScrollPositionOnItemSizeChange = (row, _, own) => !held.pin.isOn && isAbove(row, own);
    return () => held.pin.dispose();
  }, [held, lines]);
  return { lines, pin: held.pin };
}

/** Whoever reads further up is kept still by what is above them; as the list does by itself, who stands at the end aside. */
const isAbove = ({ key, start, end }: VirtualItem, { itemSizeCache, scrollOffset, scrollDirection }: Lines): boolean =>
  itemSizeCache.has(key) ? end <= (scrollOffset ?? 0) && scrollDirection !== 'backward' : start < (scrollOffset ?? 0);

function holdLines(scroller: RefObject<HTMLDivElement | null>): Held {
  const held: Held = {
    pin: endPin({
      beforePaint(next) {
        const asked = requestAnimationFrame(next);
        return () => cancelAnimationFrame(asked);
      },
      toEnd() {
        const box = scroller.current;
        if (box === null) return;
        box.scrollTop = box.scrollHeight;
        held.report?.(box.scrollTop, false);
      },
      near: NEAR_END,
    }),
    rows(range) {
      const { lines, pin } = held;
      if (lines === undefined || !pin.isOn) return defaultRangeExtractor(range);
      const sizeOf = (index: number): number => lines.measurementsCache[index]?.size ?? ESTIMATE;
      return rowsAtEnd({ ...range, height: lines.scrollRect?.height ?? 0, sizeOf });
    },
  };
  return held;
}

/** As the browser tells it with the frame; what was not told yet is what it was, or the estimate. */
function measured(row: HTMLLIElement, entry: ResizeObserverEntry | undefined, lines: Lines): number {
  const told = entry?.borderBoxSize[0]?.blockSize;
  if (told !== undefined) return Math.round(told);
  return lines.itemSizeCache.get(lines.indexFromElement(row)) ?? ESTIMATE;
}

function Empty() {
  const before = useRun((state) => state.head === 0);
  return (
    <p className="py-6 text-dim">
      {before
        ? 'This is before the first event. Press play, or take the playhead to the right.'
        : 'Nothing was said yet.'}
    </p>
  );
}

type RowsProps = {
  readonly lines: Lines;
  readonly entries: List<TranscriptEntry>;
  readonly open: readonly OpenTurn[];
  readonly onAsk: Ask;
  readonly scroller: RefObject<HTMLDivElement | null>;
};

function Rows({ lines, entries, open, onAsk, scroller }: RowsProps) {
  const session = useSession();
  const selection = useRun((state) => state.selection);
  const transcript = useRun((state) => state.now.transcript);
  const taintedFrom = useTaintedFrom();
  const head = useRun((state) => state.head);
  const [active, setActive] = useState<number>();
  const count = entries.length + open.length;
  const chosen = selection === undefined ? undefined : rowOfSelection(transcript, open, selection);
  // One row takes part in the tab order: the one last visited, else what is picked out, else the newest.
  const inOrder = Math.min(active ?? chosen ?? count - 1, count - 1);
  const focus = useRowFocus(scroller);
  const visit = (index: number): void => {
    const to = Math.max(0, Math.min(index, count - 1));
    if (to !== inOrder) focus.send(to);
    setActive(to);
    lines.scrollToIndex(to, { align: 'auto' });
  };
  const select = (row: Row): void => {
    const wanted = selectionOfRow(row);
    session.select(isSameSelection(wanted, selection) ? undefined : wanted);
  };
  const shown = lines.getVirtualItems();
  return (
    // Rows follow each other as the page lays them out: one that grows pushes on what is below it in the same frame, before it is measured.
    <ul className="w-full" style={{ height: lines.getTotalSize(), paddingTop: shown[0]?.start ?? 0 }}>
      {shown.map(({ key, index }) => {
        const row = rowAt(entries, open, index);
        if (row === undefined) return undefined;
        return (
          <li
            // By place, as it is measured: a turn under way and the message that it becomes are one element.
            key={key}
            ref={lines.measureElement}
            data-index={index}
            aria-setsize={count}
            aria-posinset={index + 1}
            aria-current={index === chosen ? true : undefined}
            className={`group contain-content outline-offset-[-2px] ${isQuietRow(row) ? 'py-px' : 'py-1'}`}
            {...asStop(index === inOrder, {
              onClick: (event) => isMeant(event.target) && select(row),
              onFocus: () => {
                focus.arrived();
                setActive(index);
              },
              onKeyDown: (event) => {
                const at = focus.goesTo() ?? index;
                onRowKey(event, { visit, select: () => select(rowAt(entries, open, at) ?? row), index: at, count });
              },
            })}
          >
            <RowView row={row} selected={index === chosen} tainted={isTainted(row, taintedFrom, head)} onAsk={onAsk} />
          </li>
        );
      })}
    </ul>
  );
}

type RowViewProps = {
  readonly row: Row;
  readonly selected: boolean;
  readonly tainted: boolean;
  readonly onAsk: Ask;
};

function RowView({ row, selected, tainted, onAsk }: RowViewProps) {
  if (row.kind === 'open') return <OpenRow row={row} selected={selected} />;
  if (row.kind !== 'message') return <QuietRow entry={row} selected={selected} />;
  if (!selected && isQuiet(row)) return <ArbiterRow entry={row} selected={selected} />;
  return <MessageRow entry={row} selected={selected} tainted={tainted} onAsk={onAsk} />;
}

/** What was itself taken back is not said to be reached by it. */
const isTainted = (row: Row, from: TaintedFrom, head: Seq): boolean =>
  row.kind === 'message' && row.standing !== 'retracted' && (from.get(row.message) ?? Infinity) <= head;

type RowKeys = {
  readonly visit: (index: number) => void;
  readonly select: () => void;
  readonly index: number;
  readonly count: number;
};

const isQuietRow = (row: Row): boolean => row.kind !== 'open' && (row.kind !== 'message' || isQuiet(row));

/** The rows of a log are stops for the keyboard, as the articles of an ARIA feed are; the one of `inOrder` is reached with Tab. */
const asStop = (inOrder: boolean, hands: Pick<ComponentProps<'li'>, 'onClick' | 'onFocus' | 'onKeyDown'>) => ({
  ...hands,
  tabIndex: inOrder ? 0 : -1,
});

/** Keys that mean something on a row stay there; all others are the window's. */
function onRowKey(event: KeyboardEvent<HTMLElement>, { visit, select, index, count }: RowKeys): void {
  if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey) return;
  const places: Readonly<Record<string, number>> = {
    ArrowDown: index + 1,
    ArrowUp: index - 1,
    PageDown: index + 8,
    PageUp: index - 8,
    Home: 0,
    End: count - 1,
  };
  const to = places[event.key];
  if (to === undefined && event.key !== 'Enter') return;
  event.preventDefault();
  event.stopPropagation();
  if (to === undefined) select();
  else visit(to);
}

/** A press on a button in the row means that button, and whoever has just marked words with the pointer wants the words. */
const isMeant = (target: EventTarget): boolean =>
  document.getSelection()?.type !== 'Range' &&
  !(target instanceof Element && target.closest('button, summary') !== null);
