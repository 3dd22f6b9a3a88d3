import { useLayoutEffect, useRef } from 'react';
import { isInDialog, isTyping } from '../replay/key-scope.ts';
import { keyOf } from '../replay/keymap.ts';
import { settings } from '../state/settings.ts';
import type { Verdict } from './use-judging.ts';

const KEYS: Readonly<Record<string, Verdict>> = {
  ArrowLeft: 'left',
  '1': 'left',
  ArrowRight: 'right',
  '2': 'right',
  '0': 'tie',
};

/** Left, right and none of them by a key, while there is something to judge. */
export function useVerdictKeys(judge: ((verdict: Verdict) => void) | undefined): void {
  const newest = useRef(judge);
  useLayoutEffect(() => {
    newest.current = judge;
  });
  useLayoutEffect(() => {
    const hear = (event: KeyboardEvent): void => {
      const verdict = KEYS[keyOf(event)];
      if (verdict === undefined || newest.current === undefined || event.defaultPrevented || event.repeat) return;
      if (!settings.getState().keys || isTyping(event.target) || isInDialog(event.target)) return;
      event.preventDefault();
      newest.current(verdict);
    };
    window.addEventListener('keydown', hear);
    return () => window.removeEventListener('keydown', hear);
  }, []);
}
