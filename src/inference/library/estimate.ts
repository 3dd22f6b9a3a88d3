import type { GgufHeader } from '../gguf/header.ts';

export type MemoryWish = {
  /** Tokens per sequence, and sequences: slots and trunks together. */
  readonly context: number;
  readonly sequences: number;
  /** Bytes that are free on the machine now. */
  readonly free: number;
};

/** Bytes. */
export type MemoryEstimate = {
  readonly weights: number;
  /** Keys and values of all sequences, at 16 bits each. */
  readonly cache: number;
  /** Compute buffers, what the processor's own layout of the weights takes twice, and the process itself. */
  readonly overhead: number;
  readonly total: number;
  readonly free: number;
  readonly fits: boolean;
};

/** Tokens evaluated at once, for each of which the logits of the whole vocabulary stand in memory as 32-bit numbers. */
const BATCH = 512;
const BYTES_PER_VALUE = 2;
/** Bytes of Node with the library loaded, before any model. */
export const PROCESS = 90e6;
/** Bytes of the library's tables per token of the vocabulary. */
export const PER_TOKEN = 512;
/** Types whose weights llama.cpp keeps a second time in a layout for the processor. */
const REPACKED = /^(Q4_0|Q8_0|IQ4_NL)$/;

/** What of a file's header decides how much memory it takes. */
export type MemoryShape = Pick<
  GgufHeader,
  'size' | 'layers' | 'kvHeads' | 'headDim' | 'valueDim' | 'vocabSize' | 'embedding' | 'quantisation'
>;

/**
 * Memory before a load: weights = the file, cache = layers x key-value heads x (key + value width) x 2 bytes x context x
 * sequences (a sliding window saves nothing: it is cached whole), overhead as measured on CPU loads. Every figure is a finite
 * number that is not negative, whatever comes in; what is not a number counts as nothing.
 */
export function estimateMemory(header: MemoryShape, wish: MemoryWish): MemoryEstimate {
  const weights = sane(header.size);
  const perToken =
    sane(header.layers) * sane(header.kvHeads) * (sane(header.headDim) + sane(header.valueDim)) * BYTES_PER_VALUE;
  const cache = sane(perToken * sane(wish.context) * sane(wish.sequences));
  const compute = BATCH * 4 * (sane(header.vocabSize) + 4 * sane(header.embedding));
  const repacked = REPACKED.test(header.quantisation) ? weights : 0;
  const overhead = sane(compute + repacked + sane(header.vocabSize) * PER_TOKEN + PROCESS);
  const total = sane(weights + cache + overhead);
  const free = sane(wish.free);
  return { weights, cache, overhead, total, free, fits: total <= free };
}

function sane(value: number): number {
  if (!(value > 0)) return 0;
  return Math.min(Math.round(value), Number.MAX_SAFE_INTEGER);
}
