import { demand, refuse } from './header.ts';
import { required, type Keys } from './key-types.ts';
import { TYPE } from './metadata.ts';

/** The shape of the network as the file claims it. */
export type ModelShape = {
  readonly architecture: string;
  readonly layers: number;
  readonly contextLength: number;
  readonly embedding: number;
  readonly heads: number;
  readonly kvHeads: number;
  readonly headDim: number;
  readonly valueDim: number;
  readonly swaWindow?: number;
};

/** Not language models that write, or such that need more than one file. */
const NOT_WRITERS = /bert|^clip$|^t5encoder$|embed|^wavtokenizer|^eagle3$|^dflash$|assistant$|tts$/;
const ROPE_SCALING = ['none', 'linear', 'yarn', 'longrope'];
const MOST_LAYERS = 512;
const MOST_EXPERTS = 512;
const MOST_HEADS = 1024;
const MOST_EMBEDDING = 1 << 17;
const MOST_FEED_FORWARD = 1 << 20;
const MOST_CONTEXT = 1 << 27;
const MOST_HEAD_DIM = 8192;

/** `general.alignment`, 32 where the file has none. */
export function alignmentOf(keys: Keys): number {
  const alignment = keys.u32('general.alignment') ?? 32;
  demand(
    alignment >= 8 && alignment <= 65_536 && (alignment & (alignment - 1)) === 0,
    () => `general.alignment is ${alignment}, not a power of two from 8 to 65536`,
  );
  return alignment;
}

/** Checks every number that the native loader would assert on, abort over or allocate by. */
export function checkModel(keys: Keys): ModelShape {
  checkGeneral(keys);
  const architecture = required(keys.text('general.architecture'), 'general.architecture');
  demand(/^[a-z0-9_-]{1,40}$/.test(architecture), () => 'general.architecture is not a plain name');
  if (NOT_WRITERS.test(architecture))
    refuse('unsupported', `a model of the architecture ${architecture} does not write text`);
  const key = (name: string): string => `${architecture}.${name}`;
  const sized = (name: string, most: number): number => {
    const value = required(keys.u32(key(name)), key(name));
    demand(value >= 1 && value <= most, () => `${key(name)} is ${value}, not 1 to ${most}`);
    return value;
  };
  const layers = sized('block_count', MOST_LAYERS);
  const embedding = sized('embedding_length', MOST_EMBEDDING);
  const contextLength = sized('context_length', MOST_CONTEXT);
  const attention = checkHeads(keys, architecture, layers);
  checkFeedForward(keys, key('feed_forward_length'), layers);
  const dims = checkHeadDims(keys, architecture, { embedding, heads: attention.heads });
  const ahead = keys.u32(key('nextn_predict_layers')) ?? 0;
  demand(ahead < layers, () => `${key('nextn_predict_layers')} is ${ahead} of ${layers} layers`);
  checkNumbers(keys, key);
  checkExperts(keys, key);
  return { architecture, layers, contextLength, embedding, ...attention, ...dims, ...windowOf(keys, key) };
}

function checkGeneral(keys: Keys): void {
  const type = keys.text('general.type') ?? 'model';
  if (type !== 'model') refuse('unsupported', `the file holds ${JSON.stringify(type.slice(0, 40))}, not a model`);
  const parts = keys.number('split.count', [TYPE.u16]) ?? 0;
  keys.number('split.no', [TYPE.u16]);
  keys.number('split.tensors.count', [TYPE.i32]);
  if (parts > 1) refuse('unsupported', `the file is one part of ${parts}; merge the parts into one file first`);
  keys.u32('general.quantization_version');
}

type Heads = { readonly heads: number; readonly kvHeads: number };

/** Per layer, zero heads stand for a layer without attention; a model without any is not for us. */
function checkHeads(keys: Keys, architecture: string, layers: number): Heads {
  const headsKey = `${architecture}.attention.head_count`;
  const kvKey = `${headsKey}_kv`;
  const heads = required(keys.perLayer(headsKey, layers), headsKey);
  const kvHeads = keys.perLayer(kvKey, layers) ?? heads;
  demand(
    [...heads, ...kvHeads].every((count) => Number.isInteger(count) && count >= 0 && count <= MOST_HEADS),
    () => `${headsKey} or ${kvKey} has a count that is not 0 to ${MOST_HEADS}`,
  );
  demand(most(heads) > 0, () => `${headsKey} is 0`);
  demand(most(kvHeads) > 0, () => `${kvKey} is 0`);
  for (let layer = 0; layer < Math.max(heads.length, kvHeads.length); layer += 1) {
    const queries = heads[heads.length === 1 ? 0 : layer] ?? 0;
    const shared = kvHeads[kvHeads.length === 1 ? 0 : layer] ?? 0;
    const fits = queries === 0 || shared === 0 || (shared <= queries && queries % shared === 0);
    demand(fits, () => `${kvKey} is ${shared}, which does not divide ${headsKey} = ${queries}`);
  }
  return { heads: most(heads), kvHeads: most(kvHeads) };
}

