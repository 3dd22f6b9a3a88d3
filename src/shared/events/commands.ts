import { z } from 'zod';
import { messageIdSchema } from './ids.ts';

/** Texts of the arbiter; how long one may be is a matter of the command, so that a refusal can say so. */
const text = z.string();
/** The name of a seat, or an agent's id where an earlier incarnation is meant. */
const name = z.string();
const names = z.array(name);

/** What the arbiter can do to a run. Names are as people write them; whether there is such a one is decided with the run in view. */
export const commandSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('pause') }),
  z.object({ kind: z.literal('resume') }),
  /** One turn although the run is paused. */
  z.object({ kind: z.literal('step') }),
  z.object({
    kind: z.literal('say'),
    text,
    to: z.union([z.literal('all'), names]),
    act: z.enum(['inform', 'ask', 'propose']).default('inform'),
    inReplyTo: messageIdSchema.optional(),
  }),
  /** Whose messages wait for approval from now on; of those that are not named none does. */
  z.object({ kind: z.literal('hold'), seats: z.union([z.literal('all'), names]) }),
  z.object({ kind: z.literal('approve'), message: messageIdSchema }),
  /** Of a held message before it is approved, of a public one from the next turn on. */
  z.object({ kind: z.literal('edit'), message: messageIdSchema, text }),
  z.object({ kind: z.literal('drop'), message: messageIdSchema, reason: text.optional() }),
  z.object({ kind: z.literal('mute'), agent: name }),
  z.object({ kind: z.literal('unmute'), agent: name }),
  z.object({ kind: z.literal('dismiss'), seat: name, reason: text.optional() }),
  z.object({ kind: z.literal('recall'), seat: name }),
  z.object({ kind: z.literal('retract'), message: messageIdSchema, reason: text.optional() }),
  z.object({
    kind: z.literal('rule'),
    /** The proposal by its first wording or any later one. */
    proposal: messageIdSchema,
    ruling: z.enum(['decided', 'rejected']),
    note: text.optional(),
  }),
  z.object({
    kind: z.literal('callVote'),
    /** Proposals; all that are still open where none is named. */
    options: z.array(messageIdSchema).optional(),
    quorum: z.number().gt(0).max(1).optional(),
  }),
  /** One closing round, then the end. */
  z.object({ kind: z.literal('wrapUp') }),
  /** The end, at once: open turns are abandoned. */
  z.object({ kind: z.literal('end'), reason: text.optional() }),
]);
export type Command = z.infer<typeof commandSchema>;
/** As a caller writes it: what has a default may be left out. */
export type CommandInput = z.input<typeof commandSchema>;
export type CommandOf<Kind extends Command['kind']> = Extract<Command, { kind: Kind }>;
