import { z } from 'zod';
import { isoOfMillis, millisOfIso } from '#shared/base/iso-time.ts';
import { ok, type Result } from '#shared/base/result.ts';
import { MISSING } from '#shared/events/imported.ts';
import { firstFault } from './content.ts';
import type { ForeignLog, ForeignMessage } from './foreign.ts';
import { faulty, type ImportFault } from './limits.ts';
import type { JsonLine } from './json-lines.ts';

const messageSchema = z.looseObject({
  name: z.string().min(1),
  is_user: z.boolean(),
  is_system: z.boolean().optional(),
  mes: z.string(),
  send_date: z.union([z.string(), z.number()]).optional(),
  swipes: z.array(z.unknown()).optional(),
  extra: z.looseObject({ reasoning: z.string().nullish() }).optional(),
});

/** Whether a first line is that of a chat of SillyTavern. */
export const isSillyTavernHead = (head: Readonly<Record<string, unknown>>): boolean =>
  'chat_metadata' in head || ('user_name' in head && 'character_name' in head);

/** A chat of SillyTavern, after the line with its metadata. */
export function readSillyTavern(lines: readonly JsonLine[]): Result<ForeignLog, ImportFault> {
  const found: { readonly message: Omit<ForeignMessage, 'at'>; readonly ms: number | undefined }[] = [];
  let hidden = 0;
  let swipes = 0;
  for (const { line, value } of lines.slice(1)) {
    const parsed = messageSchema.safeParse(value);
    if (!parsed.success) {
      const { field, why } = firstFault(parsed.error);
      return faulty(why, { line, field });
    }
    const {
      name,
      is_user: isUser,
      is_system: isSystem,
      mes,
      send_date: date,
      extra,
      swipes: others = [],
    } = parsed.data;
    swipes += Math.max(0, others.length - 1);
    if (isSystem === true || mes === '') hidden += 1;
    else {
      const reasoning = extra?.reasoning ?? '';
      const message = { from: isUser ? undefined : name, body: mes, ...(reasoning === '' ? {} : { reasoning }) };
      found.push({ message, ms: momentOf(date) });
    }
  }
  const times = found.map(({ ms }) => ms);
  const start = times[0];
  // Times count only where every message has one and none runs backwards.
  const timed = start !== undefined && times.every((ms, at) => ms !== undefined && ms >= (times[at - 1] ?? start));
  const [first] = found;
  return ok({
    format: 'sillytavern',
    messages: found.map(({ message, ms }) => (timed ? { ...message, at: ((ms ?? start) - start) * 1000 } : message)),
    roles: new Map(),
    ...(first !== undefined && first.message.from === undefined ? { question: first.message.body } : {}),
    ...(timed ? { startedAt: isoOfMillis(start) } : {}),
    missing: MISSING.filter((one) => one !== 'question' && !(timed && one === 'times')),
    warnings: [
      ...(swipes === 0 ? [] : [`${swipes} other versions of messages (swipes) were left aside.`]),
      ...(hidden === 0 ? [] : [`${hidden} hidden or empty messages were left aside.`]),
    ],
  });
}

/** Milliseconds since 1970; only what is a moment without anybody's time zone. */
function momentOf(date: string | number | undefined): number | undefined {
  if (typeof date === 'number') return date > 1e11 && date < 4e12 ? Math.round(date) : undefined;
  return date === undefined ? undefined : millisOfIso(date);
}
