import { afterAll, beforeAll, expect, test } from 'vitest';
import { u32, u64, type KeyValue } from '../testing/gguf-bytes.ts';
import { openBench, said, type Bench } from '../testing/patch.ts';
import type { TinyGgufOptions } from '../testing/tiny-gguf.ts';

let bench: Bench;
let spm: Bench;
beforeAll(async () => {
  bench = await openBench();
  spm = await openBench({ tokenizer: 'spm' });
});
afterAll(async () => {
  await bench.dispose();
  await spm.dispose();
});

const u = (key: string, value: number): KeyValue => ({ key, type: 'u32', value });
const f = (key: string, value: number): KeyValue => ({ key, type: 'f32', value });
const s = (key: string, value: string): KeyValue => ({ key, type: 'string', value });

/** [what, the fault, what is said, the same place with a value that passes: the negative control]. */
type Case = readonly [string, TinyGgufOptions, RegExp, TinyGgufOptions];
const pairs = (...list: readonly KeyValue[]): TinyGgufOptions => ({ pairs: list });

const G4: readonly Case[] = [
  ['alignment 0', pairs(u('general.alignment', 0)), /alignment is 0/, pairs(u('general.alignment', 32))],
  ['alignment 2^31', pairs(u('general.alignment', 2 ** 31)), /alignment is 2147483648/, {}],
  ['alignment 24', pairs(u('general.alignment', 24)), /alignment is 24/, pairs(u('general.alignment', 16))],
  ['alignment as text', pairs(s('general.alignment', '32')), /alignment is string where u32/, {}],
  ['alignment as u64', pairs({ key: 'general.alignment', type: 'u64', value: 32 }), /is u64 where u32/, {}],
];

const SHAPE: readonly Case[] = [
  [
    '513 layers',
    pairs(u('llama.block_count', 513)),
    /block_count is 513, not 1 to 512/,
    pairs(u('llama.block_count', 512)),
  ],
  ['2^31 layers', pairs(u('llama.block_count', 2 ** 31)), /block_count is 2147483648/, {}],
  ['no layers', pairs(u('llama.block_count', 0)), /block_count is 0/, pairs(u('llama.block_count', 1))],
  ['no heads', pairs(u('llama.attention.head_count', 0)), /head_count is 0/, {}],
  ['no kv heads', pairs(u('llama.attention.head_count_kv', 0)), /head_count_kv is 0/, {}],
  [
    'more kv heads than heads',
    pairs(u('llama.attention.head_count_kv', 8)),
    /does not divide/,
    pairs(u('llama.attention.head_count_kv', 4)),
  ],
  [
    'kv heads that do not divide',
    pairs(u('llama.attention.head_count_kv', 3)),
    /is 3, which does not divide/,
    pairs(u('llama.attention.head_count_kv', 1)),
  ],
  ['heads that do not divide the width', pairs(u('llama.attention.head_count', 6)), /key_length is 10.6/, {}],
  ['no context', pairs(u('llama.context_length', 0)), /context_length is 0/, {}],
  [
    'a missing context length',
    { without: ['llama.context_length'] },
    /llama.context_length is missing/,
    { without: ['llama.vocab_size'] },
  ],
  [
    'a missing feed-forward width',
    { without: ['llama.feed_forward_length'] },
    /llama.feed_forward_length is missing/,
    {},
  ],
  ['a feed-forward width of 0', pairs(u('llama.feed_forward_length', 0)), /feed_forward_length is 0/, {}],
  [
    'a missing architecture',
    { without: ['general.architecture'] },
    /general.architecture is missing/,
    { without: ['general.name'] },
  ],
  ['a width other than the embeddings', pairs(u('llama.embedding_length', 128)), /token_embd.weight is 64 x/, {}],
  [
    'a wider rotation than a head',
    pairs(u('llama.rope.dimension_count', 17)),
    /rope.dimension_count is 17/,
    pairs(u('llama.rope.dimension_count', 16)),
  ],
  [
    'an epsilon below zero',
    pairs(f('llama.attention.layer_norm_rms_epsilon', -1)),
    /epsilon is -1/,
    pairs(f('llama.attention.layer_norm_rms_epsilon', 1e-6)),
  ],
  [
    'an epsilon that is no number',
    pairs(f('llama.attention.layer_norm_rms_epsilon', Number.NaN)),
    /epsilon is NaN/,
    {},
  ],
  [
    'an unknown rope scaling',
    pairs(s('llama.rope.scaling.type', 'odd')),
    /rope.scaling.type is not/,
    pairs(s('llama.rope.scaling.type', 'linear')),
  ],
  ['more experts used than there are', pairs(u('llama.expert_used_count', 2)), /is 2 of 0/, {}],
  ['groups of no experts', pairs(u('llama.expert_group_count', 1)), /expert_group_count is 1 /, {}],
  [
    'as many predicting layers as layers',
    pairs(u('llama.nextn_predict_layers', 2)),
    /nextn_predict_layers is 2 of 2/,
    pairs(u('llama.nextn_predict_layers', 1)),
  ],
  [
    'groups that do not divide the experts',
    pairs(u('llama.expert_count', 8), u('llama.expert_used_count', 2), u('llama.expert_group_count', 3)),
    /expert_group_count is 3/,
    pairs(u('llama.expert_count', 8), u('llama.expert_used_count', 2), u('llama.expert_group_count', 4)),
  ],
  ['too many experts', pairs(u('llama.expert_count', 513)), /expert_count is 513/, {}],
  ['an encoder', pairs(s('general.architecture', 'bert')), /does not write text/, {}],
  ['an adapter', pairs(s('general.type', 'adapter')), /holds "adapter", not a model/, {}],
];