const most = (counts: readonly number[]): number => counts.reduce((max, count) => Math.max(max, count), 0);

/** A width of 0, also by absence, is an assertion of the native loader. */
function checkFeedForward(keys: Keys, key: string, layers: number): void {
  const widths = required(keys.perLayer(key, layers), key);
  demand(
    widths.some((width) => width > 0) && widths.every((width) => width >= 0 && width <= MOST_FEED_FORWARD),
    () => `${key} is ${widths.slice(0, 4).join(', ')}, not 1 to ${MOST_FEED_FORWARD}`,
  );
}

type Widths = { readonly embedding: number; readonly heads: number };

function checkHeadDims(keys: Keys, architecture: string, widths: Widths): Pick<ModelShape, 'headDim' | 'valueDim'> {
  const share = widths.embedding / widths.heads;
  const dim = (name: string): number => {
    const key = `${architecture}.attention.${name}`;
    const value = keys.u32(key) ?? share;
    demand(
      Number.isInteger(value) && value >= 1 && value <= MOST_HEAD_DIM,
      () => `${key} is ${value}, not a whole number from 1 to ${MOST_HEAD_DIM}`,
    );
    return value;
  };
  const headDim = dim('key_length');
  const rope = keys.u32(`${architecture}.rope.dimension_count`) ?? 0;
  demand(rope <= headDim, () => `${architecture}.rope.dimension_count is ${rope}, more than the ${headDim} of a head`);
  return { headDim, valueDim: dim('value_length') };
}

/** Numbers that only show their effect in the arithmetic, where a bad one is an assertion in native code. */
function checkNumbers(keys: Keys, key: (name: string) => string): void {
  for (const name of ['attention.layer_norm_rms_epsilon', 'attention.layer_norm_epsilon']) {
    const epsilon = keys.f32(key(name));
    demand(epsilon === undefined || (epsilon >= 0 && epsilon < 1), () => `${key(name)} is ${epsilon}, not in 0 to 1`);
  }
  for (const name of ['rope.freq_base', 'rope.freq_base_swa', 'rope.scaling.factor']) {
    const value = keys.f32(key(name));
    demand(value === undefined || (value >= 0 && value < 1e12), () => `${key(name)} is ${value}, not a usable number`);
  }
  const scaling = keys.text(key('rope.scaling.type'));
  demand(
    scaling === undefined || ROPE_SCALING.includes(scaling),
    () => `${key('rope.scaling.type')} is not a known one`,
  );
  const vocabulary = keys.u32(key('vocab_size'));
  demand(vocabulary === undefined || vocabulary > 0, () => `${key('vocab_size')} is 0`);
}

function checkExperts(keys: Keys, key: (name: string) => string): void {
  const count = keys.u32(key('expert_count')) ?? 0;
  const used = keys.u32(key('expert_used_count')) ?? 0;
  demand(count <= MOST_EXPERTS, () => `${key('expert_count')} is ${count}, over ${MOST_EXPERTS}`);
  demand(used <= count, () => `${key('expert_used_count')} is ${used} of ${count}`);
  const groups = keys.u32(key('expert_group_count')) ?? 0;
  const groupsUsed = keys.u32(key('expert_group_used_count')) ?? 0;
  demand(
    groups === 0 || (groups < count && count % groups === 0 && (groups === 1 || groupsUsed < groups)),
    () => `${key('expert_group_count')} is ${groups} (${groupsUsed} used) for ${count} experts`,
  );
  demand(count === 0 || used > 0, () => `${key('expert_used_count')} is 0 of ${count}`);
}

function windowOf(keys: Keys, key: (name: string) => string): { readonly swaWindow?: number } {
  const window = keys.u32(key('attention.sliding_window')) ?? 0;
  demand(window <= MOST_CONTEXT, () => `${key('attention.sliding_window')} is ${window}, over ${MOST_CONTEXT}`);
  return window === 0 ? {} : { swaWindow: window };
}
