import { useCallback, useEffect, useLayoutEffect, useRef, useState, type RefObject } from 'react';
import type { EndPin } from './end-pin.ts';
import type { Virtualizer } from '@tanstack/react-virtual';
import type { TranscriptEntry } from '#shared/projections/transcript.ts';
import type { List } from '#shared/projections/list.ts';
import { useRun, useSession } from '../state/window.tsx';
import { messagesSince, rowOfSelection, type OpenTurn } from './rows.ts';

/** Pixels from the end within which one counts as reading there. */
export const NEAR_END = 48;

type Reading = {
  /** Messages that came while one was reading further up. */
  readonly below: number;
  readonly toEnd: () => void;
  readonly onScroll: () => void;
};

type Input = {
  readonly lines: Virtualizer<HTMLDivElement, HTMLLIElement>;
  readonly entries: List<TranscriptEntry>;
  readonly open: readonly OpenTurn[];
  readonly scroller: RefObject<HTMLDivElement | null>;
  readonly pin: EndPin;
};

/**
 * Where one reads. The list itself keeps one at the end, or still; it moves only for what a person did: taking the playhead somewhere shows what
 * was newest there, picking something out shows that.
 */
export function useReading({ lines, entries, open, scroller, pin }: Input): Reading {
  const session = useSession();
  // How many entries were there when one last read at the end; what comes behind them is new.
  const [seen, setSeen] = useState(entries.length);
  const head = useRun((state) => state.head);
  const selection = useRun((state) => state.selection);
  const before = useRef<number>(undefined);
  const openNow = useRef(open);

  const see = useCallback(() => setSeen(session.store.getState().now.transcript.entries.length), [session]);

  const onScroll = useCallback(() => {
    if (scroller.current !== null) pin.moved(scroller.current);
    if (pin.isOn) see();
  }, [scroller, see, pin]);

  const toEnd = useCallback(() => {
    pin.ask();
    see();
  }, [pin, see]);

  // Heard before the page is drawn anew: one who stood at the end until then will stand there after it.
  useEffect(
    () =>
      session.store.subscribe((state, last) => {
        if (state.now.transcript.entries !== last.now.transcript.entries && pin.isOn) see();
      }),
    [session, pin, see],
  );

  useLayoutEffect(() => {
    const { following, live, playing } = session.store.getState();
    const isFirst = before.current === undefined;
    const grewByItself = head >= (before.current ?? 0) && ((following && live) || playing.on);
    before.current = head;
    if (isFirst || !grewByItself) toEnd();
  }, [head, session, toEnd]);

  // Who reads at the end goes along with what comes and with what grows.
  const size = lines.getTotalSize();
  const shown = useRef(size);
  useLayoutEffect(() => {
    if (shown.current !== size && pin.isOn) pin.ask();
    shown.current = size;
  }, [size, pin]);

  useEffect(() => {
    openNow.current = open;
  }, [open]);

  // Only where something else is picked out: turns that begin or end move nothing.
  useEffect(() => {
    if (selection === undefined) return undefined;
    const { now } = session.store.getState();
    const row = rowOfSelection(now.transcript, openNow.current, selection);
    if (row === undefined) return undefined;
    pin.leave();
    lines.scrollToIndex(row, { align: 'auto' });
    // Who sees it from the end still stands there.
    const frame = requestAnimationFrame(() => scroller.current !== null && pin.moved(scroller.current));
    return () => cancelAnimationFrame(frame);
  }, [selection, lines, session, pin, scroller]);

  return { below: Math.max(0, messagesSince(entries, seen)), toEnd, onScroll };
}
