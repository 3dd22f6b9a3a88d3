import { openSync, closeSync, linkSync, statSync, writeSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { mergeFound } from './merge.ts';
import { modelRoots, ROOT_IDS } from './roots.ts';
import { scanRoots, type Found } from './scan.ts';
import { fakeHome, type FakeHome } from '../../testing/fake-homes.ts';

let bench: FakeHome;
beforeEach(() => {
  bench = fakeHome();
});
afterEach(() => bench.remove());

const found = async (): Promise<readonly Found[]> => {
  const roots = modelRoots({ env: {}, home: bench.home, platform: 'linux' }).filter(({ id }) => ROOT_IDS.includes(id));
  return (await scanRoots(roots)).flatMap((scan) => scan.found);
};
const merged = async () =>
  (await mergeFound(await found())).shared.map(({ refs, owners }) => [refs.join(' '), owners.join(' ')]);

test('one model of two roots is listed once with both owners: by its sum, by its ends, and as one file of two names', async () => {
  const file = await bench.gguf(bench.at('.lmstudio/models/a/one.gguf'), { seed: 1 });
  bench.ollama(bench.at('.ollama/models'), 'registry.ollama.ai/library/one/1b', file);
  bench.hub(bench.at('.cache/huggingface/hub'), { repo: 'models--o--m', commit: 'c', file: 'one.gguf' }, file);
  linkSync(file, bench.at('.lmstudio/models/a/same.gguf'));
  expect(await merged()).toEqual([
    [
      'lm-studio:a/one.gguf lm-studio:a/same.gguf ollama:one:1b huggingface:o/m/one.gguf',
      'lm-studio ollama huggingface',
    ],
  ]);
});

test('models of one size and other weights are two, known sums or not', async () => {
  const one = await bench.gguf(bench.at('.lmstudio/models/a/one.gguf'), { seed: 1 });
  const two = await bench.gguf(bench.at('.local/share/nomic.ai/GPT4All/two.gguf'), { seed: 2 });
  expect(statSync(one).size).toBe(statSync(two).size);
  expect(await merged()).toEqual([
    ['lm-studio:a/one.gguf', 'lm-studio'],
    ['gpt4all:two.gguf', 'gpt4all'],
  ]);
  bench.ollama(bench.at('.ollama/models'), 'registry.ollama.ai/library/one/1b', one);
  bench.hub(bench.at('.cache/huggingface/hub'), { repo: 'models--o--m', commit: 'c', file: 'two.gguf' }, two);
  expect((await merged()).map(([, owners]) => owners)).toEqual(['lm-studio ollama', 'huggingface gpt4all']);
});

test('a file that lies in the models folder too only gives that one its owner', async () => {
  const file = await bench.gguf(bench.at('.lmstudio/models/a/one.gguf'), { seed: 1 });
  const [one] = await found();
  const own = bench.at('models/one.gguf');
  bench.copy(file, own);
  if (one === undefined) throw new Error('it is found');
  const mine = { path: own, size: one.size, identity: 'another', ...(one.header && { header: one.header }) };
  expect(await mergeFound([one], [mine])).toEqual({ shared: [], ours: new Map([[own, ['lm-studio']]]) });
  const handle = openSync(own, 'r+');
  writeSync(handle, 'x', one.size - 100);
  closeSync(handle);
  expect((await mergeFound([one], [{ ...mine, identity: 'changed' }])).ours.size).toBe(0);
});
