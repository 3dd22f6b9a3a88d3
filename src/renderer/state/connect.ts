import { emitter } from '#shared/base/emitter.ts';
import type { Transport } from '#shared/rpc/transport.ts';

/** Why there is no line to the host, as one sentence with what to do. */
export type NoLine = { readonly message: string; readonly again: boolean };

/**
 * A line to the host: in Electron a MessagePort that the preload hands over, in the browser a WebSocket for which the one-time link of the
 * address was exchanged. The token is gone from the address before anything else happens.
 */
export async function connect(): Promise<Transport | NoLine> {
  return location.protocol === 'app:' ? await portTransport() : await socketTransport();
}

export const isLine = (line: Transport | NoLine): line is Transport => 'send' in line;

function portTransport(): Promise<Transport> {
  return new Promise((resolve) => {
    const hear = (event: MessageEvent<unknown>): void => {
      const [port] = event.ports;
      if (
        event.source !== window ||
        (event.data as { parley?: unknown } | undefined)?.parley !== 'port' ||
        port === undefined
      )
        return;
      window.removeEventListener('message', hear);
      resolve(overPort(port));
    };
    window.addEventListener('message', hear);
    window.postMessage({ parley: 'ready' }, location.origin);
  });
}

function overPort(port: MessagePort): Transport {
  const texts = emitter<string>();
  const closed = emitter<void>();
  port.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    if (typeof data === 'string') texts.emit(data);
  });
  port.addEventListener('close', () => closed.emit());
  port.start();
  return {
    send: (text) => port.postMessage(text),
    onText: (listener) => texts.on(listener),
    onClose: (listener) => closed.on(listener),
    close: () => port.close(),
  };
}

async function socketTransport(): Promise<Transport | NoLine> {
  const link = takeLink();
  const ticket = await session(link);
  if (typeof ticket !== 'string') return ticket;
  const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
  const socket = new WebSocket(`${scheme}://${location.host}/rpc`, ['parley', ticket]);
  const texts = emitter<string>();
  const closed = emitter<void>();
  socket.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    if (typeof data === 'string') texts.emit(data);
  });
  const opened = new Promise<boolean>((resolve) => {
    socket.addEventListener('open', () => resolve(true), { once: true });
    socket.addEventListener('close', () => resolve(false), { once: true });
  });
  if (!(await opened)) return { message: 'Parley did not open the line.', again: true };
  socket.addEventListener('close', () => closed.emit(), { once: true });
  return {
    send(text) {
      if (socket.readyState === WebSocket.OPEN) socket.send(text);
    },
    onText: (listener) => texts.on(listener),
    onClose: (listener) => closed.on(listener),
    close: () => socket.close(),
  };
}

/** The one-time token of the address, which is gone from it and from the history afterwards; the place behind it stays. */
function takeLink(): string | undefined {
  const [, link, place] = /^#link=([\w-]+)(?:&at=(.*))?$/.exec(location.hash) ?? [];
  if (link === undefined) return undefined;
  history.replaceState(undefined, '', place === undefined ? '#/' : decodeURIComponent(place));
  return link;
}

async function session(link: string | undefined): Promise<string | NoLine> {
  try {
    const answer = await fetch('session', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(link === undefined ? {} : { link }),
      credentials: 'same-origin',
    });
    if (answer.ok) return ((await answer.json()) as { ticket: string }).ticket;
    const message = 'This link was used already or is too old. Start Parley again, or run parley open, for a new one.';
    return { message, again: answer.status >= 500 };
  } catch {
    return {
      message: 'Parley is not running any more. What was said is kept; start it again with npm start.',
      again: true,
    };
  }
}
