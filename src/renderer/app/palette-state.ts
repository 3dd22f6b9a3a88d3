import { createStore } from 'zustand/vanilla';

/** Which of the window's own dialogs is open. */
export type Open = 'none' | 'palette' | 'keys' | 'settings';

export const dialogs = createStore<{ readonly open: Open }>(() => ({ open: 'none' }));

export const show = (open: Open): void => dialogs.setState({ open });
export const openPalette = (): void => show('palette');