const TYPES: readonly Case[] = [
  [
    'split.count as u32',
    pairs(u('split.count', 1)),
    /split.count is u32 where u16/,
    pairs({ key: 'split.count', type: 'u16', value: 1 }),
  ],
  [
    'split.count as an array',
    pairs({ key: 'split.count', type: 'array', of: 'u16', value: [1] }),
    /split.count is an array of u16/,
    {},
  ],
  [
    'one part of several',
    pairs({ key: 'split.count', type: 'u16', value: 3 }),
    /^unsupported: the file is one part of 3/,
    {},
  ],
  ['layers as a signed number', pairs({ key: 'llama.block_count', type: 'i32', value: 2 }), /is i32 where u32/, {}],
  ['layers as text', pairs(s('llama.block_count', '2')), /is string where u32/, {}],
  [
    'tokens as numbers',
    pairs({ key: 'tokenizer.ggml.tokens', type: 'array', of: 'u32', value: [1, 2] }),
    /tokens is an array of u32/,
    {},
  ],
  ['tokens as one text', pairs(s('tokenizer.ggml.tokens', 'x')), /tokens is string/, {}],
  [
    'token types as bytes',
    pairs({ key: 'tokenizer.ggml.token_type', type: 'array', of: 'u8', value: [1] }),
    /token_type is an array of type 0/,
    {},
  ],
  [
    'merges as numbers',
    pairs({ key: 'tokenizer.ggml.merges', type: 'array', of: 'i32', value: [1] }),
    /merges is an array of i32/,
    {},
  ],
  [
    'a flag that is neither',
    pairs({ key: 'tokenizer.ggml.add_bos_token', type: 'bool', value: 2 }),
    /neither true nor false but 2/,
    pairs({ key: 'tokenizer.ggml.add_bos_token', type: 'bool', value: true }),
  ],
  ['a flag as a number', pairs(u('tokenizer.ggml.add_bos_token', 1)), /is u32 where bool/, {}],
  [
    'an unknown value type',
    pairs({ key: 'odd', type: 'raw', bytes: u32(13) }),
    /odd has the unknown value type 13/,
    {},
  ],
  [
    'an unknown element type',
    pairs({ key: 'odd', type: 'raw', bytes: Buffer.concat([u32(9), u32(77), u64(1)]) }),
    /array of the unknown type 77/,
    {},
  ],
  [
    'a key that occurs twice',
    { editPairs: (all) => [...all, ...all.slice(2, 3)] },
    /general.name occurs twice/,
    { editPairs: (all) => all },
  ],
  ['an empty key', pairs(u('', 1)), /0 bytes long/, pairs(u('a', 1))],
  [
    'a key that is a property path into the prototype',
    pairs(u('llama.__proto__.x', 1)),
    /not a plain name/,
    pairs(u('llama.proto.x', 1)),
  ],
  ['a key with control characters', pairs(u('a\u001b[31m', 1)), /not a plain name/, {}],
];

