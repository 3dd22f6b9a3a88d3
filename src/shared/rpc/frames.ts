import { z } from 'zod';
import { fail, ok, type Result } from '../base/result.ts';
import { failureSchema } from './methods.ts';

/** The longest frame in UTF-16 units that a server reads; what it sends itself (a long event) may be longer. */
export const MAX_REQUEST = 1024 * 1024;
/** Items that a server may send before the client asks for `more`: what bounds memory where the reader is slow. */
export const WINDOW = 32;

const id = z.int().min(1);

export const requestSchema = z.union([
  z.strictObject({ id, method: z.string().max(64), input: z.unknown().optional() }),
  z.strictObject({ id, cancel: z.literal(true) }),
  z.strictObject({ id, more: z.int().min(1).max(WINDOW) }),
]);
export type Request = z.infer<typeof requestSchema>;

export const replySchema = z.union([
  z.object({ id, ok: z.literal(true), value: z.unknown() }),
  z.object({ id, ok: z.literal(false), failure: failureSchema }),
  z.object({ id, item: z.unknown() }),
  z.object({ id, end: z.literal(true), failure: failureSchema.optional() }),
]);
export type Reply = z.infer<typeof replySchema>;

/** A frame out of a text of at most `limit` units, or in words why it is none. */
export function readFrame<Frame>(text: string, schema: z.ZodType<Frame>, limit = Infinity): Result<Frame, string> {
  if (text.length > limit) return fail(`a frame of ${text.length} characters, more than ${limit}`);
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return fail('a frame that is no JSON');
  }
  const frame = schema.safeParse(json);
  return frame.success ? ok(frame.data) : fail('a frame of no known form');
}
