import { expect, test } from 'vitest';
import type { ModelRow } from './list.ts';
import { nearestModels } from './nearest.ts';

const row = (id: string, more: Partial<ModelRow> = {}): ModelRow => ({
  ...{ id, name: id, file: `${id}.gguf`, size: 1, kind: 'chat', licence: '', context: 1, quantisation: '' },
  ...{ present: true, origin: 'catalog', terms: false, note: '', ...more },
});

test('the nearest by name come first, three at most, and only what is here and whole', () => {
  const rows = [
    row('smollm2-135m'),
    row('gemma-3-270m-base', { kind: 'base' }),
    row('gemma-3-270m-it', { problem: 'cut' }),
    row('gemma-3-270m', { present: false }),
    row('ollama:gemma3:270m'),
    row('llama-3.2-1b'),
    row('qwen-0.5b'),
  ];
  expect(nearestModels('gemma-3-270m', rows).map(({ id }) => id)).toEqual([
    'ollama:gemma3:270m',
    // It shares `a3`, the other nothing.
    'llama-3.2-1b',
    'smollm2-135m',
  ]);
  expect(nearestModels('', rows.slice(1, 2)).map(({ id }) => id)).toEqual(['gemma-3-270m-base']);
  expect(nearestModels('anything', [])).toEqual([]);
});
