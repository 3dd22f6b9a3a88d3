import { readFile } from 'node:fs/promises';
import { windowFile } from '#host/window-files.ts';
import { HOST, POLICY, SCHEME } from './policy.ts';

type Ask = { readonly url: string; readonly method: string };

/**
 * Answers `app://parley/…` out of the built window in `root`, with the policy's headers. The path is taken from the address as it was
 * sent: a parser would resolve `..` before anyone could refuse it. Anything else is 400, 404 or 405.
 */
export async function answerWindow(root: string, { url, method }: Ask): Promise<Response> {
  if (method !== 'GET' && method !== 'HEAD') return refusal(405);
  const origin = `${SCHEME}://${HOST}`;
  const path = url.startsWith(`${origin}/`) ? url.slice(origin.length) : undefined;
  if (path === undefined) return refusal(url === origin ? 400 : 404);
  const found = windowFile(root, path);
  if (!found.ok) return refusal(found.failure === 'bad-request' ? 400 : 404);
  const { file, type } = found.value;
  const body = method === 'HEAD' ? null : new Uint8Array(await readFile(file));
  return new Response(body, { headers: { ...POLICY.headers, 'content-type': type, 'cache-control': 'no-store' } });
}

const refusal = (status: number): Response => new Response(null, { status, headers: { ...POLICY.headers } });
