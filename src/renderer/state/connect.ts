import { emitter } from '#shared/base/emitter.ts';
import type { Transport } from '#shared/rpc/transport.ts';
import { ticketFor } from './door.ts';
import type { NoLine } from './no-line.ts';

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

/** One that nobody has looked at yet. */
let link: string | undefined;
const LINK = /^#link=([\w-]+)(?:&at=(.*))?$/;

async function socketTransport(): Promise<Transport | NoLine> {
  link = takeLink() ?? link;
  window.addEventListener('hashchange', beginAnew);
  const ticket = await ticketFor(link);
  if (typeof ticket === 'string' || !ticket.again) link = undefined;
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

/** A link that is opened in a tab that shows the window already only changes the place behind the `#`. */
function beginAnew(): void {
  if (LINK.test(location.hash)) location.reload();
}

/** The one-time token of the address, which is gone from it and from the history afterwards; the place behind it stays. */
function takeLink(): string | undefined {
  const [, token, place] = LINK.exec(location.hash) ?? [];
  if (token === undefined) return undefined;
  history.replaceState(undefined, '', place === undefined ? '#/' : decodeURIComponent(place));
  return token;
}
