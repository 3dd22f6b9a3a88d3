import type { Seq } from '#shared/events/ids.ts';
import type { LineageEntry } from '#shared/events/vocabulary.ts';

/** A message's words as a prompt may have held them. */
export type ReadText = { readonly name: string; readonly gist: string; readonly body: string };

type Written = { readonly text: string; readonly finish: string };

/** What stood in a turn's prompt and what came of it, as JSON texts: not every reader knows structured attributes. */
export function chatContent(
  prompt: readonly LineageEntry[],
  textOf: (source: Seq) => ReadText | undefined,
  { text, finish }: Written,
): Readonly<Record<string, string>> {
  const system = prompt
    .filter((block) => (block.form === 'system' || block.form === 'role') && block.text !== undefined)
    .map((block) => part(block.text ?? ''));
  const input = prompt.flatMap(({ form, source, text: own }) => {
    const words = source === undefined ? undefined : textOf(source);
    if (words !== undefined && (form === 'full' || form === 'gist' || form === 'private')) {
      return [{ role: 'user', name: words.name, parts: [part(form === 'gist' ? words.gist : words.body)] }];
    }
    return own === undefined || FRAME.has(form) ? [] : [{ role: 'user', parts: [part(own)] }];
  });
  const output = [{ role: 'assistant', parts: [part(text)], finish_reason: finish }];
  return {
    'gen_ai.system_instructions': JSON.stringify(system),
    'gen_ai.input.messages': JSON.stringify(input),
    'gen_ai.output.messages': JSON.stringify(output),
  };
}

const FRAME: ReadonlySet<LineageEntry['form']> = new Set(['frame', 'system', 'role']);
const part = (content: string) => ({ type: 'text', content: content.toWellFormed() });
