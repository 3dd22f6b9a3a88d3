import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';

/**
 * One request over a connection of its own that ends with it; redirects are not followed. Not Node's own `fetch`: where a server closes
 * the connection while the body waits for a slow disk, that one fails an assertion outside of every promise and takes the whole program
 * with it (nodejs/undici#5360, seen with Node 24.21). Rejects with the network's error.
 */
export function nodeFetch(url: string, { method = 'GET', headers, signal }: RequestInit): Promise<Response> {
  const ask = new URL(url).protocol === 'https:' ? httpsRequest : httpRequest;
  const options = {
    method,
    agent: false,
    headers: Object.fromEntries(new Headers(headers)),
    ...(signal === undefined || signal === null ? {} : { signal }),
  } as const;
  return new Promise((resolve, reject) => {
    const asking = ask(url, options, (reply) => {
      const { statusCode: status = 0, rawHeaders } = reply;
      const pairs = rawHeaders.flatMap((name, at) => (at % 2 === 0 ? [[name, rawHeaders[at + 1] ?? ''] as const] : []));
      const init = { status, headers: pairs.map(([name, value]): [string, string] => [name, value]) };
      if (method !== 'HEAD' && !WITHOUT_BODY.has(status)) return resolve(new Response(bodyOf(reply), init));
      reply.resume();
      resolve(new Response(null, init));
    });
    asking.on('error', reject);
    asking.end();
  });
}

/** Statuses whose replies a `Response` gives no body. */
const WITHOUT_BODY: ReadonlySet<number> = new Set([204, 205, 304]);

const bodyOf = (reply: Readable): ReadableStream => Readable.toWeb(reply);
