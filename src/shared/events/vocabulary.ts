import { z } from 'zod';
import {
  agentIdSchema,
  messageIdSchema,
  microsSchema,
  modelRefSchema,
  runIdSchema,
  seqSchema,
  type Seq,
  turnIdSchema,
  voteIdSchema,
} from './ids.ts';
import { BRANCHES, changeSchema } from './fork.ts';
import { actSchema, runSetupSchema, samplerSchema } from './setup.ts';

/** How a block of a prompt came about; `frame` is markup of the model's own template, all else is plain text. */
export const FORMS = [
  'frame',
  'system',
  'question',
  'full',
  'gist',
  'role',
  'private',
  'presence',
  'notice',
  'menu',
  'instruction',
] as const;

export type Form = (typeof FORMS)[number];
const FORM_NAMES: ReadonlySet<unknown> = new Set(FORMS);

/** One block of a prompt: the event whose text it is (`source`) or a text of its own, its form and its length in tokens. */
export type LineageEntry = {
  part: 'ground' | 'tail';
  form: Form;
  source?: Seq | undefined;
  text?: string | undefined;
  tokens: number;
};

/** By hand: a log holds more blocks than of anything else, and each window that opens a run checks them all. */
const lineageSchema = z.custom<LineageEntry[]>(
  (value) => Array.isArray(value) && value.every(isLineageEntry),
  'holds what is no block of a prompt',
);

const addresseesSchema = z.union([z.literal('all'), z.array(agentIdSchema).min(1)]);
export type Addressees = z.infer<typeof addresseesSchema>;

const senderSchema = z.union([z.literal('arbiter'), agentIdSchema]);
export type Sender = z.infer<typeof senderSchema>;

/** One legal move that a turn could choose. */
export const moveSchema = z.object({
  act: actSchema,
  to: addresseesSchema,
  inReplyTo: messageIdSchema.optional(),
  /** The option of a vote: a proposal, or none of them. */
  option: z.union([messageIdSchema, z.literal('none')]).optional(),
});
export type Move = z.infer<typeof moveSchema>;

/** SHA-256 in hex over a prompt's token ids as little-endian 32-bit integers. */
const promptHashSchema = z.string().regex(/^[0-9a-f]{64}$/);

/** Why inference failed; `detail` is one line for people. */
export const modelFailureSchema = z.object({
  kind: z.enum(['oom', 'corrupt', 'unsupported', 'crashed', 'hung', 'cancelled', 'missing', 'context-full']),
  detail: z.string(),
  /** Of a crash: the signal's name and the last words of the host. */
  signal: z.string().optional(),
  stderr: z.string().optional(),
});
export type ModelFailure = z.infer<typeof modelFailureSchema>;

/** Tokens: evaluated as prompt (`ground`: the part of it in a shared trunk), taken over without evaluating, written. */
const countsSchema = z.object({
  evaluated: z.int().min(0),
  ground: z.int().min(0),
  reused: z.int().min(0),
  written: z.int().min(0),
});
export type Counts = z.infer<typeof countsSchema>;

const stagesSchema = z.object({
  queued: microsSchema,
  prefill: microsSchema,
  decide: microsSchema,
  speak: microsSchema,
  gist: microsSchema,
});
export type Stages = z.infer<typeof stagesSchema>;

const decisionSchema = z.object({
  menu: z.array(moveSchema).min(1),
  /** Per menu entry, each row summing to 1: what the model said, and what was drawn from after leaning and mode. */
  model: z.array(z.number()),
  drawn: z.array(z.number()),
  chosen: z.int().min(0),
  /** What followed the turn's prompt for this stage; absent where the menu had one entry and no model was asked. */
  lineage: lineageSchema.optional(),
  promptHash: promptHashSchema.optional(),
});
export type Decision = z.infer<typeof decisionSchema>;

