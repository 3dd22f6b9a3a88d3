import { z } from 'zod';
import { commandSchema } from '../events/commands.ts';
import { BRANCHES, changeSchema } from '../events/fork.ts';
import { messageIdSchema, microsSchema, runIdSchema, seqSchema } from '../events/ids.ts';
import { runSetupSchema } from '../events/setup.ts';
import { MODEL_METHODS } from './model-methods.ts';
import { SWEEP_METHODS, sweepIdSchema } from './sweep-methods.ts';

/**
 * The method table: the one contract between every window, terminal and test on one side and the host on the other.
 * `call` answers once; `stream` sends items until it ends or is cancelled. A command's reply never carries state.
 */
export const failureSchema = z.object({
  /**
   * `usage` and `not_found` are the caller's (exit 2), `terms` waits for an acceptance, `closed`: the line broke and nothing is known of the
   * request; the rest are failures of the work.
   */
  code: z.enum(['usage', 'not_found', 'terms', 'busy', 'storage', 'model', 'refused', 'failed', 'closed', 'cancelled']),
  /** One sentence: what, where and what to do. */
  message: z.string(),
  /** Of a model that is not to be had: its name, the nearest that are here, and the one of the catalogue that can be fetched. */
  instead: z
    .object({
      model: z.string(),
      offers: z.array(z.object({ id: z.string(), name: z.string() })),
      pull: z.string().optional(),
    })
    .optional(),
});
export type RpcFailure = z.infer<typeof failureSchema>;

/** Events in one item of a subscription. */
export const EVENTS_AT_ONCE = 500;

/** An event as it travels: `type` as written in the log, also of one that this version does not know. */
export const wireEventSchema = z.object({ seq: seqSchema, at: microsSchema, type: z.string(), data: z.unknown() });
export type WireEvent = z.infer<typeof wireEventSchema>;

/** Where a run comes from that was not deliberated here: a record that nobody vouches for. */
const importedSchema = z.object({
  /** `parley`: an export of this program; else the format of another. */
  format: z.string(),
  /** The name of the file. */
  file: z.string(),
  /** What the log does not say; shown as not recorded. */
  missing: z.array(z.string()),
  /** What its export had taken out. */
  redacted: z.array(z.string()),
  /** The first event that was not what its own hashes said, and why. */
  broken: z.object({ seq: z.int(), why: z.string() }).optional(),
});
export type ImportedFrom = z.infer<typeof importedSchema>;

const runRowSchema = z.object({
  run: runIdSchema,
  /** The name that the user gave it, else the title of its scenario. */
  title: z.string(),
  question: z.string(),
  startedAt: z.string(),
  /** `running`, `paused`, `interrupted` or `ended`; a recording from the tree is `ended`. */
  state: z.enum(['running', 'paused', 'interrupted', 'ended']),
  reason: z.string().optional(),
  seats: z.array(z.string()),
  turns: z.int(),
  events: z.int(),
  source: z.enum(['home', 'recording']),
  /** Mode, and of peers their cadence: `peers, rounds`. */
  way: z.string(),
  /** References of the models of its seats, each once. */
  models: z.array(z.string()),
  tags: z.array(z.string()),
  pinned: z.boolean(),
  /** Of a branch: where it left which run. */
  parent: z.object({ run: runIdSchema, seq: seqSchema }).optional(),
  branch: z.enum(BRANCHES).optional(),
  /** Only of a run that a sweep began. */
  sweep: z.object({ sweep: sweepIdSchema, title: z.string() }).optional(),
  /** Only of a run that was imported: it is unverified, and cannot be gone on with. */
  imported: importedSchema.optional(),
});
export type RunRow = z.infer<typeof runRowSchema>;

const checkSchema = z.object({
  name: z.string(),
  state: z.enum(['ok', 'warning', 'problem']),
  found: z.string(),
  /** What to do about it; empty where there is nothing to do. */
  advice: z.string(),
});

/** A piece of a text that was searched; `hit`: it is what was looked for. */
const snippetSchema = z.array(z.object({ text: z.string(), hit: z.boolean() }));

