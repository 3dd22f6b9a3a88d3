import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getLlama, type Llama } from 'node-llama-cpp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { preflight } from '../gguf/preflight.ts';
import { PRESETS, writeTinyGguf, type TinyGgufOptions } from './tiny-gguf.ts';

const folder = mkdtempSync(join(tmpdir(), 'parley-tiny-'));
let llama: Llama;

beforeAll(async () => {
  llama = await getLlama({ gpu: false, build: 'never', skipDownload: true, maxThreads: 1 });
});
afterAll(async () => {
  await llama.dispose();
  rmSync(folder, { recursive: true, force: true });
});

const TEXT = 'The plan is sound, and the budget is sound. We should build the library here, and test the plan again.';

/** The greedy answer to a prompt, until the turn ends or `limit` tokens. */
async function answer(wanted: TinyGgufOptions, prompt: string, limit = 40): Promise<{ text: string; ended: boolean }> {
  const { path } = await writeTinyGguf(join(folder, 'model.gguf'), wanted);
  const model = await llama.loadModel({ modelPath: path, gpuLayers: 0, useMmap: false });
  const context = await model.createContext({ contextSize: 256, threads: 1 });
  const written: Parameters<typeof model.detokenize>[0][number][] = [];
  let ended = false;
  const options = { temperature: 0, yieldEogToken: true };
  for await (const token of context.getSequence().evaluate(model.tokenize(prompt, true), options)) {
    ended = model.isEogToken(token);
    if (ended || written.push(token) === limit) break;
  }
  const text = model.detokenize(written);
  await model.dispose();
  return { text, ended };
}

test.each(['bpe', 'spm'] as const)(
  'a reciting model (%s) answers any prompt with its text and ends its turn',
  async (tokenizer) => {
    for (const prompt of ['<|im_start|>user\nHello<|im_end|>\n<|im_start|>assistant\n', 'Ben said:']) {
      expect(await answer({ recite: TEXT, tokenizer }, prompt)).toEqual({ text: TEXT, ended: true });
    }
  },
);

test('a random model does not know the text (negative control)', async () => {
  expect((await answer({ seed: 3 }, 'Ben said:')).text).not.toContain('The plan');
});

test.each(['f32', 'f16', 'q8_0', 'q4_0'] as const)('the format %s recites too', async (format) => {
  expect(await answer({ recite: TEXT, format }, 'So:')).toEqual({ text: TEXT, ended: true });
});

test.each(Object.keys(PRESETS) as (keyof typeof PRESETS)[])(
  'the preset %s passes the preflight, loads and writes',
  async (preset) => {
    // three of the largest preset's thirty layers: all tensors in all shapes, in a tenth of the time
    const layers = Math.min(PRESETS[preset].layers, preset === 'smol135' ? 3 : 6);
    const { text } = await answer({ preset, shape: { layers } }, 'the question', 4);
    expect(text.length).toBeGreaterThan(0);
    expect(await preflight(join(folder, 'model.gguf'))).toMatchObject({
      ok: true,
      value: { kind: 'chat', layers, contextLength: PRESETS[preset].context },
    });
  },
);

test('the same options give the same bytes, another seed others', async () => {
  const sum = async (options: TinyGgufOptions): Promise<string> => {
    const { path } = await writeTinyGguf(join(folder, 'sum.gguf'), options);
    return createHash('sha256').update(readFileSync(path)).digest('hex');
  };
  const first = await sum({ preset: 'tiny', seed: 5 });
  expect(await sum({ preset: 'tiny', seed: 5 })).toBe(first);
  expect(await sum({ preset: 'tiny', seed: 6 })).not.toBe(first);
});
