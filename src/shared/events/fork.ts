import { z } from 'zod';
import { messageIdSchema, modelRefSchema } from './ids.ts';
import { CADENCES, MODES, runSetupSchema, samplerSchema } from './setup.ts';

/** The name of a seat, as people write it. */
const name = z.string();
const text = z.string();

/**
 * What a branch can change about the past that it copies and about what comes after it. Whether a change fits is decided with the run in
 * view; the first that does not refuses the whole fork.
 */
export const changeSchema = z.discriminatedUnion('kind', [
  /** Other words: of a held message what will be public, of a public one from the next turn on. */
  z.object({ kind: z.literal('edit'), message: messageIdSchema, text }),
  /** Taken out of every ground from here on, held or public, without calling what it reached tainted. */
  z.object({ kind: z.literal('drop'), message: messageIdSchema, reason: text.optional() }),
  /** Taken back: out of every ground too, and what it reached is tainted. */
  z.object({ kind: z.literal('retract'), message: messageIdSchema, reason: text.optional() }),
  /** A word of the arbiter's, to all where nobody is named. */
  z.object({
    kind: z.literal('insert'),
    text,
    to: z.union([z.literal('all'), z.array(name)]).optional(),
    act: z.enum(['inform', 'ask', 'propose']).optional(),
    inReplyTo: messageIdSchema.optional(),
  }),
  /** What is left out of a seat stays as it is. */
  z.object({
    kind: z.literal('seat'),
    seat: name,
    model: modelRefSchema.optional(),
    role: text.optional(),
    sampler: samplerSchema.partial().optional(),
  }),
  z.object({ kind: z.literal('mode'), mode: z.enum(MODES) }),
  z.object({ kind: z.literal('cadence'), cadence: z.enum(CADENCES) }),
  z.object({ kind: z.literal('visibility'), visibility: runSetupSchema.shape.visibility }),
  z.object({ kind: z.literal('seed'), seed: runSetupSchema.shape.seed }),
  z.object({ kind: z.literal('exact'), exact: z.boolean() }),
  /** Of the whole run, what it has spent already included; what is left out stays as it is. */
  z.object({
    kind: z.literal('budget'),
    turns: z.int().min(1).optional(),
    tokens: z.int().min(1).optional(),
    /** Microseconds since the run began. */
    time: z.int().min(1).optional(),
  }),
]);
export type Change = z.infer<typeof changeSchema>;
export type ChangeOf<Kind extends Change['kind']> = Extract<Change, { kind: Kind }>;

/** `fork` goes another way from there; `rerun` says the same again, as far as it can. */
export const BRANCHES = ['fork', 'rerun'] as const;
export type Branch = (typeof BRANCHES)[number];
