import { z } from 'zod';
import { modelRefSchema, runIdSchema } from '../events/ids.ts';
import { MODES, runSetupSchema } from '../events/setup.ts';

export const sweepIdSchema = z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/);
const modeSchema = z.enum(MODES);

/** `interrupted`: its program ended; `sweep.resume` goes on with it. `stopped`: somebody stopped it. */
const sweepStateSchema = z.enum(['running', 'stopped', 'interrupted', 'done']);

const sweepRowSchema = z.object({
  sweep: sweepIdSchema,
  title: z.string(),
  /** ISO 8601. */
  startedAt: z.string(),
  state: sweepStateSchema,
  /** Runs: planned, ended well, failed. */
  cells: z.int(),
  done: z.int(),
  failed: z.int(),
  /** What is varied: every model that plays, and the modes. */
  models: z.array(modelRefSchema),
  modes: z.array(modeSchema),
});
export type SweepListRow = z.infer<typeof sweepRowSchema>;

const resultSchema = z.object({
  tokens: z.number(),
  turns: z.number(),
  /** Microseconds. */
  time: z.number(),
  reason: z.string(),
  decided: z.boolean(),
  expect: z
    .object({ met: z.boolean(), against: z.enum(['decided', 'proposed', 'nothing']), why: z.string().optional() })
    .optional(),
  /** A vote of models, to be shown as one. */
  modelsVote: z.array(z.object({ judge: z.string(), model: z.string(), yes: z.boolean() })).optional(),
});

const cellSchema = z.object({
  cell: z.string(),
  /** A model for each seat. */
  models: z.array(modelRefSchema),
  mode: modeSchema,
  seed: z.int(),
  repeat: z.int(),
  state: z.enum(['waiting', 'running', 'done', 'failed', 'stopped']),
  run: runIdSchema.optional(),
  /** Why it failed. */
  detail: z.string().optional(),
  result: resultSchema.optional(),
});
export type SweepCellRow = z.infer<typeof cellSchema>;

/** `low` and `high` bound the 95 % interval. No figure stands without its `n`. */
const figureSchema = z.object({
  n: z.int().min(1),
  mean: z.number(),
  low: z.number().optional(),
  high: z.number().optional(),
});
const reached = {
  expected: figureSchema.optional(),
  modelsVote: figureSchema.optional(),
  decided: figureSchema.optional(),
  tokens: figureSchema.optional(),
  seconds: figureSchema.optional(),
};
const tableRowSchema = z.object({
  role: z.string(),
  model: modelRefSchema,
  mode: modeSchema,
  control: z.boolean(),
  n: z.int(),
  of: z.int(),
  ...reached,
  elo: z.object({ n: z.int().min(1), rating: z.number() }).optional(),
  controls: z.array(z.object({ mode: modeSchema, n: z.int().min(1), ...reached })),
});
export type SweepTableRow = z.infer<typeof tableRowSchema>;

const blindProposalSchema = z.object({
  text: z.string(),
  supports: z.array(z.string()),
  challenges: z.array(z.string()),
});
/** Of each side nothing but what was said of the matter. */
const blindSideSchema = z.object({
  decided: z.array(blindProposalSchema),
  undecided: z.array(blindProposalSchema),
  openQuestions: z.array(z.string()),
});
export type BlindSide = z.infer<typeof blindSideSchema>;

const behindSchema = z.object({
  run: runIdSchema,
  models: z.array(modelRefSchema),
  mode: modeSchema,
});

const one = z.object({ sweep: sweepIdSchema });

/** Sweeps: one scenario over models per seat, modes, seeds and repeats. Its runs are ordinary runs. */
export const SWEEP_METHODS = {
  /** What is left out stays as the scenario has it; `models` puts all seats on one model after the other, `seats` varies single ones. */
  'sweep.start': {
    kind: 'call',
    input: z.object({
      setup: runSetupSchema,
      models: z.array(z.string()).optional(),
      seats: z.array(z.object({ seat: z.string(), models: z.array(z.string()) })).optional(),
      modes: z.array(modeSchema).optional(),
      seeds: z.array(z.int()).optional(),
      repeat: z.int().optional(),
    }),
    output: one,
  },
  /** Newest first. */
  'sweep.list': { kind: 'call', input: z.object({}), output: z.object({ sweeps: z.array(sweepRowSchema) }) },
  /** A sweep by its id or a unique beginning of it; its cells in the order in which they are run. */
  'sweep.find': {
    kind: 'call',
    input: one,
    output: sweepRowSchema.extend({
      question: z.string(),
      /** Seats whose models differ by themselves. */
      varied: z.array(z.string()),
      plan: z.array(cellSchema),
      /** Microseconds that the rest will take, from the runs that are done; absent where nothing is known. */
      left: z.number().optional(),
    }),
  },
  /** The run that is on is paused, and nothing else is begun. */
  'sweep.stop': { kind: 'call', input: one, output: z.object({}) },
  /** Goes on where a sweep stopped or its program ended; a run that was begun is resumed, none is run twice. */
  'sweep.resume': { kind: 'call', input: one, output: z.object({}) },
  /** An item at once and one for each change, until the sweep stops or is done; changes that nobody fetched are one. */
  'sweep.watch': {
    kind: 'stream',
    input: one,
    item: z.object({
      state: sweepStateSchema,
      /** Runs that are over, of so many. */
      over: z.int(),
      of: z.int(),
      left: z.number().optional(),
      /** What is being run. */
      now: z.object({ run: runIdSchema, models: z.array(modelRefSchema), mode: modeSchema, seed: z.int() }).optional(),
    }),
  },
  /** The table as data, and as CSV whose cells no spreadsheet runs. */
  'sweep.table': {
    kind: 'call',
    input: one,
    output: z.object({ rows: z.array(tableRowSchema), csv: z.string() }),
  },
  /** The next two outcomes to judge, sides hidden; `pair` is absent where none is left for now. */
  'sweep.pair': {
    kind: 'call',
    input: one,
    output: z.object({
      question: z.string(),
      judged: z.int(),
      of: z.int(),
      pair: z.object({ pair: z.string(), left: blindSideSchema, right: blindSideSchema }).optional(),
    }),
  },
  /** A verdict counts once; the answer tells what stood behind each side. */
  'sweep.judge': {
    kind: 'call',
    input: z.object({ sweep: sweepIdSchema, pair: z.string(), verdict: z.enum(['left', 'right', 'tie']) }),
    output: z.object({ left: behindSchema, right: behindSchema }),
  },
} as const;