const hitSchema = z.object({
  run: runIdSchema,
  title: z.string(),
  /** Where it became public: the moment to go to. */
  seq: seqSchema,
  turn: z.int().optional(),
  message: messageIdSchema,
  from: z.string(),
  snippet: snippetSchema,
});
export type SearchHit = z.infer<typeof hitSchema>;

const scenarioRowSchema = z.object({
  /** The file's name without its ending. */
  name: z.string(),
  title: z.string(),
  question: z.string(),
  seats: z.array(z.string()),
  source: z.enum(['ready', 'own']),
  /** The file as it is written; parsed by whoever opens it. */
  text: z.string(),
});
export type ScenarioRow = z.infer<typeof scenarioRowSchema>;

const verdictSchema = z.object({
  run: z.string(),
  events: z.int(),
  head: z.string(),
  /** The first event that is not what was written, and why; absent where all holds. */
  bad: z.object({ seq: z.int(), why: z.string() }).optional(),
  /** Prompts of turns that were built anew from their lineage and have the hash that was recorded, of how many. */
  prompts: z
    .object({
      checked: z.int(),
      of: z.int(),
      /** The first that came out otherwise. */
      bad: z.object({ seq: z.int(), turn: z.int(), why: z.string() }).optional(),
      /** Why some were not checked: `FILE is not there`. */
      unchecked: z.string().optional(),
    })
    .optional(),
  /** Whether it was imported: its own chain may be whole, and yet nobody vouches for what it says. */
  imported: z.boolean().optional(),
});

/** What an export takes along and in which form; what is left out here has its default. */
const exportSchema = z.object({
  run: runIdSchema,
  format: z.enum(['minutes', 'markdown', 'jsonl', 'html', 'openai', 'sharegpt', 'chrome-trace', 'otlp']),
  /** Reasoning text, which no format but `jsonl` and `html` can hold. */
  reasoning: z.boolean(),
  /** What was said, in the formats that are about times (`chrome-trace`, `otlp`). */
  content: z.boolean().optional(),
  /** What is taken out: folders of this machine, the roles of seats. */
  redact: z.array(z.enum(['paths', 'roles'])).optional(),
  /** Of `openai` and `sharegpt`: whether what others said begins with their names; each has its own habit. */
  prefix: z.enum(['names', 'none']).optional(),
  /** The user's notes and bookmarks. */
  notes: z.boolean().optional(),
});

const noteSchema = z.object({ seq: seqSchema, bookmark: z.boolean(), note: z.string() });
export type RunNote = z.infer<typeof noteSchema>;

const noteHitSchema = z.object({ run: runIdSchema, title: z.string(), seq: seqSchema, snippet: snippetSchema });

/** A message that another has reached, in the order in which they were said. */
const reachedSchema = z.object({ message: messageIdSchema, from: z.string(), gist: z.string() });

const one = z.object({ run: runIdSchema });
const done = z.object({ seq: seqSchema });

