import { cancelled } from './host-failure.ts';
import type { Sequence } from './sequence.ts';

/** Hands out the slots: always the lowest free one (batching needs the busy ones side by side), to who waits longest. */
export interface Places {
  take(signal: AbortSignal): Promise<Sequence>;
  give(slot: Sequence): void;
}

/** `atOnce`: how many may be out at a time; one in exact mode. */
export function createPlaces(slots: readonly Sequence[], atOnce: number): Places {
  const waiting: ((slot: Sequence) => void)[] = [];
  const usable = slots.slice(0, atOnce);

  const serve = (): void => {
    const slot = usable.find((one) => !one.busy);
    const next = slot === undefined ? undefined : waiting.shift();
    if (slot === undefined || next === undefined) return;
    slot.busy = true;
    next(slot);
  };

  return {
    take(signal) {
      return new Promise((resolve, reject) => {
        if (signal.aborted) {
          reject(cancelled());
          return;
        }
        const onAbort = (): void => {
          waiting.splice(waiting.indexOf(granted), 1);
          reject(cancelled());
        };
        const granted = (slot: Sequence): void => {
          signal.removeEventListener('abort', onAbort);
          resolve(slot);
        };
        signal.addEventListener('abort', onAbort, { once: true });
        waiting.push(granted);
        serve();
      });
    },
    give(slot) {
      slot.busy = false;
      serve();
    },
  };
}

/** One at a time, in the order of asking. */
export function createLock(): <Value>(work: () => Promise<Value>) => Promise<Value> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const mine = last.then(work, work);
    last = mine.catch(() => undefined);
    return mine;
  };
}
