import { setTimeout as delay } from 'node:timers/promises';
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
  const wait = pace?.();
  const began = performance.now();
  await wait?.();
  // A timer of 10 ms may be a little early by the clock that is read here.
  expect(performance.now() - began).toBeGreaterThan(8);
});

test('a word that came late is made up for by those after it, in its own answer alone', async () => {
  const { pace } = scriptOf({ scriptedDelay: 0, scriptedPace: 10 });
  const late = pace?.();
  await delay(350);
  const began = performance.now();
  for (let word = 0; word < 3; word += 1) await late?.();
  // Three words were due by then; three waits of their own would be 300 ms.
  expect(performance.now() - began).toBeLessThan(150);
  const next = pace?.();
  const then = performance.now();
  await next?.();
  expect(performance.now() - then).toBeGreaterThan(80);
});