export const METHODS = {
  'scenario.load': { kind: 'call', input: z.object({ path: z.string() }), output: z.object({ setup: runSetupSchema }) },
  /** The ready scenarios, then those that were saved; a file that cannot be read is left out. */
  'scenario.list': { kind: 'call', input: z.object({}), output: z.object({ scenarios: z.array(scenarioRowSchema) }) },
  /** Saves a scenario file among the user's own; refused where the text is no scenario or the name is no file name. */
  'scenario.save': {
    kind: 'call',
    input: z.object({ name: z.string(), text: z.string() }),
    output: z.object({ path: z.string() }),
  },
  'run.start': { kind: 'call', input: z.object({ setup: runSetupSchema }), output: z.object({ run: runIdSchema }) },
  'run.resume': { kind: 'call', input: one, output: done },
  /**
   * A new run with the past of another up to the event `at`, and these changes. `start`: it goes on at once, else when it is resumed. The
   * other stays as it is, also where it goes on. Where `at` would cut a turn from its message, the branch begins behind the message: the
   * answer's `at` says where.
   */
  'run.fork': {
    kind: 'call',
    input: z.object({
      run: runIdSchema,
      at: seqSchema,
      changes: z.array(changeSchema).default([]),
      start: z.boolean(),
    }),
    output: z.object({ run: runIdSchema, at: seqSchema }),
  },
  /**
   * A branch that says the same again with the recorded seeds, from before its first turn where `from` is left out; what the arbiter did
   * and what time did comes from the log. `exact` is as in the run where it is left out.
   */
  'run.rerun': {
    kind: 'call',
    input: z.object({ run: runIdSchema, from: seqSchema.optional(), exact: z.boolean().optional() }),
    output: z.object({ run: runIdSchema, at: seqSchema }),
  },
  /** Where a run first differs from another, its parent where none is named, in the turns after the branch, token by token. */
  'run.difference': {
    kind: 'call',
    input: z.object({ run: runIdSchema, other: runIdSchema.optional() }),
    output: z.object({
      other: runIdSchema,
      same: z.boolean(),
      /** Turns and tokens of answers that are the same in both. */
      turns: z.int(),
      tokens: z.int(),
      difference: z
        .object({
          turn: z.int(),
          part: z.enum(['turn', 'prompt', 'choice', 'token', 'text']),
          token: z.int().optional(),
          reason: z.string(),
        })
        .optional(),
      /** The same in a sentence. */
      sentence: z.string(),
    }),
  },
  'run.pause': { kind: 'call', input: one, output: done },
  'run.continue': { kind: 'call', input: one, output: done },
  'run.cancel': { kind: 'call', input: one, output: done },
  /** The arbiter's commands. One that is refused changes nothing; `seq` is where the log stands after one that is not. */
  'run.command': { kind: 'call', input: z.object({ run: runIdSchema, command: commandSchema }), output: done },
  /** What a message has reached so far: answers to it and to those, and all that was written with it or with what it reached in front. */
  'run.reach': {
    kind: 'call',
    input: z.object({ run: runIdSchema, message: messageIdSchema }),
    output: z.object({ answered: z.array(reachedSchema), inFront: z.array(reachedSchema) }),
  },
  'run.list': {
    kind: 'call',
    input: z.object({}),
    output: z.object({
      runs: z.array(runRowSchema),
      /** What lies among the runs and cannot be read, each with one sentence on why. */
      damaged: z.array(z.object({ name: z.string(), why: z.string() })),
    }),
  },
  /** One item at once, for what was read before may be older, then one for each time that the list of runs may have changed, whoever changed it. */
  'runs.watch': { kind: 'stream', input: z.object({}), item: z.object({ changed: z.literal('list') }) },
  /** Messages of all runs whose words match, the best first; `query` is plain text. */
  'runs.search': {
    kind: 'call',
    input: z.object({ query: z.string(), limit: z.int().min(1).max(200).default(50) }),
    /** `notes`: the user's own on events, found the same way. */
    output: z.object({ hits: z.array(hitSchema), notes: z.array(noteHitSchema).optional() }),
  },
  /** What the user calls a run (empty: its title again), its tags, and whether it stands on top. What is left out stays. */
  'run.label': {
    kind: 'call',
    input: z.object({
      run: runIdSchema,
      name: z.string().max(200).optional(),
      tags: z.array(z.string().min(1).max(50)).max(20).optional(),
      pinned: z.boolean().optional(),
    }),
    output: z.object({}),
  },
  /** Moves a run that is not going on to the trash; `run.restore` brings it back. A recording cannot be deleted. */
  'run.delete': { kind: 'call', input: one, output: z.object({}) },
  'run.restore': { kind: 'call', input: one, output: z.object({}) },
  /** A run by its id, a unique beginning of it, or the name of a recording in the tree. */
  'run.find': { kind: 'call', input: z.object({ name: z.string() }), output: runRowSchema },
  /**
   * Whether a run is what was written: hash chain, schemas and folds, and of a run (not of a file) that the prompt of each turn can be built
   * anew from its lineage, token by token, where the files of its models are here.
   */
  'run.verify': {
    kind: 'call',
    input: z.union([z.object({ run: runIdSchema }), z.object({ file: z.string() })]),
    output: verdictSchema,
  },
  'run.export': {
    kind: 'stream',
    input: exportSchema,
    item: z.object({ text: z.string() }),
  },
  /** What an export would take along, counted before it leaves: how many of each kind the run holds, and how many leave. */
  'run.preview': {
    kind: 'call',
    input: exportSchema,
    output: z.object({ kinds: z.array(z.object({ kind: z.string(), found: z.int(), leaves: z.int() })) }),
  },
  /**
   * Brings in a file, or the text of one: an export of this program, or a log of another. All of it or nothing. A file of several
   * conversations becomes several runs, `run` the first; `warnings` are sentences on what was left aside or does not hold.
   */
  'run.import': {
    kind: 'call',
    input: z.union([z.object({ file: z.string() }), z.object({ text: z.string(), name: z.string().max(255) })]),
    output: z.object({ run: runIdSchema, runs: z.array(runIdSchema), warnings: z.array(z.string()) }),
  },
  /** Bookmarks and notes on events of a run, in the order of the events. They are the user's own and in no log. */
  'notes.list': { kind: 'call', input: one, output: z.object({ notes: z.array(noteSchema) }) },
  /** In place of what stands at that event; neither a bookmark nor a note is the same as none. */
  'notes.set': {
    kind: 'call',
    input: z.object({ run: runIdSchema, seq: seqSchema.min(1), bookmark: z.boolean(), note: z.string().max(10_000) }),
    output: z.object({}),
  },
  'notes.remove': { kind: 'call', input: z.object({ run: runIdSchema, seq: seqSchema }), output: z.object({}) },
  /**
   * Stored events after `after`, then live ones without a gap, as many in one item as are there, at most `EVENTS_AT_ONCE`; ends when the
   * run has ended, or at once where it is not live.
   */
  'events.subscribe': {
    kind: 'stream',
    input: z.object({ run: runIdSchema, after: seqSchema }),
    item: z.object({ events: z.array(wireEventSchema).min(1) }),
  },
  /** When the text of a turn was written: microseconds since its speak stage began, and its length then; of the turn ended at `seq`. */
  'turn.pieces': {
    kind: 'call',
    input: z.object({ run: runIdSchema, seq: seqSchema }),
    output: z.object({ pieces: z.array(z.tuple([z.int(), z.int()])) }),
  },
  /** What the model thought in the turn that ended at `seq`, split off at the door: for the arbiter alone; absent where it did not. */
  'turn.reasoning': {
    kind: 'call',
    input: z.object({ run: runIdSchema, seq: seqSchema }),
    output: z.object({ text: z.string().optional() }),
  },
  /**
   * Text as it is written, superseded by `turn.ended`: `text` is what the turn has added since its last notice. What was written
   * before the watch began is not sent. A brake may have a turn tried again: `try` counts from 1, and a higher one begins the text anew.
   */
  'pieces.watch': {
    kind: 'stream',
    input: one,
    item: z.object({ turn: z.int(), agent: z.string(), try: z.int().min(1), text: z.string() }),
  },
  ...MODEL_METHODS,
  ...SWEEP_METHODS,
  /** What a window says about the program it belongs to. */
  'app.info': {
    kind: 'call',
    input: z.object({}),
    output: z.object({
      version: z.string(),
      home: z.string(),
      /** What may leave this machine, as a sentence; empty where nothing does. */
      leaves: z.string(),
    }),
  },
  doctor: { kind: 'call', input: z.object({}), output: z.object({ checks: z.array(checkSchema) }) },
} as const;

export type MethodName = keyof typeof METHODS;
export type CallName = { [M in MethodName]: (typeof METHODS)[M]['kind'] extends 'call' ? M : never }[MethodName];
export type StreamName = Exclude<MethodName, CallName>;
export type Input<M extends MethodName> = z.infer<(typeof METHODS)[M]['input']>;
export type Output<M extends CallName> = z.infer<(typeof METHODS)[M]['output']>;
export type Item<M extends StreamName> = z.infer<(typeof METHODS)[M]['item']>;
