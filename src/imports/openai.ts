import { z } from 'zod';
import { ok, type Result } from '#shared/base/result.ts';
import { counted } from '#shared/base/text.ts';
import { contentSchema, firstFault, textOfContent } from './content.ts';
import type { ForeignLog, ForeignMessage } from './foreign.ts';
import { faulty, type ImportFault } from './limits.ts';

const messageSchema = z.looseObject({
  role: z.enum(['system', 'developer', 'user', 'assistant', 'tool', 'function']),
  content: contentSchema.optional(),
  name: z.string().optional(),
  tool_calls: z.array(z.unknown()).optional(),
});
const lineSchema = z.looseObject({ messages: z.array(messageSchema).min(1) });

/** One conversation in the messages format of OpenAI; `line` is where it stands. A user without a name is the person. */
export function readOpenai(value: unknown, line: number): Result<ForeignLog, ImportFault> {
  const parsed = lineSchema.safeParse(value);
  if (!parsed.success) {
    const { field, why } = firstFault(parsed.error);
    return faulty(why, { line, field });
  }
  const messages: ForeignMessage[] = [];
  const told: string[] = [];
  let parts = 0;
  let calls = 0;
  for (const { role, content, name, tool_calls: called = [] } of parsed.data.messages) {
    const { text, left } = textOfContent(content);
    parts += left;
    calls += called.length;
    if (role === 'system' || role === 'developer') told.push(text);
    else if (text !== '') messages.push({ from: name ?? SPEAKERS[role], body: text });
  }
  const assistant = parsed.data.messages.find(({ role }) => role === 'assistant');
  const seat = assistant?.name ?? SPEAKERS.assistant ?? '';
  const [first] = messages;
  return ok({
    format: 'openai',
    messages,
    roles: new Map(told.length === 0 || assistant === undefined ? [] : [[seat, told.join('\n')]]),
    ...(first !== undefined && first.from === undefined ? { question: first.body } : {}),
    missing: ['times', 'models', 'samplers', 'acts', 'addressees', 'lineage', 'tokens', 'rules', 'outcome'],
    warnings: [
      ...(parts === 0 ? [] : [`Left aside: ${counted(parts, 'part')} of messages that are no text.`]),
      ...(calls === 0 ? [] : [`Left aside: ${counted(calls, 'tool call')}.`]),
    ],
  });
}

const SPEAKERS: Readonly<Record<z.infer<typeof messageSchema>['role'], string | undefined>> = {
  system: undefined,
  developer: undefined,
  user: undefined,
  assistant: 'assistant',
  tool: 'tool',
  function: 'tool',
};
