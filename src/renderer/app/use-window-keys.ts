import { useLayoutEffect } from 'react';
import { isInDialog, isTyping } from '../replay/key-scope.ts';
import { actionOf, isHere, keyOf, type ActionId } from '../replay/keymap.ts';
import { openSession } from '../state/open-session.ts';
import { settings } from '../state/settings.ts';
import { go, useIsFile } from '../state/window.tsx';
import { toggleSidebar } from './narrow.ts';
import { dialogs, show, type Open } from './palette-state.ts';

/** What the keys of the window do. */
export const WINDOW_ACTS: Partial<Record<ActionId, () => void>> = {
  palette: () => toggle('palette'),
  find: () => toggle('find'),
  new: () => go({ page: 'new' }),
  models: () => go({ page: 'models' }),
  settings: () => toggle('settings'),
  keys: () => toggle('keys'),
  sidebar: toggleSidebar,
};

/** The keys of the window, whatever page is open; with Ctrl also while one types. What is seen hears them: the listener is there before the first paint. */
export function useWindowKeys(): void {
  const isFile = useIsFile();
  useLayoutEffect(() => {
    const hear = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.isComposing) return;
      const key = keyOf(event);
      const { keys, bindings } = settings.getState();
      const isSingle = !key.startsWith('Ctrl+') && key !== 'F1';
      if (isSingle && (!keys || isTyping(event.target) || isInDialog(event.target))) return;
      const action = actionOf(key, bindings);
      const act = action === undefined || !isHere(action, { isFile }) ? undefined : WINDOW_ACTS[action];
      // Where no run is open the browser's own search is of more use.
      if (act === undefined || (action === 'find' && openSession.getState().session === undefined)) return;
      event.preventDefault();
      act();
    };
    window.addEventListener('keydown', hear);
    return () => window.removeEventListener('keydown', hear);
  }, [isFile]);
}

const toggle = (open: Open): void => show(dialogs.getState().open === open ? 'none' : open);
