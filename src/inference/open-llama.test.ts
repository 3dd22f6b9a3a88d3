import type { getLlama, Llama, LlamaOptions } from 'node-llama-cpp';
import { expect, test } from 'vitest';
import { deviceName, limitThreads, openLlama, threadLimit } from './open-llama.ts';

/** A `getLlama` that notes what it was asked for and pretends that `gpu` was found. */
function fakeGetLlama(gpu: 'vulkan' | false): { readonly asked: LlamaOptions[]; readonly get: typeof getLlama } {
  const asked: LlamaOptions[] = [];
  const get = (options: LlamaOptions): Promise<Llama> => {
    asked.push(options);
    return Promise.resolve({
      gpu: options.gpu === false ? false : gpu,
      // The library's own default on a CPU, which stops a machine of two cores dead.
      maxThreads: options.maxThreads ?? (gpu === false ? 4 : 0),
      getGpuDeviceNames: () => Promise.resolve(['Card 0']),
    } as unknown as Llama);
  };
  return { asked, get: get as typeof getLlama };
}

const request = { threads: 0, cores: 2, logger: () => {} };

test('with the GPU off the threads are limited to the cores from the start', async () => {
  const { asked, get } = fakeGetLlama('vulkan');
  const llama = await openLlama(get, { ...request, gpu: 'off', threads: 16 });
  expect(asked).toMatchObject([{ gpu: false, maxThreads: 2, build: 'never', skipDownload: true }]);
  expect(llama.maxThreads).toBe(2);
});

test('with a GPU no limit is passed', async () => {
  const { asked, get } = fakeGetLlama('vulkan');
  const llama = await openLlama(get, { ...request, gpu: 'auto' });
  expect(asked[0]).not.toHaveProperty('maxThreads');
  expect(asked[0]).toMatchObject({ gpu: 'auto', build: 'never', skipDownload: true });
  expect(llama.maxThreads).toBe(0);
});

test('where no GPU is found after all, the limit of the CPU holds', async () => {
  const { get } = fakeGetLlama(false);
  expect((await openLlama(get, { ...request, gpu: 'auto' })).maxThreads).toBe(2);
});

test('a model that found no room on the GPU is limited, one with layers there is not', () => {
  const llama = { gpu: 'vulkan' as const, maxThreads: 0 };
  limitThreads(llama, 12, { ...request, gpu: 'auto' });
  expect(llama.maxThreads).toBe(0);
  limitThreads(llama, 0, { ...request, gpu: 'auto' });
  expect(llama.maxThreads).toBe(2);
});

test('at least one thread, never more than cores, and 0 means all of them', () => {
  expect([0, 1, 2, 64].map((threads) => threadLimit({ threads, cores: 4 }))).toEqual([4, 1, 2, 4]);
});

test('the device is named', async () => {
  const names = await Promise.all(
    ([false, 'vulkan'] as const).map(async (gpu) => deviceName(await fakeGetLlama(gpu).get({}), ' AMD EPYC ')),
  );
  expect(names).toEqual(['CPU: AMD EPYC', 'vulkan: Card 0']);
});
