import type { BatchItem } from 'node-llama-cpp';
import { expect, test } from 'vitest';
import { createComposer, priorityOf } from './composer.ts';

const item = (sequence: number, tokens: number): BatchItem => ({
  tokens: Array.from({ length: tokens }, () => 0 as BatchItem['tokens'][number]),
  logits: [],
  evaluationPriority: priorityOf(sequence),
});
const batch = (items: readonly BatchItem[], options: Parameters<typeof createComposer>[0] = {}) =>
  createComposer(options).strategy({ items, size: 512 });

test('items stand in the order of their sequences, whatever the order they came in', () => {
  const items = [7, 2, 0, 255, 1].map((sequence) => item(sequence, 1));
  expect(batch(items).map((one) => one.item)).toEqual([items[2], items[4], items[1], items[0], items[3]]);
});

test('a batch waits until every running stream has queued, but not for ever', () => {
  const composer = createComposer({ maxSpins: 3 });
  const [leave] = [composer.enter(), composer.enter()];
  const alone = { items: [item(0, 1)], size: 512 };
  const answers = Array.from({ length: 4 }, () => composer.strategy(alone).length);
  expect(answers).toEqual([0, 0, 0, 1]);
  leave?.();
  leave?.();
  expect(composer.strategy(alone)).toHaveLength(1);
});

test('streams come first and a prompt beside them gets no more than the cap', () => {
  const [stream, prompt] = [item(1, 1), item(0, 1500)];
  const shares = batch([prompt, stream], { prefillChunk: 128 });
  expect(shares.map((one) => one.processAmount)).toEqual([128, 1]);
});

test('prompts alone share the whole batch, the shortest first, and never more than its size', () => {
  const shares = batch([item(0, 500), item(1, 100)]);
  expect(shares.map((one) => one.processAmount)).toEqual([412, 100]);
});
