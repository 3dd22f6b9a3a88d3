import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type HubManners = {
  /** What the server holds. */
  readonly content: Buffer;
  /** Announced in place of the truth. */
  readonly size?: number;
  readonly sum?: string;
  /** Ranges are ignored: the reply to a range request is the whole file. */
  readonly ignoresRange?: boolean;
  /** Nothing more is sent after this many bytes of a body, and the connection stays until it is cut. */
  readonly stallAfter?: number;
  readonly status?: number;
  /** GET is first sent here. */
  readonly redirect?: string;
};

export interface FakeHub {
  readonly url: string;
  readonly requests: { readonly method: string; readonly url: string; readonly range: string | undefined }[];
  /** Bytes of bodies that were sent. */
  readonly sent: number;
  behave(manners: HubManners): void;
  /** Breaks the connections off. What was sent and not yet read at the other end is lost with them. */
  cut(): void;
  close(): Promise<void>;
}

/** A server on the loopback that answers like a model hub, and as badly as it is told to. */
export async function fakeHub(first: HubManners): Promise<FakeHub> {
  let manners = first;
  let sent = 0;
  const requests: { method: string; url: string; range: string | undefined }[] = [];
  const server = createServer((request, reply) => {
    requests.push({ method: request.method ?? '', url: request.url ?? '', range: request.headers.range });
    answer(manners, { request, reply, count: (bytes) => (sent += bytes) });
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    get sent() {
      return sent;
    },
    behave(next) {
      manners = next;
    },
    cut: () => server.closeAllConnections(),
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => void server.close(() => resolve()));
    },
  };
}

type Exchange = {
  readonly request: IncomingMessage;
  readonly reply: ServerResponse;
  readonly count: (bytes: number) => void;
};

function answer(manners: HubManners, { request, reply, count }: Exchange): void {
  const { content } = manners;
  if (manners.status !== undefined) {
    reply.writeHead(manners.status).end();
    return;
  }
  if (request.method === 'HEAD') {
    const announced = { 'x-linked-size': String(manners.size ?? content.length), location: `${request.url}?cdn` };
    reply
      .writeHead(302, manners.sum === undefined ? announced : { ...announced, 'x-linked-etag': `"${manners.sum}"` })
      .end();
    return;
  }
  if (manners.redirect !== undefined && !request.url?.includes('cdn')) {
    reply.writeHead(302, { location: manners.redirect }).end();
    return;
  }
  const start =
    manners.ignoresRange === true ? 0 : Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
  const body = content.subarray(start);
  const partial = start > 0 ? { 'content-range': `bytes ${start}-${content.length - 1}/${content.length}` } : {};
  reply.writeHead(start > 0 ? 206 : 200, { 'content-length': body.length, ...partial });
  const limit = manners.stallAfter ?? body.length;
  const given = body.subarray(0, limit);
  count(given.length);
  if (limit >= body.length) reply.end(given);
  else reply.write(given);
}
