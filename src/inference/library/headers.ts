import type { Result } from '#shared/base/result.ts';
import type { GgufFailure, GgufHeader } from '../gguf/header.ts';
import { preflight } from '../gguf/preflight.ts';
import { identify } from './sums.ts';

/** Headers by the identity of their files: one takes a tenth of a second, and lists are asked for often. */
const headers = new Map<string, Result<GgufHeader, GgufFailure>>();
const MOST_HEADERS = 500;

/** The preflight's word on a file, read again only where the file has changed. */
export async function headerOf(path: string): Promise<Result<GgufHeader, GgufFailure>> {
  const before = await identify(path);
  const known = before === undefined ? undefined : headers.get(before.key);
  if (known !== undefined) return known;
  const header = await preflight(path);
  const after = await identify(path);
  if (before !== undefined && before.key === after?.key) {
    if (headers.size >= MOST_HEADERS) headers.clear();
    headers.set(before.key, header);
  }
  return header;
}
