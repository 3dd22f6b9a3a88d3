import fc from 'fast-check';
import { expect, test } from 'vitest';
import { estimateMemory, PER_TOKEN, PROCESS } from './estimate.ts';

const SMOL = {
  size: 98_362_432,
  layers: 30,
  kvHeads: 3,
  headDim: 64,
  valueDim: 64,
  vocabSize: 49_152,
  embedding: 576,
  quantisation: 'Q4_1',
};

test('the cache is 23,040 bytes a token for SmolLM2, as measured', () => {
  expect(estimateMemory(SMOL, { context: 1, sequences: 1, free: 0 }).cache).toBe(23_040);
  expect(estimateMemory(SMOL, { context: 1024, sequences: 8, free: 0 }).cache).toBe(23_040 * 8192);
});

test('cache and compute buffer are what the library reported: 292 MB for 8 x 1,024 and 858 MB for 8 x 4,096', () => {
  const reported = (context: number): number => {
    const { total, weights } = estimateMemory(SMOL, { context, sequences: 8, free: 0 });
    return total - weights - PROCESS - SMOL.vocabSize * PER_TOKEN;
  };
  expect(reported(1024) / 292e6).toBeGreaterThan(0.97);
  expect(reported(1024) / 292e6).toBeLessThan(1.05);
  expect(reported(4096) / 858e6).toBeGreaterThan(0.97);
  expect(reported(4096) / 858e6).toBeLessThan(1.05);
});

test('it fits exactly up to the free memory', () => {
  const wish = { context: 2048, sequences: 4 };
  const { total } = estimateMemory(SMOL, { ...wish, free: 0 });
  expect(estimateMemory(SMOL, { ...wish, free: total }).fits).toBe(true);
  expect(estimateMemory(SMOL, { ...wish, free: total - 1 }).fits).toBe(false);
});

test('types that are laid out anew for the processor count twice', () => {
  const once = estimateMemory(SMOL, { context: 1, sequences: 1, free: 0 });
  const twice = estimateMemory({ ...SMOL, quantisation: 'Q8_0' }, { context: 1, sequences: 1, free: 0 });
  expect(twice.overhead - once.overhead).toBe(SMOL.size);
});

test('no figure is ever negative or not a number, whatever comes in', () => {
  const any = fc.double();
  const shape = fc.record({
    size: any,
    layers: any,
    kvHeads: any,
    headDim: any,
    valueDim: any,
    vocabSize: any,
    embedding: any,
    quantisation: fc.string(),
  });
  const wish = fc.record({ context: any, sequences: any, free: any });
  fc.assert(
    fc.property(shape, wish, (header, wanted) => {
      const { fits, ...figures } = estimateMemory(header, wanted);
      expect(typeof fits).toBe('boolean');
      for (const figure of Object.values(figures)) expect(Number.isSafeInteger(figure) && figure >= 0).toBe(true);
    }),
  );
});

test('more context and more sequences never need less', () => {
  const whole = fc.integer({ min: 1, max: 1 << 20 });
  fc.assert(
    fc.property(whole, whole, whole, (context, more, sequences) => {
      const least = estimateMemory(SMOL, { context, sequences, free: 0 }).total;
      expect(estimateMemory(SMOL, { context: context + more, sequences, free: 0 }).total).toBeGreaterThanOrEqual(least);
      expect(estimateMemory(SMOL, { context, sequences: sequences + more, free: 0 }).total).toBeGreaterThanOrEqual(
        least,
      );
    }),
  );
});
