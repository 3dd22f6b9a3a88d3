import { expect, test } from 'vitest';
import { createGate } from '../gate.ts';
import { createFakeSequence } from '../testing/fake-sequence.ts';
import { createArranger, type ArrangeOptions } from './arrange.ts';

const never = new AbortController().signal;

function arranged(
  copies: 'work' | 'fail',
  { ground, ...options }: Partial<ArrangeOptions> & { readonly ground?: number } = {},
) {
  const slots = [0, 1, 2].map((id) => createFakeSequence(id, 'slot', copies));
  const trunk = createFakeSequence(3, 'trunk');
  const gate = createGate();
  const arranger = createArranger(slots, [trunk], {
    ...{ gate, grid: 1, reuse: 'trunk', cuttable: true, chunk: () => 512, onChunk: () => {} },
    ...options,
  });
  const bring = (slot: number, tokens: readonly number[], shared: number) => {
    const [place] = slots.slice(slot);
    if (place === undefined) throw new Error('no such slot');
    place.busy = true;
    return arranger.bring({ tokens, shared, ground: ground ?? shared }, place, never);
  };
  return { slots, trunk, gate, bring };
}

test('turns that start together evaluate their ground once, and each gets its prompt whole but for the last token', async () => {
  const { slots, trunk, gate, bring } = arranged('work');
  const counts = await Promise.all([7, 8, 9].map((tail, slot) => bring(slot, [1, 2, 3, tail, 5], 3)));
  expect(trunk.evaluated).toBe(3);
  expect(slots.map((slot) => slot.tokens)).toEqual([7, 8, 9].map((tail) => [1, 2, 3, tail]));
  expect(counts.map(({ evaluated, ground, reused }) => [evaluated, ground, reused])).toEqual([
    [5, 3, 0],
    [2, 0, 3],
    [2, 0, 3],
  ]);
  expect(gate.pass()).toBeUndefined();
});

test('what tails have in common beyond the ground is evaluated once too, and is not counted as ground', async () => {
  const { trunk, bring } = arranged('work', { ground: 2 });
  const counts = await Promise.all([7, 8].map((tail, slot) => bring(slot, [1, 2, 3, tail, 5], 3)));
  expect(trunk.evaluated).toBe(3);
  expect(counts.map(({ evaluated, ground }) => [evaluated, ground])).toEqual([
    [5, 2],
    [2, 0],
  ]);
});

test('a copy that fails is followed by plain evaluation in the slot', async () => {
  const { slots, gate, bring } = arranged('fail');
  const counts = await bring(0, [1, 2, 3, 7, 5], 3);
  expect(slots[0]?.tokens).toEqual([1, 2, 3, 7]);
  expect(counts).toMatchObject({ evaluated: 8, ground: 6, reused: 0 });
  expect(gate.pass()).toBeUndefined();
});

test('a next stage of the same turn evaluates only what is new', async () => {
  const { slots, bring } = arranged('work');
  await bring(0, [1, 2, 3, 7, 5], 3);
  const counts = await bring(0, [1, 2, 3, 7, 6, 6], 3);
  expect(counts).toMatchObject({ evaluated: 2, ground: 0, reused: 4 });
  expect(slots[0]?.tokens).toEqual([1, 2, 3, 7, 6]);
});

test('an abort leaves the gate open and the next turn whole', async () => {
  const { slots, gate, bring } = arranged('work', { chunk: () => 1 });
  const controller = new AbortController();
  controller.abort();
  const [slot] = slots;
  if (slot === undefined) throw new Error('there is a slot');
  const arranger = createArranger(slots, [], {
    gate,
    grid: 1,
    reuse: 'own',
    cuttable: true,
    chunk: () => 1,
    onChunk: () => {},
  });
  await expect(arranger.bring({ tokens: [1, 2], shared: 1, ground: 1 }, slot, controller.signal)).rejects.toThrow(
    'cancelled',
  );
  expect(gate.pass()).toBeUndefined();
  await bring(0, [1, 2, 3], 2);
  expect(slot.tokens).toEqual([1, 2]);
});

test('without any reuse every prompt is evaluated whole', async () => {
  const { trunk, bring } = arranged('work', { reuse: 'none' });
  await bring(0, [1, 2, 3, 7], 3);
  expect(await bring(0, [1, 2, 3, 8], 3)).toMatchObject({ evaluated: 4, ground: 3, reused: 0 });
  expect(trunk.evaluated).toBe(0);
});
