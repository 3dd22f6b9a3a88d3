import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ABSURD_32, ABSURD_64, openBench, said, type Bench } from '../testing/patch.ts';
import { u32, u64 } from '../testing/gguf-bytes.ts';
import { CHATML } from '../testing/tiny-gguf.ts';
import { preflight } from './preflight.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
});
afterAll(() => bench.dispose());

test('a sound file passes, and its header says what was written', async () => {
  expect(await preflight(bench.sound.path)).toEqual({
    ok: true,
    value: expect.objectContaining({
      version: 3,
      architecture: 'llama',
      name: 'tiny nano random',
      quantisation: 'F32',
      contextLength: 2048,
      layers: 2,
      heads: 4,
      kvHeads: 2,
      headDim: 16,
      valueDim: 16,
      embedding: 64,
      vocabSize: bench.sound.vocabulary.tokens.length,
      chatTemplate: CHATML,
      kind: 'chat',
      tokenizer: 'gpt2',
      bos: 1,
      eos: 2,
      addBos: false,
      tokenTypes: { control: [0, 1, 2, 3], forgeable: [], plainMarkup: [] },
      size: bench.sound.size,
      headerSize: Math.ceil(bench.sound.headerSize / 32) * 32,
    }),
  });
});

test('a file without a template is a base model, one with a sentencepiece vocabulary passes too', async () => {
  expect(await bench.generated({ template: 'none', tokenizer: 'spm' })).toMatchObject({
    ok: true,
    value: { kind: 'base', tokenizer: 'llama', addBos: true },
  });
});

test.each(['SmolLM2-135M-Instruct.Q4_1.gguf', 'gemma-3-270m-q4_k_m.gguf'])(
  'the real model %s passes, where it is there',
  async (file) => {
    const path = join(import.meta.dirname, '../../../models', file);
    if (!existsSync(path)) return;
    const before = process.memoryUsage().rss;
    const start = performance.now();
    const verdict = await preflight(path);
    expect(said(verdict)).toBe('accepted');
    expect(performance.now() - start).toBeLessThan(5000);
    expect(process.memoryUsage().rss - before).toBeLessThan(50e6);
  },
);

const G1: readonly (readonly [string, Buffer, RegExp])[] = [
  ['an empty file', Buffer.alloc(0), /^corrupt: not a supported GGUF: the file has 0 bytes/],
  ['four letters', Buffer.from('GGUF'), /^corrupt: not a supported GGUF/],
  ['zeros', Buffer.alloc(4096), /^unsupported: not a supported GGUF: it begins with zeros/],
  ['a web page', Buffer.from(`<!DOCTYPE html><html>${'x'.repeat(200)}`), /a web page/],
  ['a Git LFS pointer', Buffer.from(`version https://git-lfs.github.com/spec/v1${' '.repeat(60)}`), /LFS pointer/],
  ['the older format', Buffer.from(`tjgg${'\0'.repeat(60)}`), /older GGML format/],
  ['other bytes', Buffer.from(`ABCD${'\0'.repeat(60)}`), /does not begin with the letters GGUF/],
];
test.each(G1)('G1: %s is not a supported GGUF', async (_name, bytes, reason) => {
  expect(said(await bench.bytes(bytes))).toMatch(reason);
});

test.each([
  [0, /version is 0, which is too old/],
  [1, /version is 1, which is too old/],
  [4, /version is 4, which is newer/],
  [0x03000000, /big-endian/],
])('G1: version %s is refused by name', async (version, reason) => {
  expect(said(await bench.patched('version', u32(version)))).toMatch(/^unsupported: not a supported GGUF/);
  expect(said(await bench.patched('version', u32(version)))).toMatch(reason);
});

test('G1, negative control: version 2 has the same layout and passes', async () => {
  expect(said(await bench.patched('version', u32(2)))).toBe('accepted');
});

