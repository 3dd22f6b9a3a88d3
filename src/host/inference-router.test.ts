import { expect, test } from 'vitest';
import { scriptedInference } from '#engine/testing/scripted-model.ts';
import type { Inference, ModelSpec } from '#engine/ports.ts';
import { NEVER } from '#shared/base/abort.ts';
import { fail, ok } from '#shared/base/result.ts';
import { modelRef } from '#shared/events/ids.ts';
import { valueOf } from '#store/testing/scratch.ts';
import { inferenceRouter, SCRIPTED } from './inference-router.ts';

const spec = (model: string): ModelSpec => ({ model: modelRef(model), slots: 1, trunks: 1, context: 1000 });
const prompt = (model: string) => ({ model: modelRef(model), ground: [], tail: [] });
const options = { exact: false, signal: NEVER };

/** A router whose native side counts how often it was made and closed. */
function routed(native: Partial<Inference> = {}) {
  const counts = { made: 0, closed: 0 };
  const other = scriptedInference();
  const scripted = scriptedInference();
  const router = inferenceRouter({
    scripted,
    native: () => {
      counts.made += 1;
      return { ...other, close: () => Promise.resolve(void (counts.closed += 1)), ...native };
    },
  });
  return { router, counts, scripted, other };
}

test('the native side is not made until a model of it is asked for, and then once', async () => {
  const { router, counts, scripted, other } = routed();
  expect(valueOf(await router.load([spec(SCRIPTED)], options))).toHaveLength(1);
  valueOf(await router.open(prompt(SCRIPTED), { signal: NEVER }));
  expect([counts.made, scripted.opened.length]).toEqual([0, 1]);
  valueOf(await router.load([spec('smol')], options));
  valueOf(await router.open(prompt('smol'), { signal: NEVER }));
  valueOf(await router.open(prompt('smol'), { signal: NEVER }));
  expect([counts.made, other.opened.length, scripted.opened.length]).toEqual([1, 2, 1]);
});

test('closing makes nothing, and closes what was made', async () => {
  const untouched = routed();
  await untouched.router.close();
  expect(untouched.counts).toEqual({ made: 0, closed: 0 });
  const used = routed();
  await used.router.load([spec('smol')], options);
  await used.router.close();
  expect(used.counts).toEqual({ made: 1, closed: 1 });
});

test('a run of both has both loaded, and what the native side refuses is refused', async () => {
  const both = [spec('smol'), spec(SCRIPTED)];
  const loaded = valueOf(await routed().router.load(both, options));
  expect(loaded.map(({ model }) => model).toSorted()).toEqual([SCRIPTED, 'smol']);
  const refusal = { kind: 'oom', detail: 'no room', model: modelRef('smol') } as const;
  const { router } = routed({ load: () => Promise.resolve(fail(refusal)) });
  expect(await router.load(both, options)).toEqual(fail(refusal));
  expect((await router.load([spec(SCRIPTED)], options)).ok).toBe(ok(1).ok);
});
