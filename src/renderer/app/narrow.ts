import { useSyncExternalStore } from 'react';
import { settings } from '../state/settings.ts';
import { dialogs, show } from './palette-state.ts';

/** Below this the sidebar would leave a page no room: there it comes over the page when it is asked for. */
const NARROW = '(max-width: 760px)';

export const useNarrow = (): boolean =>
  useSyncExternalStore(
    (changed) => {
      const query = window.matchMedia(NARROW);
      query.addEventListener('change', changed);
      return () => query.removeEventListener('change', changed);
    },
    () => window.matchMedia(NARROW).matches,
  );

export function toggleSidebar(): void {
  if (window.matchMedia(NARROW).matches) show(dialogs.getState().open === 'sidebar' ? 'none' : 'sidebar');
  else settings.setState((state) => ({ sidebar: !state.sidebar }));
}
