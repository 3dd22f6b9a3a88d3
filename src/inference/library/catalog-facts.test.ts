import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { preflight } from '../gguf/preflight.ts';
import { readCatalog } from './catalog.ts';

const models = join(import.meta.dirname, '../../../models');
const catalog = await readCatalog(join(models, 'catalog.json'));
if (!catalog.ok) throw new Error(catalog.failure);

/** Weights are not in the tree: what is not here is skipped. */
test.for(catalog.value.models)(
  'what the catalogue tells of $id stands in the header of its file',
  async (entry, { skip }) => {
    const file = join(models, entry.file);
    skip(!existsSync(file), `${entry.file} is not here`);
    const header = await preflight(file);
    expect(header.ok && header.value).toMatchObject({ ...entry.facts, quantisation: entry.quantisation });
  },
);

test('each model of the catalogue tells its facts', () => {
  expect(catalog.value.models.filter(({ facts }) => facts === undefined)).toEqual([]);
});