test('what is no regular file is missing and never opened, a pipe included', async () => {
  mkdirSync(join(bench.folder, 'folder.gguf'));
  expect(said(await preflight(join(bench.folder, 'folder.gguf')))).toMatch(/^missing/);
  expect(said(await preflight(join(bench.folder, 'nowhere.gguf')))).toBe('missing: there is no such file');
  if (process.platform === 'win32') return;
  const pipe = join(bench.folder, 'pipe.gguf');
  execFileSync('mkfifo', [pipe]);
  expect(said(await preflight(pipe))).toMatch(/^missing/);
});

/** G3: [what, mark, bytes after the mark, absurd values, a value that passes]. */
const COUNTS: readonly (readonly [string, string, number, readonly Buffer[]])[] = [
  ['n_kv', 'keyCount', 0, ABSURD_64],
  ['n_tensors', 'tensorCount', 0, ABSURD_64],
  ['the length of a key', 'key:general.name', 0, ABSURD_64],
  ['the length of a string', 'value:general.name', 0, ABSURD_64],
  ['the count of an array of strings', 'value:tokenizer.ggml.tokens', 4, ABSURD_64],
  ['the count of an array of numbers', 'value:tokenizer.ggml.token_type', 4, ABSURD_64],
  ['the length of a token', 'value:tokenizer.ggml.tokens', 12, ABSURD_64],
  ['the length of a merge', 'value:tokenizer.ggml.merges', 12, ABSURD_64],
  ['the length of a tensor name', 'tensor:output.weight', 0, ABSURD_64],
  ['n_dims', 'dims:output.weight', 0, ABSURD_32],
  ['a dimension', 'dims:output.weight', 4, ABSURD_64],
  ['a second dimension', 'dims:output.weight', 12, ABSURD_64],
  ['an offset', 'offset:output.weight', 0, ABSURD_64],
];
test.each(COUNTS)('G3: an absurd %s is refused at once, in little memory', async (...[, mark, shift, values]) => {
  await bench.patched('version', u32(3));
  const before = process.memoryUsage().rss;
  for (const value of values) {
    const start = performance.now();
    expect(said(await bench.patched(mark, value, shift))).toMatch(/^(corrupt|unsupported): /);
    expect(performance.now() - start).toBeLessThan(500);
  }
  expect(process.memoryUsage().rss - before).toBeLessThan(50e6);
});

test('G3, negative control: the same places with the values they had pass', async () => {
  const { marks } = bench.sound;
  for (const [, mark, shift, values] of COUNTS) {
    const at = (marks.get(mark) ?? 0) + shift;
    const same = bench.soundBytes.subarray(at, at + (values[0]?.length ?? 0));
    expect(said(await bench.patched(mark, Buffer.from(same), shift))).toBe('accepted');
  }
});

test('G3: arrays nested 20,000 deep are refused at the first level', async () => {
  const nested = Buffer.concat([
    u32(9),
    ...Array.from({ length: 20_000 }, () => Buffer.concat([u32(9), u64(1)])),
    u32(4),
    u64(0),
  ]);
  const pairs = [{ key: 'deep.array', type: 'raw', bytes: nested }] as const;
  expect(said(await bench.generated({ pairs }))).toBe(
    "corrupt: deep.array is an array of arrays, which the format's readers do not take",
  );
  const flat = [{ key: 'deep.array', type: 'array', of: 'u32', value: [1, 2, 3] }] as const;
  expect(said(await bench.generated({ pairs: flat }))).toBe('accepted');
});

test('G3: a long list of empty strings in a sparse file is not walked', async () => {
  const pairs = [{ key: 'many.strings', type: 'raw', bytes: Buffer.concat([u32(9), u32(8), u64(5_000_000)]) }] as const;
  const editHeader = (bytes: Buffer): Buffer => Buffer.concat([bytes, Buffer.alloc(41_000_000)]);
  expect(said(await bench.generated({ pairs, editHeader }))).toMatch(
    /^unsupported: many.strings brings the header over/,
  );
});
