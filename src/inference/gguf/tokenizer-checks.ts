import { demand, refuse, type TokenTypeSummary } from './header.ts';
import { required, type Keys } from './key-types.ts';
import { TYPE, type Metadata } from './metadata.ts';
import { MARK, TOKEN, type TokenWalk } from './token-walk.ts';

export type TokenizerFacts = {
  readonly tokenizer: string;
  readonly vocabSize: number;
  readonly bos?: number;
  readonly eos?: number;
  readonly addBos?: boolean;
  readonly tokenTypes: TokenTypeSummary;
};

/** `llama` is SentencePiece with bytes to fall back on; the others are byte pair encodings. */
const TOKENIZERS = ['llama', 'gpt2', 'gemma4'];
const TOKENIZER_FLAGS = [
  'add_bos_token',
  'add_eos_token',
  'add_sep_token',
  'add_space_prefix',
  'remove_extra_whitespaces',
];

/** Checks that lists have equal lengths, ids are in range and every lookup that native code does blindly finds something. */
export function checkTokenizer(keys: Keys, metadata: Metadata): TokenizerFacts {
  const { tokens } = metadata;
  const tokenizer = required(keys.text('tokenizer.ggml.model'), 'tokenizer.ggml.model');
  if (!TOKENIZERS.includes(tokenizer)) {
    refuse(
      'unsupported',
      `its tokenizer is ${JSON.stringify(tokenizer.slice(0, 40))}; known are ${TOKENIZERS.join(', ')}`,
    );
  }
  keys.array('tokenizer.ggml.tokens', [TYPE.string]);
  const vocabSize = required(tokens.count, 'tokenizer.ggml.tokens');
  demand(vocabSize > 0, () => 'the vocabulary is empty');
  demand(
    tokens.duplicate === undefined,
    () => `the token ${JSON.stringify(tokens.duplicate?.slice(0, 40))} occurs twice`,
  );
  checkLists(keys, tokens, vocabSize);
  checkBytes(tokens, tokenizer);
  checkIds(keys, metadata, vocabSize);
  for (const flag of TOKENIZER_FLAGS) keys.bool(`tokenizer.ggml.${flag}`);
  keys.text('tokenizer.ggml.pre');
  const bos = keys.u32('tokenizer.ggml.bos_token_id');
  const eos = keys.u32('tokenizer.ggml.eos_token_id');
  const addBos = keys.bool('tokenizer.ggml.add_bos_token');
  return {
    tokenizer,
    vocabSize,
    ...(bos === undefined ? {} : { bos }),
    ...(eos === undefined ? {} : { eos }),
    ...(addBos === undefined ? {} : { addBos }),
    tokenTypes: summarise(tokens),
  };
}

function checkLists(keys: Keys, tokens: TokenWalk, vocabSize: number): void {
  const scores = keys.array('tokenizer.ggml.scores', [TYPE.f32]);
  keys.array('tokenizer.ggml.merges', [TYPE.string]);
  keys.array('tokenizer.ggml.token_type', [TYPE.i32, TYPE.u32]);
  const types = tokens.types?.length ?? vocabSize;
  demand((scores?.count ?? vocabSize) === vocabSize, () => `${scores?.count} scores for ${vocabSize} tokens`);
  demand(types === vocabSize, () => `${types} token types for ${vocabSize} tokens`);
}

/** Text that no token spells falls back to bytes: SentencePiece code looks each up and throws where there is none. */
function checkBytes(tokens: TokenWalk, tokenizer: string): void {
  if (tokenizer !== 'llama') return;
  const missing = tokens.missingBytes();
  demand(missing === 0, () => `${missing} of the 256 byte tokens are missing from the vocabulary`);
  for (const [id, type] of (tokens.types ?? []).entries()) {
    if (type !== TOKEN.byte) continue;
    demand(
      ((tokens.marks[id] ?? 0) & MARK.byteForm) !== 0,
      () => `token ${id} is marked as a byte but is not written as one`,
    );
  }
}

function checkIds(keys: Keys, metadata: Metadata, vocabSize: number): void {
  for (const key of metadata.values.keys()) {
    if (!key.startsWith('tokenizer.ggml.') || !key.endsWith('_token_id')) continue;
    const id = required(keys.u32(key), key);
    demand(id < vocabSize, () => `${key} is ${id}, but there are ${vocabSize} tokens`);
  }
}

function summarise(tokens: TokenWalk): TokenTypeSummary {
  const control: number[] = [];
  for (const [id, type] of (tokens.types ?? []).entries()) if (type === TOKEN.control) control.push(id);
  const typeOf = (id: number): number => tokens.types?.[id] ?? TOKEN.normal;
  const markup = [...tokens.markup].map(([id, text]) => ({ id, text }));
  return {
    control,
    forgeable: markup.filter(({ id }) => typeOf(id) === TOKEN.userDefined),
    plainMarkup: markup.filter(
      ({ id }) => typeOf(id) === TOKEN.normal && ((tokens.marks[id] ?? 0) & MARK.pipeMarkup) !== 0,
    ),
  };
}
