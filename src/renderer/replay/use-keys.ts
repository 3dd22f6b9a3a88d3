import { useLayoutEffect } from 'react';
import { seq } from '#shared/events/ids.ts';
import type { RunSession } from '../state/run-state.ts';
import { settings } from '../state/settings.ts';
import { useIsFile } from '../state/window.tsx';
import { isInDialog, isOwnKey, isTyping } from './key-scope.ts';
import { actionOf, decileOf, isHere, keyOf } from './keymap.ts';
import { escape, RUN_ACTS } from './run-keys.ts';

/** Listens to the keys of a run for as long as it is open. Single keys are off while one types, and where the person switched them off. */
export function useRunKeys(session: RunSession): void {
  const isFile = useIsFile();
  useLayoutEffect(() => {
    const hear = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.isComposing || isTyping(event.target) || isInDialog(event.target)) return;
      const key = keyOf(event);
      if (key === 'Escape') return escape(session);
      const { keys, bindings } = settings.getState();
      if (!keys || isOwnKey(event.target, key)) return;
      const tenth = decileOf(key);
      const action = actionOf(key, bindings);
      const act = action === undefined || !isHere(action, { isFile }) ? undefined : RUN_ACTS[action];
      if (tenth === undefined && act === undefined) return;
      event.preventDefault();
      if (tenth !== undefined) session.seek(seq(Math.round(session.store.getState().last * tenth)));
      else act?.(session);
    };
    window.addEventListener('keydown', hear);
    return () => window.removeEventListener('keydown', hear);
  }, [session, isFile]);
}
