import { fail, ok, type Result } from '#shared/base/result.ts';
import type { RunId } from '#shared/events/ids.ts';
import type { Client } from '#shared/rpc/client.ts';

/** The minutes of the whole run as Markdown, or one sentence on why there are none. */
export async function minutesAsMarkdown(client: Client, run: RunId): Promise<Result<string, string>> {
  let text = '';
  for await (const item of client.stream('run.export', { run, format: 'minutes', reasoning: false })) {
    if (!item.ok) return fail(item.failure.message);
    text += item.value.text;
  }
  return ok(text);
}

/** Puts the minutes on the clipboard and says how that went, in one sentence. `write`: `navigator.clipboard.writeText`. */
export async function copyMinutes(
  client: Client,
  run: RunId,
  write: (text: string) => Promise<void> = (text) => navigator.clipboard.writeText(text),
): Promise<Result<string, string>> {
  const text = await minutesAsMarkdown(client, run);
  if (!text.ok) return text;
  try {
    await write(text.value);
    return ok('Copied the minutes of the whole run as Markdown.');
  } catch {
    return fail('The clipboard was refused; use parley export RUN --format minutes.');
  }
}
