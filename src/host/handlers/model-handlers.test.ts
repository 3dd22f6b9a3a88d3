import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { preflight } from '#inference/gguf/preflight.ts';
import { ENTRY, sha256 } from '#inference/testing/pull-bench.ts';
import { writeTinyGguf } from '#inference/testing/tiny-gguf.ts';
import { NEVER } from '#shared/base/abort.ts';
import { valueOf } from '#store/testing/scratch.ts';
import { modelShelf } from '../model-shelf.ts';
import { catalogFile } from '../places.ts';
import { collected, hostBench } from '../testing/host-bench.ts';
import { modelHandlers } from './model-handlers.ts';

const { places, folder, remove } = hostBench();
afterAll(remove);
const mine = join(folder, 'downloads', 'some-name.gguf');
const other = join(folder, 'downloads', 'other.gguf');
const foreign = join(folder, 'downloads', 'foreign.gguf');
const target = join(places.models, 'mine.gguf');

beforeAll(async () => {
  mkdirSync(join(folder, 'downloads'));
  const source = ENTRY.sources[0];
  const models = [];
  for (const [id, file, seed] of [
    ['mine', mine, 1],
    ['other', other, 2],
  ] as const) {
    const { size } = await writeTinyGguf(file, { seed });
    models.push({ ...ENTRY, id, file: `${id}.gguf`, size, sha256: sha256(readFileSync(file)), sources: [source] });
  }
  await writeTinyGguf(foreign, { seed: 3 });
  const terms = { text: 'Be kind.', acceptance: true };
  writeFileSync(catalogFile(places), JSON.stringify({ version: 1, models: [{ ...models[0], terms }, models[1]] }));
});
beforeEach(() => rmSync(target, { force: true }));

const handlers = modelHandlers(modelShelf(places));
const pulled = (id: string, from: string, acceptTerms = true) =>
  collected(handlers['models.pull']({ id, from, acceptTerms }, { signal: NEVER }));

test('a file of the user is taken over by its sum, whatever its name', async () => {
  const { items, failure } = await pulled('mine', mine);
  expect(failure).toBe(undefined);
  expect(items.map(({ step }) => step)).toEqual(['source', 'verifying', 'done']);
  expect(items.at(-1)).toMatchObject({
    bytes: readFileSync(mine).length,
    text: expect.stringContaining(target) as unknown,
  });
  expect(readFileSync(target).equals(readFileSync(mine))).toBe(true);
  const { models } = valueOf(await handlers['models.list']({}, { signal: NEVER }));
  expect(models.find(({ id }) => id === 'mine')).toMatchObject({ present: true });
});

test('another model of the catalogue is named, and nothing is taken over', async () => {
  const { failure } = await pulled('mine', other);
  expect(failure).toMatchObject({ code: 'usage' });
  expect(failure?.message).toContain(`is other, not mine; take it over with: parley models pull other --from ${other}`);
  expect((await pulled('mine', foreign)).failure?.message).toContain('is not mine');
  expect((await pulled('mine', join(folder, 'nothing.gguf'))).failure?.message).toContain('there is no file');
  expect([existsSync(target), existsSync(join(places.models, 'other.gguf'))]).toEqual([false, false]);
});

test('terms are asked for as with a download, and an unknown model is unknown', async () => {
  expect((await pulled('mine', mine, false)).failure).toMatchObject({ code: 'terms' });
  expect(existsSync(target)).toBe(false);
  expect((await pulled('nobody', mine)).failure).toMatchObject({ code: 'usage' });
  expect(valueOf(await handlers['models.terms']({ id: 'mine' }, { signal: NEVER }))).toEqual({
    text: 'Be kind.',
    needed: true,
  });
  expect(valueOf(await handlers['models.terms']({ id: 'other' }, { signal: NEVER })).needed).toBe(false);
});

test('verify and estimate answer for a file, and say of an unknown one that it is', async () => {
  await pulled('mine', mine);
  expect(valueOf(await handlers['models.verify']({ id: 'mine' }, { signal: NEVER }))).toMatchObject({ matches: true });
  const estimate = { model: 'mine', seats: 2, context: 512 };
  const small = valueOf(await handlers['models.estimate'](estimate, { signal: NEVER }));
  const large = valueOf(await handlers['models.estimate']({ ...estimate, seats: 20 }, { signal: NEVER }));
  expect(small.total).toBe(small.weights + small.cache + small.overhead);
  expect(large.cache).toBeGreaterThan(small.cache);
  expect(await handlers['models.estimate']({ ...estimate, model: 'nobody' }, { signal: NEVER })).toMatchObject({
    ok: false,
    failure: { code: 'usage' },
  });
});

test('the fit of a model that is not here is told by the catalogue where that is asked for, and is that of the file', async () => {
  const { facts, size } = await factsOf(mine);
  const known = JSON.parse(readFileSync(catalogFile(places), 'utf8')) as { readonly models: readonly object[] };
  const told = join(folder, 'told');
  mkdirSync(join(told, 'models'), { recursive: true });
  const at = { ...places, tree: told, models: join(told, 'models') };
  writeFileSync(
    catalogFile(at),
    JSON.stringify({ version: 1, models: [{ ...known.models[0], facts }, known.models[1]] }),
  );
  const own = modelHandlers(modelShelf(at));
  const asked = { model: 'mine', seats: 2, context: 512 };
  const absent = valueOf(await own['models.estimate']({ ...asked, absent: true }, { signal: NEVER }));
  expect(absent.weights).toBe(size);
  const missing = { ok: false, failure: { code: 'not_found' } };
  expect(await own['models.estimate'](asked, { signal: NEVER })).toMatchObject(missing);
  // Of this one the catalogue tells nothing.
  expect(await own['models.estimate']({ ...asked, model: 'other', absent: true }, { signal: NEVER })).toMatchObject(
    missing,
  );
  const { models } = valueOf(await own['models.list']({}, { signal: NEVER }));
  expect(models).toMatchObject([
    { present: false, architecture: 'llama', parameters: facts.parameters, expectedSha256: sha256(readFileSync(mine)) },
    { present: false },
  ]);
  copyFileSync(mine, join(at.models, 'mine.gguf'));
  const there = valueOf(await own['models.estimate'](asked, { signal: NEVER }));
  expect({ ...there, free: 0, fits: true }).toEqual({ ...absent, free: 0, fits: true });
});

test('a download that was begun is discarded', async () => {
  writeFileSync(`${target}.part`, 'abc');
  expect(await handlers['models.discard']({ id: 'mine' }, { signal: NEVER })).toEqual({
    ok: true,
    value: { freed: 3 },
  });
  expect(existsSync(`${target}.part`)).toBe(false);
  expect(await handlers['models.discard']({ id: 'nobody' }, { signal: NEVER })).toMatchObject({
    ok: false,
    failure: { code: 'usage' },
  });
});

async function factsOf(file: string) {
  const header = await preflight(file);
  if (!header.ok) throw new Error(header.failure.detail);
  const { architecture, parameters, layers, kvHeads, headDim, valueDim, embedding, vocabSize, size } = header.value;
  return { size, facts: { architecture, parameters, layers, kvHeads, headDim, valueDim, embedding, vocabSize } };
}
