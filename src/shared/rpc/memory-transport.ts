import { disposable } from '../base/disposable.ts';
import { emitter } from '../base/emitter.ts';
import type { Transport } from './transport.ts';

/** Two joined transports in one process. What is sent arrives in a later microtask, in order; nothing is shared but text. */
export function memoryTransport(): readonly [Transport, Transport] {
  const wire = { open: true, closed: emitter<void>() };
  const left = emitter<string>(rethrow);
  const right = emitter<string>(rethrow);
  return [end(wire, { out: right, inbound: left }), end(wire, { out: left, inbound: right })];
}

type Wire = { open: boolean; readonly closed: ReturnType<typeof emitter<void>> };
type Lines = {
  readonly out: ReturnType<typeof emitter<string>>;
  readonly inbound: ReturnType<typeof emitter<string>>;
};

function end(wire: Wire, { out, inbound }: Lines): Transport {
  return {
    send(text) {
      if (!wire.open) return;
      void Promise.resolve().then(() => {
        if (wire.open) out.emit(text);
      });
    },
    onText: (listener) => inbound.on(listener),
    onClose: (listener) => (wire.open ? wire.closed.on(listener) : disposable(() => {})),
    close() {
      if (!wire.open) return;
      wire.open = false;
      wire.closed.emit();
    },
  };
}

/** A listener of ours that throws is a bug, and a bug is heard. */
function rethrow(error: unknown): never {
  throw error;
}
