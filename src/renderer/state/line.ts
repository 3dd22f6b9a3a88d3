import type { Abort } from '#shared/base/abort.ts';
import { fail } from '#shared/base/result.ts';
import { client, type Client } from '#shared/rpc/client.ts';
import type { RpcFailure } from '#shared/rpc/methods.ts';
import type { Transport } from '#shared/rpc/transport.ts';
import { createStore, type StoreApi } from 'zustand/vanilla';
import { connect, isLine } from './connect.ts';
import type { NoLine } from './no-line.ts';

/** The line to the host as the window knows it. */
export type LineState =
  | { readonly state: 'connecting' }
  | { readonly state: 'open' }
  | { readonly state: 'lost'; readonly message: string; readonly again: boolean };

/** A line that is opened again when it breaks; `client` stays the same. */
export interface Line {
  readonly store: StoreApi<LineState>;
  /**
   * Waits for a line where there is none. What was under way when it broke ends as `closed`: a reader of a stream asks again behind what it
   * has, which is the same call as the first time.
   */
  readonly client: Client;
}

const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 5000;

/** Keeps a line open: after a break it tries again, waiting longer each time, for as long as that may help. */
export function line(dial: () => Promise<Transport | NoLine> = connect): Line {
  const store = createStore<LineState>(() => ({ state: 'connecting' }));
  const waiting = new Set<() => void>();
  let current: Client | undefined;
  let wait = FIRST_WAIT_MS;
  const open = async (): Promise<void> => {
    const found = await dial();
    if (!isLine(found)) {
      const { message, again, after = wait } = found;
      store.setState({ state: 'lost', message, again }, true);
      if (again) setTimeout(() => void open(), after);
      wait = Math.min(wait * 2, LONGEST_WAIT_MS);
      return;
    }
    wait = FIRST_WAIT_MS;
    const own = client(found);
    current = own;
    found.onClose(() => {
      if (current === own) current = undefined;
      store.setState({ state: 'lost', message: 'The line to Parley is broken; trying again.', again: true }, true);
      setTimeout(() => void open(), FIRST_WAIT_MS);
    });
    store.setState({ state: 'open' }, true);
    for (const go of waiting) go();
  };
  /** The client of the line that is open; undefined where the signal aborts before there is one. */
  const ready = (signal: Abort | undefined): Promise<Client | undefined> =>
    new Promise((resolve) => {
      const settle = (): void => {
        waiting.delete(settle);
        signal?.removeEventListener('abort', settle);
        resolve(signal?.aborted === true ? undefined : current);
      };
      if (current !== undefined || signal?.aborted === true) return settle();
      waiting.add(settle);
      signal?.addEventListener('abort', settle, { once: true });
    });
  void open();
  return {
    store,
    client: {
      async call(method, input, options = {}) {
        const own = await ready(options.signal);
        return own === undefined ? fail(CANCELLED) : await own.call(method, input, options);
      },
      async *stream(method, input, options = {}) {
        const own = await ready(options.signal);
        if (own === undefined) yield fail(CANCELLED);
        else yield* own.stream(method, input, options);
      },
      close: () => current?.close(),
    },
  };
}

const CANCELLED: RpcFailure = { code: 'cancelled', message: 'cancelled' };
