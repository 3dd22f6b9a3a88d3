import { z } from 'zod';
import { ok, type Result } from '#shared/base/result.ts';
import { contentSchema, firstFault, textOfContent } from './content.ts';
import type { ForeignLog, ForeignMessage } from './foreign.ts';
import { itemLines } from './json-places.ts';
import { faulty, type ImportFault } from './limits.ts';

/** `source` is how newer versions call the name. */
const messageSchema = z.looseObject({
  content: contentSchema,
  name: z.string().optional(),
  role: z.string().optional(),
  source: z.string().optional(),
});

/** A log of AutoGen or Magentic-One: an array of messages, or an object that holds one in `history`. `text` is what `value` was read from. */
export function readAutogen(value: unknown, text: string): Result<ForeignLog, ImportFault> {
  const within = Array.isArray(value) ? '' : 'history.';
  const history: unknown = Array.isArray(value) ? value : (value as { readonly history?: unknown }).history;
  if (!Array.isArray(history)) return faulty('must be a list of messages', { line: 1, field: 'history' });
  const place = (at: number, field: string): Omit<ImportFault, 'why'> => ({
    // With other lists beside `history` the count of lines would be off: then the field alone says where.
    ...lineOf(text, { at, of: history.length, depth: within === '' ? 1 : 2 }),
    field: `${within}${at}${field === '' ? '' : `.${field}`}`,
  });
  const messages: ForeignMessage[] = [];
  let parts = 0;
  for (const [at, item] of history.entries()) {
    const parsed = messageSchema.safeParse(item);
    if (!parsed.success) {
      const { field, why } = firstFault(parsed.error);
      return faulty(why, place(at, field === 'the whole' ? '' : field));
    }
    const { name, source, role } = parsed.data;
    const from = name ?? source ?? role;
    if (from === undefined || from.trim() === '')
      return faulty('nobody is named: it has neither name nor role', place(at, 'name'));
    const { text: body, left } = textOfContent(parsed.data.content);
    parts += left;
    if (body !== '') messages.push({ from: PEOPLE.has(from.toLowerCase()) ? undefined : from, body });
  }
  const [first] = messages;
  return ok({
    format: 'autogen',
    messages,
    roles: new Map(),
    ...(first !== undefined && first.from === undefined ? { question: first.body } : {}),
    missing: ['times', 'roles', 'models', 'samplers', 'acts', 'addressees', 'lineage', 'tokens', 'rules', 'outcome'],
    warnings: parts === 0 ? [] : [`${parts} parts of messages are no text and were left aside.`],
  });
}

/** Under these names AutoGen lets the person speak. */
const PEOPLE: ReadonlySet<string> = new Set(['user', 'human', 'user_proxy', 'userproxy', 'humanproxy']);

function lineOf(
  text: string,
  { at, of, depth }: { readonly at: number; readonly of: number; readonly depth: 1 | 2 },
): { readonly line?: number } {
  const lines = itemLines(text, depth);
  const line = lines.length === of ? lines[at] : undefined;
  return line === undefined ? {} : { line };
}
