import { disposable } from '#shared/base/disposable.ts';
import { emitter } from '#shared/base/emitter.ts';
import type { Transport } from '#shared/rpc/transport.ts';

/** What is used of Electron's `MessagePortMain`. */
export interface Port {
  on(event: 'message', listener: (event: { readonly data: unknown }) => void): unknown;
  on(event: 'close', listener: () => void): unknown;
  start(): void;
  postMessage(message: unknown): void;
  close(): void;
}

/** The rpc's texts over a port to a page. What is no text is dropped: the page is not trusted to send what it should. */
export function portTransport(port: Port): Transport {
  const texts = emitter<string>(rethrow);
  const closed = emitter<void>(rethrow);
  let open = true;
  const end = (): void => {
    if (!open) return;
    open = false;
    closed.emit();
  };
  port.on('message', ({ data }) => {
    if (open && typeof data === 'string') texts.emit(data);
  });
  port.on('close', end);
  let started = false;
  return {
    send(text) {
      if (open) port.postMessage(text);
    },
    onText(listener) {
      const heard = texts.on(listener);
      // Messages wait in the port until someone listens.
      if (!started) port.start();
      started = true;
      return heard;
    },
    onClose: (listener) => (open ? closed.on(listener) : disposable(() => {})),
    close() {
      if (!open) return;
      port.close();
      end();
    },
  };
}

/** A listener of ours that throws is a bug, and a bug is heard. */
function rethrow(error: unknown): never {
  throw error;
}
