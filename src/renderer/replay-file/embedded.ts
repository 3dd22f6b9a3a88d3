import { z } from 'zod';
import { runIdSchema } from '#shared/events/ids.ts';
import { wireEventSchema } from '#shared/rpc/methods.ts';

const aboutSchema = z.object({
  run: runIdSchema,
  title: z.string(),
  question: z.string(),
  startedAt: z.string(),
  seats: z.array(z.string()),
  models: z.array(z.string()),
  way: z.string(),
  turns: z.int(),
  events: z.int(),
  app: z.string(),
  head: z.string(),
  /** What was taken out before the file was written. */
  redacted: z.array(z.string()),
  imported: z.object({ file: z.string(), format: z.string(), missing: z.array(z.string()) }).optional(),
  notes: z.array(z.object({ seq: z.int(), bookmark: z.boolean(), note: z.string() })),
});
/** What a file says of its run before one looks at the events. */
export type About = z.infer<typeof aboutSchema>;

const embeddedEventSchema = wireEventSchema.extend({
  /** When the text of a turn was written. */
  pieces: z.array(z.tuple([z.int(), z.int()])).optional(),
  reasoning: z.string().optional(),
});
export type EmbeddedEvent = z.infer<typeof embeddedEventSchema>;

/** Undefined where the page is no file of ours. */
export function aboutIn(page: ParentNode): About | undefined {
  const text = page.querySelector('#about')?.textContent;
  return text === undefined || text === null ? undefined : aboutSchema.parse(JSON.parse(text));
}

/** The events of the file, a block at a time in order: base64 of deflated JSON. A block is taken out of the page as it is read. */
export async function* eventsIn(page: ParentNode): AsyncGenerator<readonly EmbeddedEvent[]> {
  for (const block of page.querySelectorAll('script.events')) {
    yield z.array(embeddedEventSchema).parse(JSON.parse(await inflated(block.textContent ?? '')));
    block.remove();
  }
}

async function inflated(base64: string): Promise<string> {
  const bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
  const text = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
  return await new Response(text).text();
}
