import { readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { seatNamed, setupWith } from '#engine/testing/deliberation.ts';
import { ENTRY, sha256 } from '#inference/testing/pull-bench.ts';
import { writeTinyGguf } from '#inference/testing/tiny-gguf.ts';
import { modelRef } from '#shared/events/ids.ts';
import { failureIn, valueOf } from '#store/testing/scratch.ts';
import { modelShelf } from './model-shelf.ts';
import { catalogFile } from './places.ts';
import { hostBench } from './testing/host-bench.ts';

const { places, remove } = hostBench();
afterAll(remove);
const file = join(places.models, ENTRY.file);
let catalog: string;

beforeAll(async () => {
  const { size } = await writeTinyGguf(file, { seed: 1 });
  const entry = { ...ENTRY, size, sha256: sha256(readFileSync(file)), sources: [ENTRY.sources[0]] };
  catalog = JSON.stringify({ version: 1, models: [entry, { ...entry, id: 'absent', file: 'absent.gguf' }] });
  writeFileSync(catalogFile(places), catalog);
});

const withModels = (...models: readonly string[]) =>
  setupWith({
    seats: models.map((model, index) => ({
      ...seatNamed(['Ada', 'Ben', 'Cleo'][index] ?? 'Dan'),
      model: modelRef(model),
    })),
  });

test('a model that is there is resolved with its file, its sum and the name people know it by', async () => {
  const shelf = modelShelf(places);
  expect(valueOf(await shelf.resolve(modelRef(ENTRY.id)))).toMatchObject({ file, name: ENTRY.name, kind: 'chat' });
  expect(valueOf(await shelf.find(file))).toMatchObject({ path: file });
});

test('a run whose models are all there may begin; the scripted model is everywhere', async () => {
  const shelf = modelShelf(places);
  expect(await shelf.missingIn(withModels(ENTRY.id, 'scripted'))).toBe(undefined);
  rmSync(catalogFile(places));
  expect(await modelShelf(places).missingIn(withModels('scripted'))).toBe(undefined);
  writeFileSync(catalogFile(places), catalog);
});

test('of a run that cannot begin the first model that fails is named, with what to do', async () => {
  const shelf = modelShelf(places);
  const unknown = await shelf.missingIn(withModels(ENTRY.id, 'no-such-model'));
  expect(unknown).toMatchObject({ code: 'usage' });
  expect(unknown?.message).toContain('no-such-model');
  const absent = await shelf.missingIn(withModels('absent'));
  expect(absent).toMatchObject({ code: 'not_found' });
  expect(absent?.message).toContain('models pull absent');
  expect(failureIn(await shelf.resolve(modelRef('no-such-model'))).kind).toBe('missing');
  const spoilt = join(places.models, 'spoilt.gguf');
  await writeTinyGguf(spoilt, { seed: 2 });
  expect(await shelf.missingIn(withModels(spoilt))).toBe(undefined);
  truncateSync(spoilt, 2000);
  expect(await shelf.missingIn(withModels(spoilt))).toMatchObject({ code: 'model' });
});

test('a catalogue that cannot be read is told, and read again once it is whole', async () => {
  writeFileSync(catalogFile(places), '{');
  const shelf = modelShelf(places);
  expect(failureIn(await shelf.library())).toMatchObject({ code: 'failed' });
  expect(failureIn(await shelf.find(ENTRY.id)).message).toContain('catalog.json');
  writeFileSync(catalogFile(places), catalog);
  expect(valueOf(await shelf.library()).catalog.models).toHaveLength(2);
});
