import { useEffect } from 'react';
import { actionOf, keyOf, type ActionId } from '../replay/keymap.ts';
import { isTyping } from '../replay/use-keys.ts';
import { settings } from '../state/settings.ts';
import { go } from '../state/window.tsx';
import { openPalette, show } from './palette-state.ts';

const DO: Partial<Record<ActionId, () => void>> = {
  palette: openPalette,
  new: () => go({ page: 'new' }),
  settings: () => show('settings'),
  keys: () => show('keys'),
  sidebar: () => settings.setState((state) => ({ sidebar: !state.sidebar })),
};

/** The keys of the window, whatever page is open; with Ctrl also while one types. */
export function useWindowKeys(): void {
  useEffect(() => {
    const hear = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.isComposing) return;
      const key = keyOf(event);
      const { keys, bindings } = settings.getState();
      if (!key.startsWith('Ctrl+') && key !== 'F1' && (!keys || isTyping(event.target))) return;
      const act = DO[actionOf(key, bindings) ?? 'play'];
      if (act === undefined) return;
      event.preventDefault();
      act();
    };
    window.addEventListener('keydown', hear);
    return () => window.removeEventListener('keydown', hear);
  }, []);
}
