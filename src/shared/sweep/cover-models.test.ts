import { expect, test } from 'vitest';
import { coverModels } from './cover-models.ts';

const MODELS = ['smollm2-135m-instruct', 'gemma-3-270m', '/weights/Qwen2.5-0.5B.gguf', 'phi-3'];

test.for<[string, string]>([
  ['As smollm2-135m-instruct, I propose the station.', 'As ▒▒▒, I propose the station.'],
  ['I am SmolLM2, and I agree.', 'I am ▒▒▒, and I agree.'],
  ['Gemma’s view, by GEMMA 3 270M:', '▒▒▒’s view, by ▒▒▒:'],
  ['Loaded from /weights/qwen2.5-0.5b.gguf.', 'Loaded from ▒▒▒.'],
  ['Qwen 2.5 said so', '▒▒▒ said so'],
  ['phi-3 has philosophy', '▒▒▒ has philosophy'],
])('%s', ([said, shown]) => {
  expect(coverModels(said, MODELS)).toBe(shown);
});

test('words that only hold such a name stay, and without models every word does', () => {
  expect(coverModels('A gemmation, ungemma, and 270m to the school.', MODELS)).toBe(
    'A gemmation, ungemma, and 270m to the school.',
  );
  expect(coverModels('I am Gemma.', [])).toBe('I am Gemma.');
});

test('of two names of which one holds the other nothing stays behind, and a name of signs is no pattern', () => {
  expect(coverModels('a-b-c and a-b', ['a-b', 'a-b-c'])).toBe('▒▒▒ and ▒▒▒');
  expect(coverModels('a plan', ['a'])).toBe('▒▒▒ plan');
  expect(coverModels('=1+(1).* is none of 1+1', ['=1+(1).*'])).toBe('▒▒▒ is none of 1+1');
});