const withTokens =
  (change: (tokens: readonly string[]) => readonly string[], from: () => Bench) => (): TinyGgufOptions =>
    pairs({ key: 'tokenizer.ggml.tokens', type: 'array', of: 'string', value: change(from().sound.vocabulary.tokens) });

type TokenCase = readonly [string, 'bpe' | 'spm', () => TinyGgufOptions, RegExp];
const G6: readonly TokenCase[] = [
  [
    'a token that occurs twice',
    'bpe',
    withTokens(
      (tokens) => tokens.with(900, tokens[899] ?? ''),
      () => bench,
    ),
    /occurs twice/,
  ],
  [
    'two names for an empty token',
    'bpe',
    withTokens(
      (tokens) => tokens.with(900, '').with(901, '[EMPTY_900]'),
      () => bench,
    ),
    /occurs twice/,
  ],
  [
    'fewer tokens than types',
    'bpe',
    withTokens(
      (tokens) => tokens.slice(1),
      () => bench,
    ),
    /token types for/,
  ],
  ['no tokens', 'bpe', () => ({ without: ['tokenizer.ggml.tokens'] }), /tokenizer.ggml.tokens is missing/],
  ['no tokenizer', 'bpe', () => ({ without: ['tokenizer.ggml.model'] }), /tokenizer.ggml.model is missing/],
  ['an unknown tokenizer', 'bpe', () => pairs(s('tokenizer.ggml.model', 'odd')), /its tokenizer is "odd"/],
  [
    'a missing byte token',
    'spm',
    withTokens(
      (tokens) => tokens.with(5 + 0x80, 'gone'),
      () => spm,
    ),
    /1 of the 256 byte tokens/,
  ],
  ['a byte token that is not spelt as one', 'spm', () => ({ tokenTypes: { '\u2581': 6 } }), /marked as a byte/],
  [
    'fewer scores than tokens',
    'spm',
    () => pairs({ key: 'tokenizer.ggml.scores', type: 'array', of: 'f32', value: [1, 2] }),
    /2 scores for/,
  ],
  [
    'scores as bytes',
    'spm',
    () => pairs({ key: 'tokenizer.ggml.scores', type: 'array', of: 'u8', value: [1, 2] }),
    /scores is an array of u8/,
  ],
  ['the token type 0', 'bpe', () => ({ tokenTypes: { '<|pad|>': 0 } }), /has the type 0/],
  ['the token type 7', 'bpe', () => ({ tokenTypes: { '<|pad|>': 7 } }), /has the type 7/],
  [
    'a bos id past the end',
    'bpe',
    () => pairs(u('tokenizer.ggml.bos_token_id', bench.sound.vocabulary.tokens.length)),
    /bos_token_id is \d+, but/,
  ],
  [
    'an eos id of 2^32-1',
    'bpe',
    () => pairs(u('tokenizer.ggml.eos_token_id', 2 ** 32 - 1)),
    /eos_token_id is 4294967295/,
  ],
  ['any other id past the end', 'bpe', () => pairs(u('tokenizer.ggml.fim_pre_token_id', 1e9)), /fim_pre_token_id is/],
  [
    'an id of another type',
    'bpe',
    () => pairs({ key: 'tokenizer.ggml.eos_token_id', type: 'i32', value: 2 }),
    /is i32 where u32/,
  ],
];

