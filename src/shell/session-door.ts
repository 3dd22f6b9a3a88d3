import type { IncomingMessage } from 'node:http';
import { fail, ok, type Result } from '#shared/base/result.ts';
import { SECRET } from './secrets.ts';
import type { Opened, Sessions } from './sessions.ts';

/** `entered`: the session that is new with this; absent where the cookie named it. `proof`: that this shell let the window in before. */
type Entry = { readonly ticket: string; readonly entered?: Opened; readonly proof?: string };
/** `wait`: milliseconds. */
type Refused = { readonly status: 400 | 401 | 413 | 415 | 429; readonly wait?: number };
type Door = { readonly people: Sessions; readonly cookie: string | undefined; readonly limit: number };

/**
 * POST /session: `{"link": TOKEN}` exchanges a link for a session, `{"nonce": N}` asks for one more ticket of the session in the cookie
 * and for the proof that it is the same shell, `{}` for the ticket alone. Only JSON is read, which no form and no simple request of
 * another page can send.
 */
export async function openSession(request: IncomingMessage, door: Door): Promise<Result<Entry, Refused>> {
  if (!/^application\/json(?:;\s*charset=utf-8)?$/iu.test(request.headers['content-type'] ?? ''))
    return fail({ status: 415 });
  const body = await bodyOf(request, door.limit);
  if (body === undefined) return fail({ status: 413 });
  const asked = askedIn(body);
  if (!asked.ok) return fail({ status: 400 });
  const { link, nonce } = asked.value;
  return link === undefined ? again(nonce, door) : enterBy(link, door);
}

function enterBy(link: string, { people }: Door): Result<Entry, Refused> {
  const entered = people.enter(link);
  if (entered.ok) return ok({ ticket: people.ticket(entered.value.cookie), entered: entered.value });
  const { wait } = entered.failure;
  return fail(wait > 0 ? { status: 429, wait } : { status: 401 });
}

function again(nonce: string | undefined, { people, cookie }: Door): Result<Entry, Refused> {
  if (cookie === undefined || !people.holds(cookie)) return fail({ status: 401 });
  const ticket = people.ticket(cookie);
  const proof = nonce === undefined ? undefined : people.proof(cookie, nonce);
  return ok(proof === undefined ? { ticket } : { ticket, proof });
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

/** What a body of exactly one of the three forms asks for. */
function askedIn(body: string): Result<{ readonly link?: string; readonly nonce?: string }, undefined> {
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch {
    return fail(undefined);
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return fail(undefined);
  const entries = Object.entries(json);
  const [[name, value] = []] = entries;
  if (name === undefined) return ok({});
  if (entries.length !== 1 || typeof value !== 'string') return fail(undefined);
  if (name === 'link') return ok({ link: value });
  return name === 'nonce' && SECRET.test(value) ? ok({ nonce: value }) : fail(undefined);
}