const speechSchema = z.object({
  lineage: lineageSchema,
  promptHash: promptHashSchema,
  seed: z.int(),
  sampler: samplerSchema,
  finish: z.enum(['eog', 'sentences', 'length', 'speaker']),
  /** Microseconds from asking for speech to its first token. */
  firstToken: microsSchema,
});
export type Speech = z.infer<typeof speechSchema>;

export const END_REASONS = [
  'decided',
  'consensus',
  'quorum',
  'budget',
  'stalled',
  'no-progress',
  'arbiter',
  'cancelled',
  'failed',
] as const;
export type EndReason = (typeof END_REASONS)[number];

const messageSchema = z.object({
  message: messageIdSchema,
  turn: turnIdSchema.optional(),
  from: senderSchema,
  to: addresseesSchema,
  act: actSchema,
  inReplyTo: messageIdSchema.optional(),
  supersedes: messageIdSchema.optional(),
  /** The turn number of the run by which an answer is owed. */
  replyBy: z.int().min(1).optional(),
  gist: z.string(),
  body: z.string(),
  /** The item of the board that it changes, and the version that its author had in front; a stale change is refused. */
  basedOn: z.object({ item: messageIdSchema, version: z.int().min(1) }).optional(),
  /** Of a vote: which one, and for what. */
  vote: z.object({ vote: voteIdSchema, option: z.union([messageIdSchema, z.literal('none')]) }).optional(),
});

