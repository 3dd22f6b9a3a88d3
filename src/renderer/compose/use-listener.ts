import { useEffect, useRef, type RefObject } from 'react';

/** Hears events of whatever stands inside an element that is itself no control, as keys and leaving the focus. */
export function useListener<Name extends 'keydown' | 'focusout'>(
  place: RefObject<HTMLElement | null>,
  name: Name,
  listener: (event: HTMLElementEventMap[Name]) => void,
): void {
  const newest = useRef(listener);
  useEffect(() => {
    newest.current = listener;
  });
  useEffect(() => {
    const element = place.current;
    const hear = (event: HTMLElementEventMap[Name]): void => newest.current(event);
    element?.addEventListener(name, hear);
    return () => element?.removeEventListener(name, hear);
  }, [place, name]);
}
