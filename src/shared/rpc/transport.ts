import type { Disposable } from '../base/disposable.ts';

/**
 * Two ends of a wire that carries texts in order, each one JSON document. All protocol lies above it, so that memory, a
 * MessagePort or a WebSocket need only these four.
 */
export interface Transport {
  /** Sending on a closed transport does nothing. */
  send(text: string): void;
  onText(listener: (text: string) => void): Disposable;
  /** Called once, whichever end closed. */
  onClose(listener: () => void): Disposable;
  close(): void;
}
