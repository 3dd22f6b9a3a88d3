import { z } from 'zod';

/** The content of a message as programs write it: a text, nothing, or parts of which texts are taken and others named. */
export const contentSchema = z.union([
  z.string(),
  z.null(),
  z.array(z.union([z.string(), z.looseObject({ type: z.string().optional(), text: z.string().optional() })])),
]);
export type Content = z.infer<typeof contentSchema>;

/** Its text, and how many parts are none (pictures, sounds, files). */
export function textOfContent(content: Content | undefined): { readonly text: string; readonly left: number } {
  if (content === undefined || content === null) return { text: '', left: 0 };
  if (typeof content === 'string') return { text: content, left: 0 };
  const texts = content.map((part) => (typeof part === 'string' ? part : part.text));
  return {
    text: texts.filter((text) => text !== undefined).join('\n'),
    left: texts.filter((text) => text === undefined).length,
  };
}

/** `messages.3.content: expected string`, as a place and a reason. */
export function firstFault(error: z.ZodError): { readonly field: string; readonly why: string } {
  const issue = error.issues[0];
  return { field: issue?.path.join('.') || 'the whole', why: issue?.message ?? 'is not what was expected' };
}
