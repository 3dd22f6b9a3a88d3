import type { Abort } from '#shared/base/abort.ts';

/** How a parked piece of work ends: it is done, its host has died, or it was called off. */
export type Outcome = 'done' | 'crashed' | 'cancelled';

export type Parked = { readonly kind: string; readonly who: string; readonly end: (outcome: Outcome) => void };

/**
 * Virtual time: whatever would take time parks here until the simulator lets it go on, in any order. Nothing else moves: between two
 * steps the program has settled.
 */
export class Agenda {
  #parked: Parked[] = [];

  get parked(): readonly Parked[] {
    return this.#parked;
  }

  park(kind: string, who: string, signal?: Abort): Promise<Outcome> {
    if (signal?.aborted === true) return Promise.resolve('cancelled');
    return new Promise((resolve) => {
      const end = (outcome: Outcome): void => {
        if (!this.#parked.includes(task)) return;
        this.#parked = this.#parked.filter((other) => other !== task);
        signal?.removeEventListener('abort', cancel);
        resolve(outcome);
      };
      const cancel = (): void => end('cancelled');
      const task: Parked = { kind, who, end };
      this.#parked.push(task);
      signal?.addEventListener('abort', cancel, { once: true });
    });
  }

  /** The program died: what it waited for never comes. */
  clear(): void {
    this.#parked = [];
  }
}

const SOON = Promise.resolve();

/** Lets every promise that can go on go on: more turns of the microtask queue than the longest chain of the engine. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 40; turn += 1) await SOON;
}
