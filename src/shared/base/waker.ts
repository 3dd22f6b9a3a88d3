/** A bell for one sleeper at a time: what rings before anyone sleeps is not lost. */
export interface Waker {
  wake(): void;
  /** Settles at the next ring, or at once where one came since the last sleep. */
  next(): Promise<void>;
}

export function waker(): Waker {
  let woken = false;
  let resolve: (() => void) | undefined;
  return {
    wake() {
      woken = true;
      resolve?.();
    },
    next: () =>
      new Promise((settle) => {
        resolve = () => {
          woken = false;
          resolve = undefined;
          settle();
        };
        if (woken) resolve();
      }),
  };
}
