import type { Abort } from '../base/abort.ts';

/** An Abort with the hand that pulls it: the pure folders cannot name the platform's AbortController. */
export type AbortSource = { readonly signal: Abort; readonly abort: () => void };

/** Aborting twice does nothing; a listener that comes after the abort is not called, as with the platform's own. */
export function abortSource(): AbortSource {
  const listeners = new Set<() => void>();
  let aborted = false;
  const signal: Abort = {
    get aborted() {
      return aborted;
    },
    addEventListener: (_type, listener) => void listeners.add(listener),
    removeEventListener: (_type, listener) => void listeners.delete(listener),
  };
  return {
    signal,
    abort() {
      if (aborted) return;
      aborted = true;
      for (const listener of [...listeners]) listener();
      listeners.clear();
    },
  };
}
