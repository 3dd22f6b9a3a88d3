import type { Client } from '#shared/rpc/client.ts';
import type { Input, RpcFailure } from '#shared/rpc/methods.ts';
import { fail, ok, type Result } from '#shared/base/result.ts';

export type Exporting = {
  readonly signal: AbortSignal;
  /** Characters that have come so far. */
  readonly onProgress: (characters: number) => void;
};

/** So many characters become one part of the file: the browser keeps parts outside of the page's memory. */
const PART = 1_000_000;

/** The parts of an export's file. */
export async function exportParts(
  client: Client,
  input: Input<'run.export'>,
  { signal, onProgress }: Exporting,
): Promise<Result<Blob[], RpcFailure>> {
  const parts: Blob[] = [];
  let texts: string[] = [];
  let waiting = 0;
  let all = 0;
  const keep = (): void => {
    if (waiting > 0) parts.push(new Blob(texts));
    texts = [];
    waiting = 0;
  };
  for await (const item of client.stream('run.export', input, { signal })) {
    if (!item.ok) return fail(item.failure);
    texts.push(item.value.text);
    waiting += item.value.text.length;
    all += item.value.text.length;
    if (waiting < PART) continue;
    keep();
    onProgress(all);
  }
  keep();
  onProgress(all);
  return ok(parts);
}

/** The first characters of an export; the rest is not asked for. */
export async function exportStart(
  client: Client,
  input: Input<'run.export'>,
  { signal, most }: { readonly signal: AbortSignal; readonly most: number },
): Promise<Result<{ readonly text: string; readonly more: boolean }, RpcFailure>> {
  let text = '';
  for await (const item of client.stream('run.export', input, { signal })) {
    if (!item.ok) return fail(item.failure);
    text += item.value.text;
    if (text.length <= most) continue;
    return ok({ text: wholeCharacters(text, most), more: true });
  }
  return ok({ text, more: false });
}

/** No more than `most` units, and no half of a character at the cut. */
const wholeCharacters = (text: string, most: number): string =>
  text.slice(0, /[\uD800-\uDBFF]/u.test(text.charAt(most - 1)) ? most - 1 : most);
