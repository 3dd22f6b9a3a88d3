import { z } from 'zod';

const modelRowSchema = z.object({
  id: z.string(),
  name: z.string(),
  file: z.string(),
  size: z.int(),
  kind: z.enum(['chat', 'base']),
  licence: z.string(),
  context: z.int(),
  quantisation: z.string(),
  present: z.boolean(),
  /** What is known of it beyond its name; a fact that nobody has read off the file yet is absent. */
  path: z.string().optional(),
  sha256: z.string().optional(),
  /** What its sum has to be, where the catalogue says so. */
  expectedSha256: z.string().optional(),
  architecture: z.string().optional(),
  parameters: z.number().optional(),
  /** The chat template: its first words, for people; absent where the file has none. */
  template: z.string().optional(),
  /** `catalog`: known by its sum; `found`: a file of the user's; `elsewhere`: one of another program's, which is only ever read. */
  origin: z.enum(['catalog', 'found', 'elsewhere']),
  /** The other programs whose file it is. */
  owners: z.array(z.string()).optional(),
  /** Bytes of a download that was begun and can be gone on with. */
  begun: z.int().optional(),
  /** Whether its terms have to be accepted before a download. */
  terms: z.boolean(),
  note: z.string(),
  /** Why it cannot be used. */
  problem: z.string().optional(),
});
export type ModelRow = z.infer<typeof modelRowSchema>;

/** The other programs whose models can be used where they lie. */
export const MODEL_ROOTS = ['lm-studio', 'ollama', 'huggingface', 'jan', 'gpt4all'] as const;
export type ModelRootId = (typeof MODEL_ROOTS)[number];
const modelRootSchema = z.object({
  root: z.enum(MODEL_ROOTS),
  name: z.string(),
  /** Where its models lie, as far as a folder is there; else where they would. */
  folders: z.array(z.string()),
  found: z.boolean(),
  /** Whether the user lets it be looked into. */
  allowed: z.boolean(),
});
export type ModelRootRow = z.infer<typeof modelRootSchema>;
const rootScanSchema = z.object({
  root: z.enum(MODEL_ROOTS),
  name: z.string(),
  /** Names of models that were found there. */
  count: z.int(),
  /** What could not be looked at, each in one sentence. */
  notes: z.array(z.string()),
});
export type RootScanRow = z.infer<typeof rootScanSchema>;

/** What is asked of the model files: what there is, where to look, fetching, proving, and what a run of them would take. */
export const MODEL_METHODS = {
  'models.list': { kind: 'call', input: z.object({}), output: z.object({ models: z.array(modelRowSchema) }) },
  /** Where other programs keep models; nothing of theirs is looked into before it is allowed. */
  'models.roots': { kind: 'call', input: z.object({}), output: z.object({ roots: z.array(modelRootSchema) }) },
  /** Remembered in the home. */
  'models.allowRoot': {
    kind: 'call',
    input: z.object({ root: z.enum(MODEL_ROOTS), allowed: z.boolean() }),
    output: z.object({}),
  },
  /** Looks anew into the roots that are allowed. `models` are those of `models.list` that another program has. */
  'models.scan': {
    kind: 'call',
    input: z.object({}),
    output: z.object({ roots: z.array(rootScanSchema), models: z.array(modelRowSchema) }),
  },
  'models.pull': {
    kind: 'stream',
    /** `from`: take over this file in place of a download; its sum must be that of the model. */
    input: z.object({ id: z.string(), acceptTerms: z.boolean(), from: z.string().optional() }),
    item: z.object({
      /** `source` names one that is tried, `failed` says why one was left, `progress` moves, `done` ends. */
      step: z.enum(['source', 'failed', 'progress', 'verifying', 'done']),
      text: z.string(),
      bytes: z.int(),
      total: z.int(),
      bytesPerSecond: z.number(),
    }),
  },
  /** Removes what has come of a download that was begun. */
  'models.discard': { kind: 'call', input: z.object({ id: z.string() }), output: z.object({ freed: z.int() }) },
  'models.verify': {
    kind: 'call',
    input: z.object({ id: z.string() }),
    output: z.object({ file: z.string(), sha256: z.string(), matches: z.boolean(), detail: z.string() }),
  },
  'models.estimate': {
    kind: 'call',
    input: z.object({
      model: z.string(),
      seats: z.int().min(1).max(255),
      context: z.int().min(256),
      /** Also of a model that is not here yet, by what the catalogue says of its file. */
      absent: z.boolean().optional(),
    }),
    output: z.object({
      weights: z.number(),
      cache: z.number(),
      overhead: z.number(),
      total: z.number(),
      free: z.number(),
      fits: z.boolean(),
    }),
  },
  /** The terms of a model that asks for their acceptance before a download. */
  'models.terms': {
    kind: 'call',
    input: z.object({ id: z.string() }),
    output: z.object({ text: z.string(), needed: z.boolean() }),
  },
} as const;
