import { createStore } from 'zustand/vanilla';

/** Which of the window's own dialogs is open; `find`: the palette over the messages of the open run alone. */
export type Open = 'none' | 'palette' | 'find' | 'go-to' | 'keys' | 'settings' | 'sidebar';

export const dialogs = createStore<{ readonly open: Open }>(() => ({ open: 'none' }));

export const show = (open: Open): void => dialogs.setState({ open });
export const openPalette = (): void => show('palette');
