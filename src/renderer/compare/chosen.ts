import type { RunId } from '#shared/events/ids.ts';
import { createStore } from 'zustand/vanilla';

/** The runs that were ticked in the list, in the order in which that was done; forgotten with the window. */
export const chosen = createStore<{ readonly runs: readonly RunId[] }>(() => ({ runs: [] }));

export const choose = (run: RunId, on: boolean): void =>
  chosen.setState(({ runs }) => ({ runs: [...runs.filter((own) => own !== run), ...(on ? [run] : [])] }));

export const chooseNone = (): void => chosen.setState({ runs: [] });
