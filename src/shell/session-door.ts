import type { IncomingMessage } from 'node:http';
import { fail, ok, type Result } from '#shared/base/result.ts';
import type { Sessions } from './sessions.ts';

/** `entered`: the session that is new with this; absent where the cookie named it. */
type Entry = { readonly ticket: string; readonly entered?: string };
/** `wait`: milliseconds. */
type Refused = { readonly status: 400 | 401 | 413 | 415 | 429; readonly wait?: number };
type Door = { readonly people: Sessions; readonly cookie: string | undefined; readonly limit: number };

/**
 * POST /session: `{"link": TOKEN}` exchanges a link for a session, `{}` asks for one more ticket of the session in the cookie. Only
 * JSON is read, which no form and no simple request of another page can send.
 */
export async function openSession(request: IncomingMessage, door: Door): Promise<Result<Entry, Refused>> {
  if (!/^application\/json(?:;\s*charset=utf-8)?$/iu.test(request.headers['content-type'] ?? ''))
    return fail({ status: 415 });
  const body = await bodyOf(request, door.limit);
  if (body === undefined) return fail({ status: 413 });
  const link = linkIn(body);
  if (!link.ok) return fail({ status: 400 });
  return link.value === undefined ? again(door) : enterBy(link.value, door);
}

function enterBy(link: string, { people }: Door): Result<Entry, Refused> {
  const entered = people.enter(link);
  if (entered.ok) return ok({ ticket: people.ticket(entered.value), entered: entered.value });
  const { wait } = entered.failure;
  return fail(wait > 0 ? { status: 429, wait } : { status: 401 });
}

function again({ people, cookie }: Door): Result<Entry, Refused> {
  return cookie !== undefined && people.holds(cookie) ? ok({ ticket: people.ticket(cookie) }) : fail({ status: 401 });
}

/** The text of a body of at most `limit` bytes. A request that is broken off rejects. */
async function bodyOf(request: IncomingMessage, limit: number): Promise<string | undefined> {
  if (Number(request.headers['content-length'] ?? 0) > limit) return undefined;
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > limit) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

/** The link in a body of exactly one of the two forms. */
function linkIn(body: string): Result<string | undefined, undefined> {
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch {
    return fail(undefined);
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return fail(undefined);
  const entries = Object.entries(json);
  const [[name, link] = []] = entries;
  if (name === undefined) return ok(undefined);
  return entries.length === 1 && name === 'link' && typeof link === 'string' ? ok(link) : fail(undefined);
}
