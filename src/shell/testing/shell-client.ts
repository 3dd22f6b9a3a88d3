import { request, type OutgoingHttpHeaders } from 'node:http';
import { WebSocket } from 'ws';
import { client, type Client } from '#shared/rpc/client.ts';
import { wsTransport } from '../ws-transport.ts';

/** What a browser keeps between two visits, and what it is given for the next socket. */
export type Entered = { readonly port: number; readonly cookie: string; readonly ticket: string };
export type Joined = { readonly socket: WebSocket; readonly client: Client };
export type Posted = { readonly status: number; readonly headers: OutgoingHttpHeaders; readonly body: string };

export const originOf = (port: number): string => `http://127.0.0.1:${port}`;
export const portIn = (link: string): number => Number(new URL(link).port);
export const tokenIn = (link: string): string => /#link=([\w-]+)/u.exec(link)?.[1] ?? '';

/** POST /session as the window sends it; `headers` overrules, `undefined` leaves one out. */
export function postSession(
  port: number,
  body: unknown,
  headers: Readonly<Record<string, string | undefined>> = {},
): Promise<Posted> {
  const all = { Origin: originOf(port), 'Sec-Fetch-Site': 'same-origin', 'Content-Type': 'application/json' };
  const sent = Object.entries({ ...all, ...headers }).filter(([, value]) => value !== undefined);
  return new Promise((resolve, reject) => {
    const options = { host: '127.0.0.1', port, method: 'POST', path: '/session', headers: Object.fromEntries(sent) };
    const asking = request(options, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }));
    });
    asking.on('error', reject);
    asking.end(typeof body === 'string' ? body : JSON.stringify(body));
  });
}

/** Comes in by a one-time link, as the window does at its first visit. */
export async function enter(link: string): Promise<Entered> {
  const port = portIn(link);
  const { status, headers, body } = await postSession(port, { link: tokenIn(link) });
  const [cookie = ''] = [headers['set-cookie'] ?? []].flat();
  if (status !== 200) throw new Error(`the link was answered with ${status}`);
  return { port, cookie: cookie.split(';')[0] ?? '', ticket: ticketIn(body) };
}

/** The same with the cookie alone, as at a reload. */
export async function enterAgain({ port, cookie }: Entered): Promise<Entered> {
  const { status, body } = await postSession(port, {}, { Cookie: cookie });
  if (status !== 200) throw new Error(`the session was answered with ${status}`);
  return { port, cookie, ticket: ticketIn(body) };
}

/** An open socket and a client on it. */
export async function join({ port, cookie, ticket }: Entered): Promise<Joined> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/rpc`, ['parley', ticket], {
    origin: originOf(port),
    headers: { Cookie: cookie },
    perMessageDeflate: false,
  });
  // The transport listens before the socket opens, so that no frame is missed.
  const transport = wsTransport(socket);
  await new Promise<void>((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', reject);
  });
  return { socket, client: client(transport) };
}

const ticketIn = (body: string): string => (JSON.parse(body) as { readonly ticket: string }).ticket;
