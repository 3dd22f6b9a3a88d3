import { createHmac } from 'node:crypto';
import { WebSocket } from 'ws';
import type { WireEvent } from './parley.ts';

/** What a browser keeps of a shell that it has entered. */
export type Visitor = { readonly origin: string; readonly cookie: string; readonly key: string };
/** A socket into a shell, spoken by hand: one request after the other, no code of ours between. */
export type Line = {
  call(method: string, input: unknown): Promise<Record<string, unknown>>;
  /** Items of a stream until it ends, the socket closes or `enough` says so. */
  items(method: string, input: unknown, enough?: (item: unknown) => boolean): Promise<readonly unknown[]>;
  close(): void;
};

type Reply = { readonly id: number; readonly ok?: boolean; readonly item?: unknown; readonly end?: true };

export const tokenIn = (link: string): string => /#link=([\w-]+)/u.exec(link)?.[1] ?? '';

export function post(origin: string, body: unknown, cookie = ''): Promise<Response> {
  return fetch(`${origin}/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin, cookie },
    body: JSON.stringify(body),
  });
}

export async function enter(link: string): Promise<Visitor> {
  const { origin } = new URL(link);
  const answer = await post(origin, { link: tokenIn(link) });
  if (!answer.ok) throw new Error(`the link was answered with ${answer.status}`);
  const { key } = (await answer.json()) as { readonly key: string };
  return { origin, cookie: answer.headers.getSetCookie()[0]?.split(';')[0] ?? '', key };
}

/** Shows that a window has the key of its session. */
export const proofOf = (key: string, ticket: string): string =>
  createHmac('sha256', key).update(`window ${ticket}`).digest('base64url');

export async function lineInto({ origin, cookie, key }: Visitor): Promise<Line> {
  const { ticket } = (await (await post(origin, {}, cookie)).json()) as { readonly ticket: string };
  const socket = new WebSocket(`${origin.replace('http', 'ws')}/rpc`, ['parley', `${ticket}.${proofOf(key, ticket)}`], {
    origin,
    headers: { cookie },
  });
  const hear = new Map<number, (reply: Reply | undefined) => void>();
  socket.on('message', (data: Buffer) => {
    const reply = JSON.parse(data.toString('utf8')) as Reply;
    hear.get(reply.id)?.(reply);
  });
  socket.on('close', () => {
    for (const tell of hear.values()) tell(undefined);
  });
  socket.on('error', () => {});
  await new Promise((resolve, reject) => socket.once('open', resolve).once('close', reject));
  let next = 1;
  const ask = (method: string, input: unknown): number => {
    socket.send(JSON.stringify({ id: next, method, input }));
    return next++;
  };
  return {
    call: (method, input) =>
      new Promise((resolve, reject) => {
        hear.set(ask(method, input), (reply) => {
          if (reply?.ok === true) resolve((reply as unknown as { value: Record<string, unknown> }).value);
          else reject(new Error(`${method}: ${JSON.stringify(reply)}`));
        });
      }),
    items: (method, input, enough = () => false) =>
      new Promise((resolve) => {
        const items: unknown[] = [];
        const id = ask(method, input);
        hear.set(id, (reply) => {
          if (reply === undefined || reply.item === undefined) return resolve(items);
          items.push(reply.item);
          if (enough(reply.item)) return resolve(items);
          if (socket.readyState === socket.OPEN) socket.send(JSON.stringify({ id, more: 1 }));
        });
      }),
    close: () => socket.terminate(),
  };
}

/** The events in items of `events.subscribe`. */
export const eventsOf = (items: readonly unknown[]): readonly WireEvent[] =>
  items.flatMap((item) => (item as { readonly events: readonly WireEvent[] }).events);
