import { useLayoutEffect, useRef, type RefObject } from 'react';

/**
 * Where the keyboard is among rows of which only those in view exist: the row that it was sent to, also while that is not there yet. Keys that
 * are faster than the frames count from there.
 */
export type RowFocus = {
  /** Undefined once the row has the focus. */
  readonly goesTo: () => number | undefined;
  readonly send: (index: number) => void;
  readonly arrived: () => void;
};

export function useRowFocus(scroller: RefObject<HTMLElement | null>): RowFocus {
  const sent = useRef<number>(undefined);
  useLayoutEffect(() => {
    if (sent.current === undefined) return;
    const { activeElement } = document;
    const isElsewhere = activeElement !== document.body && scroller.current?.contains(activeElement) !== true;
    if (isElsewhere) sent.current = undefined;
    else scroller.current?.querySelector<HTMLElement>(`[data-index="${sent.current}"]`)?.focus({ preventScroll: true });
  });
  return {
    goesTo: () => sent.current,
    send: (index) => (sent.current = index),
    arrived: () => (sent.current = undefined),
  };
}
