import { useEffect, useRef, type RefObject } from 'react';
import { fieldOfControl } from './use-form.ts';
import { useListener } from './use-listener.ts';

/**
 * Tells which field the person has left. While a pointer is down it waits until the press is over: a line that appears under the field would
 * push what is pressed away from under the pointer, and the press would be lost.
 */
export function useLeftField(root: RefObject<HTMLElement | null>, onLeft: (field: string) => void): void {
  const press = usePress();
  useListener(root, 'focusout', ({ target }) => {
    const field = target instanceof Element ? fieldOfControl(target.id) : undefined;
    if (field === undefined) return;
    if (press.current === undefined) onLeft(field);
    else press.current.push(() => onLeft(field));
  });
}

/** What waits for the end of the press that is under way; undefined while no pointer is down. */
function usePress(): RefObject<(() => void)[] | undefined> {
  const press = useRef<(() => void)[]>(undefined);
  useEffect(() => {
    const stop = new AbortController();
    const options = { capture: true, signal: stop.signal };
    const end = (): void => {
      const waiting = press.current ?? [];
      press.current = undefined;
      // After the click, which follows in the same task.
      setTimeout(() => {
        for (const tell of waiting) tell();
      });
    };
    document.addEventListener('pointerdown', () => (press.current ??= []), options);
    document.addEventListener('pointerup', end, options);
    document.addEventListener('pointercancel', end, options);
    return () => stop.abort();
  }, []);
  return press;
}
