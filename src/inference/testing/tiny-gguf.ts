import { mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { headerBytes, type KeyValue, type Marks, type TensorEntry } from './gguf-bytes.ts';
import { encodedSize, encodeTensor, TENSOR_FORMATS, type TensorFormat } from './tensor-bytes.ts';
import { bpeVocabulary, recital, spmVocabulary, type Vocabulary } from './tiny-vocabulary.ts';
import { checkShape, planWeights, type TensorPlan, type TinyShape } from './tiny-weights.ts';

export const CHATML =
  "{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>' + '\\n' }}" +
  "{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}";

type Preset = TinyShape & { readonly format: TensorFormat; readonly tied: boolean; readonly vocabulary?: number };

/** nano 0.2 M parameters, tiny 1 M, small 5 M, smol135 the shape and size of SmolLM2-135M. */
export const PRESETS = {
  nano: { embedding: 64, layers: 2, heads: 4, kvHeads: 2, feedForward: 128, context: 2048, format: 'f32', tied: false },
  tiny: {
    embedding: 128,
    layers: 4,
    heads: 4,
    kvHeads: 2,
    feedForward: 384,
    context: 4096,
    format: 'f16',
    tied: false,
  },
  small: {
    embedding: 256,
    layers: 6,
    heads: 8,
    kvHeads: 4,
    feedForward: 768,
    context: 8192,
    format: 'f16',
    tied: false,
  },
  smol135: {
    embedding: 576,
    layers: 30,
    heads: 9,
    kvHeads: 3,
    feedForward: 1536,
    context: 8192,
    format: 'q8_0',
    tied: true,
    vocabulary: 49_152,
  },
} as const satisfies Record<string, Preset>;

export type TinyGgufOptions = {
  readonly preset?: keyof typeof PRESETS;
  readonly shape?: Partial<TinyShape>;
  readonly format?: TensorFormat;
  readonly tokenizer?: 'bpe' | 'spm';
  /** Of the random weights. */
  readonly seed?: number;
  /** Tokens at least. */
  readonly vocabulary?: number;
  /** The model answers any prompt with this text and then ends its turn: greedy or at a low temperature. */
  readonly recite?: string;
  /** The chat template; `none` for a base model. ChatML where absent. */
  readonly template?: string;
  readonly name?: string;
  /** Faults for tests: the type of a token by its text (1 normal, 3 control, 4 user-defined, …). */
  readonly tokenTypes?: Readonly<Record<string, number>>;
  /** Faults: pairs that replace those of the same key, or are added. */
  readonly pairs?: readonly KeyValue[];
  /** Faults: keys left out. */
  readonly without?: readonly string[];
  /** Faults: the finished list of pairs, for duplicates and order. */
  readonly editPairs?: (pairs: readonly KeyValue[]) => readonly KeyValue[];
  /** Faults: the tensor table as it will be written; the data stays as it is. */
  readonly editTensors?: (tensors: readonly TensorEntry[]) => readonly TensorEntry[];
  /** Faults: the header's bytes before they are padded; `marks` name positions in it. */
  readonly editHeader?: (bytes: Buffer, marks: Marks) => Buffer;
};

export type TinyGguf = {
  readonly path: string;
  /** Bytes of the file, of the header unpadded, and positions in the header. */
  readonly size: number;
  readonly headerSize: number;
  readonly marks: Marks;
  readonly vocabulary: Vocabulary;
  readonly parameters: number;
};

const ALIGNMENT = 32;

/**
 * Writes a small GGUF v3 file of the llama architecture that llama.cpp loads and runs: random weights, or ones that recite a
 * text. The same options give the same bytes. The folder is made where it is missing.
 */
export async function writeTinyGguf(path: string, options: TinyGgufOptions = {}): Promise<TinyGguf> {
  const preset: Preset = PRESETS[options.preset ?? 'nano'];
  const shape = { ...preset, ...options.shape };
  const format = options.format ?? preset.format;
  checkShape(shape, format);
  const pieces = options.recite === undefined ? undefined : recital(options.recite);
  const wanted = { size: options.vocabulary ?? preset.vocabulary ?? 0, ...(pieces === undefined ? {} : { pieces }) };
  const vocabulary = options.tokenizer === 'spm' ? spmVocabulary(wanted) : bpeVocabulary(wanted);
  const plans = planWeights({
    shape,
    format,
    vocabulary,
    seed: options.seed ?? 1,
    tied: pieces === undefined && preset.tied,
    ...(pieces === undefined ? {} : { pieces }),
  });
  const pairs = edited(pairsOf(shape, format, { vocabulary, options }), options);
  const tensors = options.editTensors?.(tableOf(plans)) ?? tableOf(plans);
  const { bytes, marks } = headerBytes({ pairs, tensors });
  const header = options.editHeader?.(Buffer.from(bytes), marks) ?? bytes;
  const size = await writeFile(path, header, plans);
  const parameters = plans.reduce((sum, { count }) => sum + count, 0);
  return { path, size, headerSize: header.length, marks, vocabulary, parameters };
}

type Described = { readonly vocabulary: Vocabulary; readonly options: TinyGgufOptions };

function pairsOf(shape: TinyShape, format: TensorFormat, { vocabulary, options }: Described): readonly KeyValue[] {
  const name =
    options.name ?? `tiny ${options.preset ?? 'nano'} ${options.recite === undefined ? 'random' : 'reciting'}`;
  const text = (key: string, value: string): KeyValue => ({ key, type: 'string', value });
  const count = (key: string, value: number): KeyValue => ({ key, type: 'u32', value });
  const template = options.template ?? CHATML;
  return [
    text('general.architecture', 'llama'),
    text('general.type', 'model'),
    text('general.name', name),
    text('general.license', 'cc0-1.0'),
    count('general.file_type', TENSOR_FORMATS[format].fileType),
    count('general.quantization_version', 2),
    count('llama.block_count', shape.layers),
    count('llama.context_length', shape.context),
    count('llama.embedding_length', shape.embedding),
    count('llama.feed_forward_length', shape.feedForward),
    count('llama.attention.head_count', shape.heads),
    count('llama.attention.head_count_kv', shape.kvHeads),
    { key: 'llama.attention.layer_norm_rms_epsilon', type: 'f32', value: 1e-5 },
    count('llama.rope.dimension_count', shape.embedding / shape.heads),
    { key: 'llama.rope.freq_base', type: 'f32', value: 100_000 },
    count('llama.vocab_size', vocabulary.tokens.length),
    ...tokenizerPairs(vocabulary, options.tokenTypes ?? {}),
    ...(template === 'none' ? [] : [text('tokenizer.chat_template', template)]),
  ];
}

function tokenizerPairs(vocabulary: Vocabulary, changed: Readonly<Record<string, number>>): readonly KeyValue[] {
  const key = (name: string): string => `tokenizer.ggml.${name}`;
  const id = (name: string, value: number): KeyValue => ({ key: key(`${name}_token_id`), type: 'u32', value });
  const types = vocabulary.tokens.map((token, index) => changed[token] ?? vocabulary.types[index] ?? 1);
  const own: readonly KeyValue[] =
    vocabulary.kind === 'bpe'
      ? [
          { key: key('pre'), type: 'string', value: 'smollm' },
          { key: key('merges'), type: 'array', of: 'string', value: vocabulary.merges },
        ]
      : [{ key: key('scores'), type: 'array', of: 'f32', value: vocabulary.scores }];
  return [
    { key: key('model'), type: 'string', value: vocabulary.kind === 'bpe' ? 'gpt2' : 'llama' },
    { key: key('tokens'), type: 'array', of: 'string', value: vocabulary.tokens },
    { key: key('token_type'), type: 'array', of: 'i32', value: types },
    ...own,
    id('bos', vocabulary.ids.bos),
    id('eos', vocabulary.ids.eos),
    id('unknown', vocabulary.ids.unknown),
    ...(vocabulary.ids.pad === undefined ? [] : [id('padding', vocabulary.ids.pad)]),
    { key: key('add_bos_token'), type: 'bool', value: vocabulary.addBos },
    { key: key('add_space_prefix'), type: 'bool', value: false },
  ];
}

function edited(pairs: readonly KeyValue[], options: TinyGgufOptions): readonly KeyValue[] {
  const changes = new Map((options.pairs ?? []).map((pair) => [pair.key, pair]));
  const known = new Set(pairs.map(({ key }) => key));
  const kept = pairs.filter(({ key }) => !(options.without ?? []).includes(key));
  const added = [...changes.values()].filter(({ key }) => !known.has(key));
  const all = [...kept.map((pair) => changes.get(pair.key) ?? pair), ...added];
  return options.editPairs?.(all) ?? all;
}

function tableOf(plans: readonly TensorPlan[]): readonly TensorEntry[] {
  let offset = 0;
  return plans.map(({ name, dims, format, count }) => {
    const entry = { name, dims, type: TENSOR_FORMATS[format].id, offset };
    offset += padded(encodedSize(format, count));
    return entry;
  });
}

async function writeFile(path: string, header: Buffer, plans: readonly TensorPlan[]): Promise<number> {
  await mkdir(dirname(path), { recursive: true });
  const file = await open(path, 'w');
  let size = 0;
  const put = async (bytes: Buffer): Promise<void> => {
    const whole = Buffer.concat([bytes, Buffer.alloc(padded(bytes.length) - bytes.length)]);
    await file.writeFile(whole);
    size += whole.length;
  };
  try {
    await put(header);
    for (const { format, values } of plans) await put(encodeTensor(format, values()));
  } finally {
    await file.close();
  }
  return size;
}

const padded = (length: number): number => Math.ceil(length / ALIGNMENT) * ALIGNMENT;
