import type { RawData, WebSocket } from 'ws';
import type { Abort } from '#shared/base/abort.ts';
import { emitter } from '#shared/base/emitter.ts';
import type { Transport } from '#shared/rpc/transport.ts';
import { SHELL_LIMITS, type ShellLimits } from './limits.ts';
import { tokenBucket } from './token-bucket.ts';

export type SocketTransport = Transport & {
  /** Settles when little is waiting to be sent, the transport is closed or the signal aborts: what a stream waits for. */
  readonly room: (signal: Abort) => Promise<void>;
};
type Limits = Pick<ShellLimits, 'burst' | 'perSecond' | 'streamsWait' | 'buffered'>;
type Options = {
  readonly limits?: Limits;
  /** Hears why a socket was closed from this side. */
  readonly onBreach?: (why: string) => void;
};

/**
 * A Transport over an open WebSocket, each text in one text frame. An end that sends too much, or reads too slowly for what it asks
 * for, is closed: what waits for it is bounded, and it resumes by connecting again.
 */
export function wsTransport(socket: WebSocket, { limits = SHELL_LIMITS, onBreach }: Options = {}): SocketTransport {
  const texts = emitter<string>(rethrow);
  const closed = emitter<void>(rethrow);
  const waiting = new Set<() => void>();
  const bucket = tokenBucket(limits);
  const state = { open: true };
  const shut = (): void => {
    if (!state.open) return;
    state.open = false;
    closed.emit();
    for (const wake of waiting) wake();
  };
  const breach = (why: string, code: number): void => {
    if (state.open) onBreach?.(why);
    shut();
    closeSoon(socket, code);
  };
  socket.on('message', (data, isBinary) => {
    if (!state.open) return;
    const text = textOf(data);
    if (isBinary) breach('a binary frame', 1003);
    else if (!bucket.take(1 + text.length / UNITS_OF_A_FRAME)) breach('too many frames', 1008);
    else texts.emit(text);
  });
  // What is wrong with a frame is seen by `ws`, which closes the socket; the event must only not be unheard.
  socket.on('error', (error) => {
    if (state.open) onBreach?.(`a broken socket: ${'code' in error ? String(error.code) : error.name}`);
  });
  socket.on('close', shut);
  const sent = (): void => {
    if (socket.bufferedAmount > limits.streamsWait) return;
    for (const wake of waiting) wake();
  };
  return {
    send(text) {
      if (!state.open) return;
      socket.send(text, sent);
      if (socket.bufferedAmount <= limits.buffered) return;
      onBreach?.('it reads too slowly');
      shut();
      // A closing handshake would wait behind all that it does not read.
      socket.terminate();
    },
    onText: (listener) => texts.on(listener),
    onClose: (listener) => closed.on(listener),
    close() {
      shut();
      closeSoon(socket, 1000);
    },
    async room(signal) {
      while (state.open && !signal.aborted && socket.bufferedAmount > limits.streamsWait) await woken(waiting, signal);
    },
  };
}

/** Characters for which a frame counts as one more. */
const UNITS_OF_A_FRAME = 16 * 1024;
/** Milliseconds that the other end has for the closing handshake. */
const HANDSHAKE = 2_000;

function closeSoon(socket: WebSocket, code: number): void {
  socket.close(code);
  const timer = setTimeout(() => socket.terminate(), HANDSHAKE);
  timer.unref();
  socket.once('close', () => clearTimeout(timer));
}

function woken(waiting: Set<() => void>, signal: Abort): Promise<void> {
  return new Promise((resolve) => {
    const wake = (): void => {
      waiting.delete(wake);
      signal.removeEventListener('abort', wake);
      resolve();
    };
    waiting.add(wake);
    signal.addEventListener('abort', wake, { once: true });
  });
}

function textOf(data: RawData): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString();
  return data instanceof ArrayBuffer ? Buffer.from(data).toString() : data.toString();
}

/** A listener of ours that throws is a bug, and a bug is heard. */
function rethrow(error: unknown): never {
  throw error;
}
