import { z } from 'zod';
import { modelRefSchema } from './ids.ts';

/** The acts of a message, after FIPA-ACL (design section 2). */
export const ACTS = [
  'propose',
  'challenge',
  'support',
  'ask',
  'answer',
  'inform',
  'revise',
  'withdraw',
  'agree',
  'refuse',
  'vote',
  'pass',
  'task',
  'claim',
  'done',
  'read',
] as const;
export const actSchema = z.enum(ACTS);
export type Act = z.infer<typeof actSchema>;

export const samplerSchema = z.object({
  temperature: z.number().min(0).max(5),
  topK: z.int().min(0).max(1000),
  topP: z.number().min(0).max(1),
  minP: z.number().min(0).max(1),
  /** 1 is off. */
  repeatPenalty: z.number().min(1).max(2),
  /** "Don't repeat yourself" over the whole context: strength 0 is off. */
  dryStrength: z.number().min(0).max(10),
  dryBase: z.number().min(1).max(4),
  dryAllowedLength: z.int().min(1).max(20),
});
export type Sampler = z.infer<typeof samplerSchema>;

export const seatSchema = z.object({
  name: z.string(),
  role: z.string(),
  model: modelRefSchema,
  /** The chat wrapper to use in place of the one in the model's file. */
  wrapper: z.string().optional(),
  sampler: samplerSchema,
  /** A weight per act; an act that is not named weighs 1, 0 forbids it. */
  leaning: z.partialRecord(actSchema, z.number().min(0).max(100)),
});
export type Seat = z.infer<typeof seatSchema>;

export const MODES = ['peers', 'hierarchy', 'vote', 'roleplay', 'single'] as const;
export const CADENCES = ['rounds', 'floor', 'free'] as const;

/** What a run was made of: a scenario with every default filled in. It stands whole in `run.created`. */
export const runSetupSchema = z.object({
  title: z.string(),
  question: z.string(),
  seats: z.array(seatSchema).min(1),
  mode: z.enum(MODES),
  cadence: z.enum(CADENCES),
  visibility: z.enum(['full']),
  budget: z.object({
    /** Turns of the whole run, passes included. */
    turns: z.int().min(1),
    /** Tokens evaluated and written, of the whole run. */
    tokens: z.int().min(1).optional(),
    /** Microseconds since the run began. */
    time: z.int().min(1).optional(),
  }),
  answer: z.object({ maxTokens: z.int().min(1).max(4096), sentences: z.int().min(1).max(20) }),
  /** Tokens of context for each sequence; what does not fit ends the run by its budget. */
  context: z.int().min(256),
  seed: z.int().min(0).max(0xffffffff),
  /** One turn at a time on a fixed grid of positions: a re-run on the same machine is equal token by token. */
  exact: z.boolean(),
});
export type RunSetup = z.infer<typeof runSetupSchema>;
export type Mode = RunSetup['mode'];
export type Cadence = RunSetup['cadence'];
export type Budget = RunSetup['budget'];
