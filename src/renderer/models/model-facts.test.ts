import { expect, test } from 'vitest';
import type { ModelRow } from '#shared/rpc/model-methods.ts';
import { modelFacts } from './model-facts.ts';

const ROW: ModelRow = {
  id: 'm',
  name: 'M',
  file: 'm.gguf',
  size: 98_362_432,
  kind: 'chat',
  licence: 'Apache-2.0',
  context: 8192,
  quantisation: 'Q4_1',
  present: false,
  origin: 'catalog',
  terms: false,
  note: '',
  expectedSha256: 'e'.repeat(64),
  architecture: 'llama',
  parameters: 134_515_008,
};
const factsOf = (row: ModelRow) => Object.fromEntries(modelFacts(row).map(({ name, value }) => [name, value]));

test('a model that is not here tells all but what only its file can tell', () => {
  expect(factsOf(ROW)).toEqual({
    Kind: 'chat',
    Architecture: 'llama',
    Parameters: '135 M',
    Quantisation: 'Q4_1',
    Context: '8\u202f192 tokens',
    Size: '98.4 MB',
    Licence: 'Apache-2.0',
    File: 'm.gguf',
    'SHA-256 by the catalogue': 'e'.repeat(64),
  });
});

test('a file that was read tells its own sum and its template, and that it has none', () => {
  const here = { ...ROW, present: true, path: '/models/m.gguf', sha256: 'a'.repeat(64) };
  const read = factsOf({ ...here, template: '{% for message in messages %}' });
  expect(read).toMatchObject({ 'SHA-256': 'a'.repeat(64), Template: '{% for message in messages %}', File: here.path });
  expect(read['SHA-256 by the catalogue']).toBeUndefined();
  expect(factsOf(here)['Template']).toBe('none');
  expect(factsOf({ ...here, problem: 'it is cut off' })['Template']).toBeUndefined();
});
