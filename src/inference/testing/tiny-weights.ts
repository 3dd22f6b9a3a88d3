import { random } from '#shared/base/random.ts';
import { TENSOR_FORMATS, type TensorFormat } from './tensor-bytes.ts';
import { spelt, type Vocabulary } from './tiny-vocabulary.ts';

export type TinyShape = {
  readonly embedding: number;
  readonly layers: number;
  readonly heads: number;
  readonly kvHeads: number;
  readonly feedForward: number;
  readonly context: number;
};

export type TensorPlan = {
  readonly name: string;
  /** Fastest first. */
  readonly dims: readonly number[];
  readonly format: TensorFormat;
  readonly count: number;
  /** Made when it is written, so that one tensor at a time is in memory; to be called in the order of the plan. */
  readonly values: () => Float32Array;
};

export type WeightOptions = {
  readonly shape: TinyShape;
  readonly format: TensorFormat;
  readonly vocabulary: Vocabulary;
  readonly seed: number;
  /** The pieces the model recites (see `recital`); absent for random weights. */
  readonly pieces?: readonly string[];
  /** The output matrix is the embedding matrix. */
  readonly tied: boolean;
};

type Make = (count: number) => Float32Array;

/**
 * The tensors of a llama network. Random: uniform with the variance that keeps activations near one. Reciting: attention and
 * feed-forward write nothing, so the logits depend on the current token alone, see `recitingOutput`.
 */
export function planWeights(options: WeightOptions): readonly TensorPlan[] {
  const { shape, vocabulary } = options;
  const { embedding, feedForward } = shape;
  const reciting = options.pieces !== undefined;
  const kvWidth = (embedding / shape.heads) * shape.kvHeads;
  const fill = filler(options.seed);
  const plans: TensorPlan[] = [];
  const add = (name: string, dims: readonly number[], make: Make): void => {
    const count = dims.reduce((product, dim) => product * dim, 1);
    const format = name.includes('norm') ? 'f32' : options.format;
    plans.push({ name, dims, format, count, values: () => make(count) });
  };
  const spread = 1 / Math.sqrt(embedding);
  const silent = (count: number): Float32Array => new Float32Array(count);
  const constant = (value: number) => (count: number) => new Float32Array(count).fill(value);
  const embeddingSpread = reciting ? 1 : options.tied ? 0.1 : 0.5;
  let embeddings = silent(0);
  add('token_embd.weight', [embedding, vocabulary.tokens.length], (count) => {
    embeddings = fill(count, embeddingSpread);
    // the first value of each token is a constant, which gives the reciting output its bias
    if (reciting) for (let at = 0; at < count; at += embedding) embeddings[at] = 1;
    return embeddings;
  });
  for (let layer = 0; layer < shape.layers; layer += 1) {
    const block = (name: string): string => `blk.${layer}.${name}.weight`;
    add(block('attn_norm'), [embedding], constant(1));
    add(block('attn_q'), [embedding, embedding], (count) => fill(count, spread * 1.5));
    add(block('attn_k'), [embedding, kvWidth], (count) => fill(count, spread * 1.5));
    add(block('attn_v'), [embedding, kvWidth], (count) => fill(count, spread));
    add(block('attn_output'), [embedding, embedding], reciting ? silent : (count) => fill(count, spread));
    add(block('ffn_norm'), [embedding], constant(1));
    add(block('ffn_gate'), [embedding, feedForward], (count) => fill(count, spread));
    add(block('ffn_up'), [embedding, feedForward], (count) => fill(count, spread));
    const downSpread = 1.5 / Math.sqrt(feedForward);
    add(block('ffn_down'), [feedForward, embedding], reciting ? silent : (count) => fill(count, downSpread));
  }
  // of a random model, this makes 3 the standard deviation of the logits
  const scale = reciting ? 1 : 3 / Math.sqrt(embedding) / (options.tied ? embeddingSpread : 1);
  add('output_norm.weight', [embedding], constant(scale));
  if (!options.tied) {
    const output = reciting ? () => recitingOutput(embeddings, options) : (count: number) => fill(count, 1);
    add('output.weight', [embedding, vocabulary.tokens.length], output);
  }
  return plans;
}

const SUCCESSOR = 30;
const START = 16;

/**
 * Row `to` of the output matrix is the embedding of the token before it in the recital, so that its logit is near 30 right
 * after that token and near 0 elsewhere; the first piece has the logit 16 everywhere, so a recital begins after any prompt.
 */
function recitingOutput(embeddings: Float32Array, { shape, vocabulary, pieces = [] }: WeightOptions): Float32Array {
  const { embedding } = shape;
  const ids = pieces.map((piece) => vocabulary.tokens.indexOf(spelt(vocabulary, piece)));
  const output = new Float32Array(vocabulary.tokens.length * embedding);
  const chain = [...ids, vocabulary.ids.eos];
  for (const [index, to] of chain.entries()) {
    if (index === 0) {
      output[to * embedding] = START;
      continue;
    }
    const from = chain[index - 1] ?? 0;
    for (let at = 1; at < embedding; at += 1) {
      output[to * embedding + at] = ((embeddings[from * embedding + at] ?? 0) * SUCCESSOR) / embedding;
    }
  }
  return output;
}

/** Uniform values of the given standard deviation; one row of numbers for the whole file. */
function filler(seed: number): (count: number, spread: number) => Float32Array {
  const next = random(seed);
  return (count, spread) => {
    const values = new Float32Array(count);
    const width = spread * Math.sqrt(12);
    for (let index = 0; index < count; index += 1) values[index] = (next() - 0.5) * width;
    return values;
  };
}

/** Throws where llama.cpp could not hold the shape in this format. */
export function checkShape(shape: TinyShape, format: TensorFormat): void {
  const { block } = TENSOR_FORMATS[format];
  const whole = shape.embedding % shape.heads === 0 && shape.heads % shape.kvHeads === 0;
  const blocks = shape.embedding % block === 0 && shape.feedForward % block === 0;
  if (!whole || !blocks)
    throw new Error('embedding must divide by heads, heads by kvHeads, widths by the block of the format');
}
