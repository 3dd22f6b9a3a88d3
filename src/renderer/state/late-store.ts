import { createStore, type StoreApi } from 'zustand/vanilla';

export type ReadStore<State> = Pick<StoreApi<State>, 'getState' | 'getInitialState' | 'subscribe'>;

/** Calls back in some while; returns how to take that back. */
export type Later = (next: () => void) => () => void;

export interface LateStore<State> {
  readonly of: ReadStore<State>;
  readonly store: ReadStore<State>;
  /** Goes along with `of` from now on; returns how to end that. */
  follow(): () => void;
}

/** A store that comes after another one: told once for all that has changed until `later` calls. */
export function lateStore<State>(of: ReadStore<State>, later: Later): LateStore<State> {
  const store = createStore<State>(() => of.getState());
  return {
    of,
    store,
    follow() {
      let takeBack: (() => void) | undefined;
      const changed = (): void => {
        takeBack ??= later(() => {
          takeBack = undefined;
          store.setState(of.getState(), true);
        });
      };
      const stop = of.subscribe(changed);
      // What has come between the making and the following.
      if (of.getState() !== store.getState()) changed();
      return () => {
        stop();
        takeBack?.();
      };
    },
  };
}

/** A window that is hidden has no frames; nobody waits longer than this. Milliseconds. */
const LONGEST = 100;

/** Once the next frame has been painted, in a task of its own. */
export const afterPaint: Later = (next) => {
  const { port1, port2 } = new MessageChannel();
  port1.addEventListener('message', () => {
    takeBack();
    next();
  });
  port1.start();
  const go = (): void => port2.postMessage(undefined);
  const frame = requestAnimationFrame(go);
  const timer = setTimeout(go, LONGEST);
  const takeBack = (): void => {
    cancelAnimationFrame(frame);
    clearTimeout(timer);
    port1.close();
  };
  return takeBack;
};