/** Every event type of this version with the schema of its data. A released entry is never changed: a new version is added. */
export const VOCABULARY = {
  'v1.run.created': z.object({
    run: runIdSchema,
    setup: runSetupSchema,
    /** ISO 8601, for people. */
    startedAt: z.string(),
    /** Version of the rules that turn events into prompts. */
    assembly: z.string(),
    app: z.string(),
    /** Where the run was forked from. */
    parent: z.object({ run: runIdSchema, seq: seqSchema }).optional(),
    /**
     * Of a log that another program wrote: in which format, in a file of what name, and what it did not say (see `imported.ts`). What is
     * missing has a neutral value in the setup, and nobody may show it as a fact.
     */
    imported: z.object({ format: z.string(), file: z.string(), missing: z.array(z.string()) }).optional(),
  }),
  /**
   * Up to here the events are those of the run that was forked. From here on the run goes its own way, also where that one had ended, and
   * the setup is this one; what the fork did to messages and seats follows as events of its own.
   */
  'v1.run.forked': z.object({
    kind: z.enum(BRANCHES),
    parent: z.object({ run: runIdSchema, seq: seqSchema }),
    changes: z.array(changeSchema),
    setup: runSetupSchema,
    /** ISO 8601, for people. */
    forkedAt: z.string(),
  }),
  'v1.run.paused': z.object({ by: z.enum(['arbiter', 'failure']), detail: z.string().optional() }),
  'v1.run.resumed': z.object({ by: z.enum(['arbiter', 'recovery']) }),
  'v1.run.ended': z.object({ reason: z.enum(END_REASONS), detail: z.string() }),
  'v1.budget.reached': z.object({
    kind: z.enum(['turns', 'tokens', 'time', 'context']),
    limit: z.int().min(0),
    used: z.int().min(0),
    /** Whose budget, where it is not the run's: that agent takes no more turns. */
    agent: agentIdSchema.optional(),
  }),
  'v1.model.loaded': z.object({
    model: modelRefSchema,
    file: z.string(),
    sha256: z.string(),
    size: z.int().min(0),
    kind: z.enum(['chat', 'base']),
    quantisation: z.string(),
    loadTime: microsSchema,
    /** Bytes that the model and its context take, as the library reports or estimates them. */
    memory: z.int().min(0),
    /** Tokens per sequence, and sequences: slots for turns and trunks for shared grounds. */
    context: z.int().min(1),
    slots: z.int().min(1),
    trunks: z.int().min(0),
    device: z.string(),
    threads: z.int().min(0),
    library: z.string(),
    /** The chat wrapper that was resolved, and where from: the file's template, the scenario, or none for a base model. */
    wrapper: z.object({ name: z.string(), from: z.enum(['template', 'chosen', 'markers']) }),
  }),
  'v1.model.failed': z.object({ model: modelRefSchema, failure: modelFailureSchema }),
  'v1.agent.joined': z.object({
    agent: agentIdSchema,
    seat: z.int().min(0),
    name: z.string(),
    incarnation: z.int().min(1),
    model: modelRefSchema,
  }),
  'v1.turn.started': z.object({
    turn: turnIdSchema,
    attempt: z.int().min(1),
    agent: agentIdSchema,
    /** Rounds are counted from 1; under the cadence `floor` it is the agent's own turn count. */
    round: z.int().min(1),
    model: modelRefSchema,
    /** Ground and tail up to where the stages begin; what a stage adds stands in `turn.ended`. */
    lineage: lineageSchema,
    promptHash: promptHashSchema,
    assembly: z.string(),
    sampler: samplerSchema,
    seed: z.int().min(0),
    /** Its ground holds what became public before this position; absent in the oldest runs. */
    before: seqSchema.optional(),
    /** `closing`: a last word before the end; `summary`: a seat's prose summary; absent in an ordinary turn. */
    purpose: z.enum(['closing', 'summary']).optional(),
  }),
  'v1.turn.ended': z.object({
    turn: turnIdSchema,
    attempt: z.int().min(1),
    agent: agentIdSchema,
    /** `read`: it asked for the full text of what it had seen as a gist, which stands in its next prompt. */
    outcome: z.enum(['spoke', 'passed', 'read']),
    /** Why it passed. */
    reason: z.enum(['chosen', 'repetition', 'empty']).optional(),
    stages: stagesSchema,
    decision: decisionSchema,
    speech: speechSchema.optional(),
    /** What was written, cut to whole sentences, reasoning split off. */
    text: z.string(),
    /** Earlier tries of this turn that a brake refused. */
    retries: z.array(
      z.object({ brake: z.enum(['repetition', 'empty']), evidence: z.string(), text: z.string(), seed: z.int() }),
    ),
    counts: countsSchema,
  }),
  'v1.turn.abandoned': z.object({
    turn: turnIdSchema,
    attempt: z.int().min(1),
    agent: agentIdSchema,
    failure: z.union([modelFailureSchema, z.object({ kind: z.literal('interrupted'), detail: z.string() })]),
    /** Of an attempt that was lost before it began, while its prompt was counted: what it would have stood on. */
    unstarted: z
      .object({ round: z.int().min(1), before: seqSchema, purpose: z.enum(['closing', 'summary']).optional() })
      .optional(),
  }),
  'v1.message.sent': messageSchema,
  /** Written, and waiting for the arbiter: nobody has it in front. Its text stays here when it is approved. */
  'v1.message.held': messageSchema,
  /** A held message becomes public, here and not where it was written. */
  'v1.message.approved': z.object({ message: messageIdSchema }),
  /** A held message that never becomes public; in a fork also a public one, which leaves every ground from here on. */
  'v1.message.dropped': z.object({ message: messageIdSchema, reason: z.string() }),
  /** Of a held message: what will be public. Of a public one: grounds are cut there and hold this from now on. */
  'v1.message.edited': z.object({ message: messageIdSchema, gist: z.string(), body: z.string() }),
  /** Taken back: it leaves every ground, and what it reached is tainted. */
  'v1.message.retracted': z.object({ message: messageIdSchema, reason: z.string() }),
  /** No answer came in time, nudges included: nobody waits for it any more. */
  'v1.message.expired': z.object({ message: messageIdSchema, agent: agentIdSchema }),
  'v1.message.bounced': z.object({
    message: messageIdSchema,
    from: senderSchema,
    /** The name as it was written, and the names that would have been known. */
    to: z.string(),
    /** `ended`: that agent has left; `full`: its mailbox is full, and the sender is told to wait. */
    reason: z.enum(['unknown', 'self', 'ended', 'full']),
    valid: z.array(z.string()),
  }),
  'v1.brake.fired': z.object({
    brake: z.enum(['repetition', 'empty']),
    turn: turnIdSchema,
    agent: agentIdSchema,
    /** What the brake saw, and the message that was repeated. */
    evidence: z.string(),
    message: messageIdSchema.optional(),
    did: z.enum(['retried', 'passed']),
  }),
  /** A brake on the run and not on a text: what it saw, and what it did. */
  'v1.run.braked': z.object({
    brake: z.enum(['no-new-content', 'near-duplicate', 'politeness', 'wait-cycle', 'stalled', 'nudges', 'mail-cap']),
    /** In words, with names: `Ada waits for Ben, Ben for Cleo, Cleo for Ada`. */
    evidence: z.string(),
    agents: z.array(agentIdSchema),
    messages: z.array(messageIdSchema),
    did: z.enum(['nudged', 'voted', 'ended', 'held-back']),
  }),
  /** A second ask, by code: about a message that was not read or answered in time, or a neutral one where nobody speaks. */
  'v1.agent.nudged': z.object({
    agent: agentIdSchema,
    message: messageIdSchema.optional(),
    /** How often about this, from 1. */
    count: z.int().min(1),
    /** The turn number of the run before which it is not nudged about this again. */
    until: z.int().min(1),
  }),
  /** Takes no turns until it is unmuted; its mail waits. */
  'v1.agent.muted': z.object({ agent: agentIdSchema }),
  'v1.agent.unmuted': z.object({ agent: agentIdSchema }),
  /** This incarnation is over: what it has not read is a dead letter. A seat that is recalled joins as the next one. */
  'v1.agent.left': z.object({ agent: agentIdSchema, by: z.enum(['arbiter', 'failure']), detail: z.string() }),
  /** Whose messages wait for approval from now on. */
  'v1.hold.changed': z.object({ agents: z.array(agentIdSchema) }),
  /** In every ground the messages that became public up to here stand as gists from the next turn on. */
  'v1.ground.compacted': z.object({
    upTo: seqSchema,
    /** Tokens that the longest prompt needed, and the context that it has. */
    tokens: z.int().min(0),
    limit: z.int().min(1),
  }),
  /** One turn although the run is paused. */
  'v1.run.stepped': z.object({ by: z.literal('arbiter') }),
  /** One closing round, then the end. */
  'v1.run.wrapping': z.object({ by: z.enum(['arbiter', 'budget']), detail: z.string() }),
  'v1.vote.opened': z.object({
    vote: voteIdSchema,
    by: z.enum(['arbiter', 'scenario']),
    options: z.array(messageIdSchema).min(1),
    /** Share of the seats that decides, above 0. */
    quorum: z.number().min(0).max(1),
  }),
  'v1.vote.closed': z.object({
    vote: voteIdSchema,
    /** Votes for each option, `none` among them, in the order of the options. */
    tally: z.array(z.object({ option: z.union([messageIdSchema, z.literal('none')]), votes: z.int().min(0) })),
    /** Who was asked; and what reached the quorum, if anything did. */
    seats: z.int().min(0),
    winner: messageIdSchema.optional(),
  }),
  /** The arbiter's word on a proposal. */
  'v1.proposal.ruled': z.object({
    proposal: messageIdSchema,
    ruling: z.enum(['decided', 'rejected']),
    note: z.string(),
  }),
} as const;

export type EventType = keyof typeof VOCABULARY;
export type EventData<Type extends EventType> = z.infer<(typeof VOCABULARY)[Type]>;

function isLineageEntry(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { part, form, source, text, tokens } = value as Record<string, unknown>;
  return (
    (part === 'ground' || part === 'tail') &&
    FORM_NAMES.has(form) &&
    (source === undefined || isCount(source)) &&
    (text === undefined || typeof text === 'string') &&
    isCount(tokens)
  );
}

const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0;
