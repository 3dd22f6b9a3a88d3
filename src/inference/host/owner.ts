import type { FromHost, ToHost } from '../messages.ts';

/** The channel to the process that started this one. */
export interface Owner {
  /** A channel that has just closed swallows it. */
  readonly send: (message: FromHost) => void;
  onMessage(listener: (message: ToHost) => void): void;
  /** Called once, where the owner's end closes before this process does. */
  onGone(listener: () => void): void;
  readonly kind: 'node' | 'electron';
}

/** What this reads of a process; in a utility process of Electron there is a `parentPort` in place of `send`. */
export type Owned = {
  send?(...all: unknown[]): unknown;
  readonly parentPort?:
    | {
        postMessage(message: unknown): void;
        on(event: 'message', listener: (event: { readonly data: unknown }) => void): unknown;
      }
    | undefined;
  on(event: 'message' | 'disconnect', listener: (message: unknown) => void): unknown;
};

/** The owner of this process; undefined where a person started it by hand. */
export function ownerOf(self: Owned): Owner | undefined {
  const port = self.parentPort;
  if (port !== undefined)
    return {
      kind: 'electron',
      send: (message) => port.postMessage(message),
      onMessage: (listener) => void port.on('message', ({ data }) => listener(data as ToHost)),
      // Chromium ends its children itself when their channel to the browser process closes.
      onGone: () => {},
    };
  const send = self.send?.bind(self);
  if (send === undefined) return undefined;
  return {
    kind: 'node',
    // Without a callback a channel that just closed would throw.
    send: (message) => void send(message, undefined, {}, () => {}),
    onMessage: (listener) => void self.on('message', (message) => listener(message as ToHost)),
    onGone: (listener) => void self.on('disconnect', listener),
  };
}
