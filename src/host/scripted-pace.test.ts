import { expect, test } from 'vitest';
import { scriptOf } from './scripted-pace.ts';

const CUE = { prompt: '', instruction: '', seed: 7 };

test('without a pace the scripted model is as quick and as short as it is by itself', () => {
  expect(scriptOf({ scriptedDelay: 0, scriptedPace: 0 })).toEqual({});
});

test('with a pace it writes 64 words, the same for the same seed, and waits before each', async () => {
  const { pace, speak } = scriptOf({ scriptedDelay: 0, scriptedPace: 100 });
  const said = speak?.(CUE);
  expect(said).toEqual(speak?.(CUE));
  expect(said !== undefined && 'text' in said ? said.text.split(' ').length : 0).toBe(64);
  const began = performance.now();
  await pace?.();
  // A timer of 10 ms may be a little early by the clock that is read here.
  expect(performance.now() - began).toBeGreaterThan(8);
});
