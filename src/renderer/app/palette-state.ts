import { createStore } from 'zustand/vanilla';
import type { RunRow } from '#shared/rpc/methods.ts';

/** Which of the window's own dialogs is open; `find`: the palette over the messages of the open run alone. */
export type Open = 'none' | 'palette' | 'find' | 'go-to' | 'keys' | 'settings' | 'sidebar' | 'export' | 'import';

/** `run` is what is exported. */
export const dialogs = createStore<{ readonly open: Open; readonly run?: Exported }>(() => ({ open: 'none' }));

export type Exported = Pick<RunRow, 'run' | 'title'>;

export const show = (open: Open): void => dialogs.setState({ open });
export const openPalette = (): void => show('palette');
export const showExport = ({ run, title }: Exported): void => dialogs.setState({ open: 'export', run: { run, title } });
