import { request, type OutgoingHttpHeaders } from 'node:http';
import { WebSocket } from 'ws';
import { client, type Client } from '#shared/rpc/client.ts';
import { newSecret, proofOf } from '../secrets.ts';
import { wsTransport } from '../ws-transport.ts';

/** What a browser keeps between two visits, and what it shows for the next socket: `TICKET.PROOF`. */
export type Entered = {
  readonly port: number;
  readonly cookie: string;
  readonly key: string;
  readonly ticket: string;
};
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
    const place = { host: '127.0.0.1', port, method: 'POST', path: '/session' };
    // A connection that is kept may lead to a shell that is gone.
    const options = { ...place, agent: false, headers: Object.fromEntries(sent) } as const;
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
  const { key = '', ticket = '' } = saidIn(body);
  return { port, cookie: cookie.split(';')[0] ?? '', key, ticket: proven(ticket, key) };
}

/** The same with what it kept, as at a reload. It goes on only with the shell that let it in. */
export async function enterAgain({ port, cookie, key }: Pick<Entered, 'port' | 'cookie' | 'key'>): Promise<Entered> {
  const nonce = newSecret();
  const { status, body } = await postSession(port, { nonce }, { Cookie: cookie });
  if (status !== 200) throw new Error(`the session was answered with ${status}`);
  const { ticket = '', proof } = saidIn(body);
  if (proof !== proofOf(key, `shell ${nonce}`)) throw new Error('this is another shell');
  return { port, cookie, key, ticket: proven(ticket, key) };
}

export const proven = (ticket: string, key: string): string => `${ticket}.${proofOf(key, `window ${ticket}`)}`;

/** An open socket and a client on it. */
export async function join({ port, cookie, ticket }: Omit<Entered, 'key'>): Promise<Joined> {
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

const saidIn = (body: string): Readonly<Record<string, string | undefined>> =>
  JSON.parse(body) as Readonly<Record<string, string | undefined>>;