test.each([...G4, ...SHAPE, ...TYPES])(
  'G4, G5: %s is refused, its sound neighbour is not',
  async (...[, fault, reason, sound]) => {
    expect(said(await bench.generated(fault))).toMatch(reason);
    expect(said(await bench.generated(sound))).toBe('accepted');
  },
);

test.each(G6)('G6: %s is refused', async (...[, kind, fault, reason]) => {
  expect(said(await (kind === 'bpe' ? bench : spm).generated(fault()))).toMatch(reason);
});

test('G6, negative control: an empty token, another bos and the last id pass', async () => {
  const last = bench.sound.vocabulary.tokens.length - 1;
  expect(
    said(
      await bench.generated(
        withTokens(
          (tokens) => tokens.with(900, ''),
          () => bench,
        )(),
      ),
    ),
  ).toBe('accepted');
  expect(said(await bench.generated(pairs(u('tokenizer.ggml.bos_token_id', last))))).toBe('accepted');
  expect(said(await spm.generated({}))).toBe('accepted');
});

test.each([
  [
    'dimensions whose product overflows 64 bits',
    'dims:output.weight',
    Buffer.concat([u32(2), u64(2n ** 33n), u64(2n ** 33n)]),
    /output.weight ends at/,
  ],
  ['no dimensions', 'dims:output.weight', u32(0), /has 0 dimensions/],
  ['five dimensions', 'dims:output.weight', u32(5), /has 5 dimensions/],
  ['a dimension of 0', 'dims:output.weight', Buffer.concat([u32(2), u64(0)]), /dimension 0 of output.weight is 0/],
  ['a type that was withdrawn', 'tensorType:output.weight', u32(4), /^unsupported: a tensor has the type 4/],
  ['a type of the future', 'tensorType:output.weight', u32(99), /has the type 99/],
  ['a row that does not fill blocks', 'tensorType:output.weight', u32(12), /values, which blocks of 256/],
  ['an offset between alignments', 'offset:blk.0.attn_norm.weight', u64(33), /not a multiple of 32/],
  ['an overlap', 'offset:blk.0.attn_norm.weight', u64(32), /overlaps the tensor before it/],
  ['a gap', 'offset:blk.0.attn_norm.weight', u64(32 * 100_000), /leaves a gap/],
  ['an offset near 2^64', 'offset:output.weight', u64(2n ** 64n - 32n), /leaves a gap/],
  ['no tensors', 'tensorCount', u64(0), /holds no tensors/],
] as const)('G4: %s is refused', async (...[, mark, bytes, reason]) => {
  expect(said(await bench.patched(mark, bytes))).toMatch(reason);
});

test('G4: a tensor that occurs twice, or lacks the embeddings, is refused', async () => {
  const renamed = (from: string, to: string): TinyGgufOptions => ({
    editTensors: (all) => all.map((tensor) => (tensor.name === from ? { ...tensor, name: to } : tensor)),
  });
  expect(said(await bench.generated(renamed('output.weight', 'output_norm.weight')))).toMatch(
    /output_norm.weight occurs twice/,
  );
  expect(said(await bench.generated(renamed('token_embd.weight', 'other')))).toMatch(/token_embd.weight is missing/);
  expect(said(await bench.generated(renamed('output.weight', 'other')))).toBe('accepted');
});

test('markup that plain text could forge is named: user-defined, not control', async () => {
  const verdict = await bench.generated({ tokenTypes: { '<|im_start|>': 4, '<|im_end|>': 1 } });
  expect(verdict).toMatchObject({
    ok: true,
    value: {
      tokenTypes: {
        control: [0, 3],
        forgeable: [{ id: 1, text: '<|im_start|>' }],
        plainMarkup: [{ id: 2, text: '<|im_end|>' }],
      },
    },
  });
});
