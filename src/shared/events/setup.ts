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

/** In which form a reader sees a writer: word for word, as gists, or not at all. */
export const SIGHTS = ['full', 'gist', 'none'] as const;
export type Sight = (typeof SIGHTS)[number];

/** Who hears whom before single edges are changed: see `visibility.ts`. */
export const TOPOLOGIES = ['all', 'ring', 'hub', 'hub+challenger', 'pairs'] as const;

export const visibilitySchema = z.object({
  topology: z.enum(TOPOLOGIES),
  /** What an edge of the topology carries. */
  sight: z.enum(['full', 'gist']),
  /** Single edges that differ, by the names of seats. */
  edges: z.array(z.object({ reader: z.string(), writer: z.string(), sight: z.enum(SIGHTS) })),
});
export type Visibility = z.infer<typeof visibilitySchema>;

/** Brakes with a measure of their own; 0 switches one off. What is left out has its default in `rules.ts`. */
export const brakesSchema = z.object({
  /** Turns in a row that brought nothing new, and turns in a row that were only polite, as multiples of the number of agents. */
  noNewContent: z.int().min(0).max(1000).optional(),
  politeness: z.int().min(0).max(1000).optional(),
  /** Nudges per agent and silence, each after twice the wait of the one before. */
  nudges: z.int().min(0).max(100).optional(),
  /** Unread mail of an agent from which on its senders are told to wait. */
  mailCap: z.int().min(0).max(100_000).optional(),
  /** Whether agents who all wait for each other are nudged once and the run then ends. 0 or 1. */
  waitCycle: z.int().min(0).max(1).optional(),
});

/** The text's veto and its three conditions for peers, as the person who wrote the scenario sees them. */
export const fitAnswersSchema = z.object({
  /** Can it be cut into sub-tasks that each have a clear end? Then peers are not needed. */
  independent: z.boolean().optional(),
  entangled: z.boolean().optional(),
  expertise: z.boolean().optional(),
  exploratory: z.boolean().optional(),
});
export type FitAnswers = z.infer<typeof fitAnswersSchema>;

/** By which code scores a run against what was decided in it, else against what was proposed last; exactly one of the three is given. */
export const expectSchema = z.object({
  /** A regular expression as JavaScript writes it, without slashes; capitals do not matter. */
  regex: z.string().min(1).max(500).optional(),
  /** The text itself; runs of spaces count as one. */
  exact: z.string().min(1).max(4000).optional(),
  /** The last number of the text, at most `within` away. */
  number: z.number().optional(),
  within: z.number().min(0).optional(),
});
export type Expect = z.infer<typeof expectSchema>;

/** A model that says of an outcome whether it is good. It takes no part in the run. */
export const judgeSchema = z.object({ name: z.string(), role: z.string(), model: modelRefSchema });
export type Judge = z.infer<typeof judgeSchema>;

export const MODES = ['peers', 'hierarchy', 'vote', 'roleplay', 'single'] as const;
export const CADENCES = ['rounds', 'floor', 'free'] as const;

/** What a run was made of: a scenario with every default filled in. It stands whole in `run.created`. */
export const runSetupSchema = z.object({
  title: z.string(),
  question: z.string(),
  seats: z.array(seatSchema).min(1),
  mode: z.enum(MODES),
  cadence: z.enum(CADENCES),
  /** `full` is everyone to everyone, word for word. */
  visibility: z.union([z.enum(['full']), visibilitySchema]),
  budget: z.object({
    /** Turns of the whole run, passes included. */
    turns: z.int().min(1),
    /** Tokens evaluated and written, of the whole run. */
    tokens: z.int().min(1).optional(),
    /** Microseconds since the run began. */
    time: z.int().min(1).optional(),
    /** The same for each agent by itself: one that has spent it takes no more turns. */
    perAgent: z.object({ turns: z.int().min(1).optional(), tokens: z.int().min(1).optional() }).optional(),
  }),
  answer: z.object({ maxTokens: z.int().min(1).max(4096), sentences: z.int().min(1).max(20) }),
  /** Tokens of context for each sequence; what does not fit ends the run by its budget. */
  context: z.int().min(256),
  seed: z.int().min(0).max(0xffffffff),
  /** One turn at a time on a fixed grid of positions: a re-run on the same machine is equal token by token. */
  exact: z.boolean(),
  /** Peers know each other by letters in place of names; the arbiter sees all. */
  anonymous: z.boolean().optional(),
  /** Whose messages wait for the arbiter's approval: all, or seats by name. */
  hold: z.union([z.literal('all'), z.array(z.string())]).optional(),
  /** An answer is owed within so many turns of the run; then its addressee is nudged. */
  answerWithin: z.int().min(1).max(10_000).optional(),
  /** Share of the seats that a vote needs, above 0. Where it is given, the last turns of the budget are a vote. */
  quorum: z.number().min(0).max(1).optional(),
  /** Whether tasks are given, claimed and reported. */
  tasks: z.boolean().optional(),
  /** The seat that is asked for a summary in prose at the end. */
  summary: z.string().optional(),
  brakes: brakesSchema.optional(),
  fit: fitAnswersSchema.optional(),
  /** How a sweep scores its runs; neither stands in any prompt of the run. */
  expect: expectSchema.optional(),
  judges: z.array(judgeSchema).optional(),
});
export type RunSetup = z.infer<typeof runSetupSchema>;
export type Mode = RunSetup['mode'];
export type Cadence = RunSetup['cadence'];
export type Budget = RunSetup['budget'];
