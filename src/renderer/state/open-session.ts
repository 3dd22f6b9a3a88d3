import { createStore } from 'zustand/vanilla';
import type { RunSession } from './run-state.ts';

/** The run that is open, for what stands outside of its page. */
export const openSession = createStore<{ readonly session: RunSession | undefined }>(() => ({ session: undefined }));
