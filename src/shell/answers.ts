import { STATUS_CODES, type OutgoingHttpHeaders, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { WINDOW_HEADERS } from '#host/window-files.ts';

/** On every answer, refusals among them. There is no CORS header: no other origin may read anything. */
export const ALWAYS: Readonly<Record<string, string>> = { ...WINDOW_HEADERS, 'Cache-Control': 'no-store' };

type Answer = { readonly headers?: OutgoingHttpHeaders; readonly body?: string | Buffer };

export function answer(response: ServerResponse, status: number, { headers = {}, body = '' }: Answer = {}): void {
  response.writeHead(status, { ...ALWAYS, 'Content-Length': Buffer.byteLength(body), ...headers });
  response.end(body);
}

/** A refusal says nothing but its status, and the connection ends with it: what was not read of the request is not read any more. */
export function refuse(response: ServerResponse, status: number, headers: OutgoingHttpHeaders = {}): void {
  answer(response, status, { headers: { ...headers, Connection: 'close' } });
}

/** The same where there is no response to write to: an upgrade, or bytes that are no HTTP. */
export function refuseSocket(socket: Duplex, status: number): void {
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const headers = Object.entries({ ...ALWAYS, 'Content-Length': '0', Connection: 'close' });
  const lines = [`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`, ...headers.map((pair) => pair.join(': '))];
  socket.once('finish', () => socket.destroy());
  socket.end(`${lines.join('\r\n')}\r\n\r\n`);
}
