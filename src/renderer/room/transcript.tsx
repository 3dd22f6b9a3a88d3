import { useMemo, useRef, useState, type ComponentProps, type KeyboardEvent, type RefObject } from 'react';
import { useVirtualizer, type Virtualizer } from '@tanstack/react-virtual';
import type { MessageId } from '#shared/events/ids.ts';
import type { TranscriptEntry } from '#shared/projections/transcript.ts';
import type { List } from '#shared/projections/list.ts';
import { useRun, useSession } from '../state/window.tsx';
import { isSameSelection } from '../state/route.ts';
import { counted } from '#shared/base/text.ts';
import { MessageRow } from './message-row.tsx';
import type { Ask } from './message-actions.tsx';
import { OpenRow } from './open-row.tsx';
import { ArbiterRow, isQuiet, QuietRow } from './quiet-row.tsx';
import { openTurnsOf, rowAt, rowOfSelection, selectionOfRow, type OpenTurn, type Row } from './rows.ts';
import { useTainted } from './taint-marks.ts';
import { NEAR_END, useReading } from './use-reading.ts';

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
  const lines = useVirtualizer<HTMLDivElement, HTMLLIElement>({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => ESTIMATE,
    overscan: 5,
    useFlushSync: false,
    paddingStart: 12,
    paddingEnd: 12,
    anchorTo: 'end',
    followOnAppend: true,
    scrollEndThreshold: NEAR_END,
  });
  const reading = useReading({ lines, entries, open, scroller });
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
  const tainted = useTainted();
  const [active, setActive] = useState<number>();
  const count = entries.length + open.length;
  const chosen = selection === undefined ? undefined : rowOfSelection(transcript, open, selection);
  // One row takes part in the tab order: the one last visited, else what is picked out, else the newest.
  const inOrder = Math.min(active ?? chosen ?? count - 1, count - 1);
  const visit = (index: number): void => {
    const to = Math.max(0, Math.min(index, count - 1));
    setActive(to);
    lines.scrollToIndex(to, { align: 'auto' });
    requestAnimationFrame(() => focusRow(scroller.current, to));
  };
  const select = (row: Row): void => {
    const wanted = selectionOfRow(row);
    session.select(isSameSelection(wanted, selection) ? undefined : wanted);
  };
  return (
    <ul className="relative w-full" style={{ height: lines.getTotalSize() }}>
      {lines.getVirtualItems().map(({ key, index, start }) => {
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
            className={`group absolute top-0 left-0 w-full contain-content outline-offset-[-2px] ${isQuietRow(row) ? 'py-px' : 'py-1'}`}
            style={{ transform: `translateY(${start}px)` }}
            {...asStop(index === inOrder, {
              onClick: (event) => isMeant(event.target) && select(row),
              onFocus: () => setActive(index),
              onKeyDown: (event) => onRowKey(event, { visit, select: () => select(row), index, count }),
            })}
          >
            <RowView row={row} selected={index === chosen} tainted={tainted} onAsk={onAsk} />
          </li>
        );
      })}
    </ul>
  );
}

type RowViewProps = {
  readonly row: Row;
  readonly selected: boolean;
  readonly tainted: ReadonlySet<MessageId>;
  readonly onAsk: Ask;
};

function RowView({ row, selected, tainted, onAsk }: RowViewProps) {
  if (row.kind === 'open') return <OpenRow row={row} selected={selected} />;
  if (row.kind !== 'message') return <QuietRow entry={row} selected={selected} />;
  if (!selected && isQuiet(row)) return <ArbiterRow entry={row} selected={selected} />;
  return <MessageRow entry={row} selected={selected} tainted={tainted.has(row.message)} onAsk={onAsk} />;
}

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
  document.getSelection()?.type !== 'Range' && !(target instanceof Element && target.closest('button') !== null);

const focusRow = (scroller: HTMLElement | null, index: number): void =>
  scroller?.querySelector<HTMLElement>(`[data-index="${index}"]`)?.focus({ preventScroll: true });
