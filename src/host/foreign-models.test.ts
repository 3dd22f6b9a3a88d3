import { existsSync, mkdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { seatNamed, setupWith } from '#engine/testing/deliberation.ts';
import { modelRoots } from '#inference/library/scan/roots.ts';
import { fakeHome, sumOf, type FakeHome } from '#inference/testing/fake-homes.ts';
import { ENTRY } from '#inference/testing/pull-bench.ts';
import { NEVER } from '#shared/base/abort.ts';
import { modelRef } from '#shared/events/ids.ts';
import { failureIn, valueOf } from '#store/testing/scratch.ts';
import { foreignModels } from './foreign-models.ts';
import { modelHandlers } from './handlers/model-handlers.ts';
import { modelShelf } from './model-shelf.ts';
import { catalogFile, rootsFile, type Places } from './places.ts';

let bench: FakeHome;
let places: Places;
let file: string;
let digest: string;

beforeEach(async () => {
  bench = fakeHome();
  places = { home: bench.at('parley'), models: bench.at('weights'), tree: bench.at('tree') };
  mkdirSync(places.models);
  mkdirSync(dirname(catalogFile(places)), { recursive: true });
  file = await bench.gguf(bench.at('.lmstudio/models/some/tiny/tiny.gguf'), { seed: 1, name: 'Tiny' });
  digest = bench.ollama(bench.at('.ollama/models'), 'registry.ollama.ai/library/tiny/1b', file);
  const { length: size } = readFileSync(file);
  const entry = { ...ENTRY, id: 'known-1b', file: 'known-1b.gguf', size, sources: [ENTRY.sources[0]] };
  const models = [{ ...entry, sha256: '0'.repeat(64) }];
  writeFileSync(catalogFile(places), JSON.stringify({ version: 1, models }));
});
afterEach(() => bench.remove());

const shelfOf = () =>
  modelShelf(places, foreignModels(places, modelRoots({ env: {}, home: bench.home, platform: 'linux' })));
const handlersOf = () => modelHandlers(shelfOf());
const allow = async (root: 'lm-studio' | 'ollama', allowed = true): Promise<void> =>
  void valueOf(await handlersOf()['models.allowRoot']({ root, allowed }, { signal: NEVER }));
const listed = async () => valueOf(await handlersOf()['models.list']({}, { signal: NEVER })).models;
const withModel = (model: string) => setupWith({ seats: [{ ...seatNamed('Ada'), model: modelRef(model) }] });

test('nothing is looked into before it is allowed, root by root, and the choice is remembered', async () => {
  const roots = valueOf(await handlersOf()['models.roots']({}, { signal: NEVER })).roots;
  expect(roots.map(({ root, found, allowed }) => [root, found, allowed])).toEqual([
    ['lm-studio', true, false],
    ['ollama', true, false],
    ['huggingface', false, false],
    ['jan', false, false],
    ['gpt4all', false, false],
  ]);
  const { roots: none, models } = valueOf(await handlersOf()['models.scan']({}, { signal: NEVER }));
  expect([none, models, (await listed()).length]).toEqual([[], [], 1]);
  expect(existsSync(rootsFile(places))).toBe(false);
  await allow('ollama');
  expect((await listed()).map(({ id, owners }) => [id, owners])).toEqual([
    ['known-1b', undefined],
    ['ollama:tiny:1b', ['Ollama']],
  ]);
  await allow('lm-studio');
  const scan = valueOf(await handlersOf()['models.scan']({}, { signal: NEVER }));
  expect(scan.roots.map(({ root, count }) => [root, count])).toEqual([
    ['lm-studio', 1],
    ['ollama', 1],
  ]);
  expect(scan.models).toMatchObject([
    { id: 'lm-studio:some/tiny/tiny.gguf', owners: ['LM Studio', 'Ollama'], origin: 'elsewhere', sha256: digest },
  ]);
  await allow('lm-studio', false);
  await allow('ollama', false);
  expect((await listed()).map(({ id }) => id)).toEqual(['known-1b']);
});

test('a choice that cannot be read allows nothing', async () => {
  await allow('ollama');
  for (const text of ['{', '[]', '{"allowed":"ollama"}', '{"allowed":["../ollama"]}']) {
    writeFileSync(rootsFile(places), text);
    expect(await listed()).toHaveLength(1);
  }
});

test('a seat names a model of another program, which is read and never touched', async () => {
  const shelf = shelfOf();
  expect(failureIn(await shelf.find('ollama:tiny:1b')).message).toContain('models scan --allow ollama');
  await allow('ollama');
  await allow('lm-studio');
  const foreign = (): readonly string[] => bench.tree().filter((line) => line.includes('/.'));
  const before = foreign().filter((line) => !line.includes('/weights/'));
  const resolved = valueOf(await shelf.resolve(modelRef('ollama:tiny:1b')));
  expect(resolved).toMatchObject({ sha256: digest, name: 'Tiny', kind: 'chat' });
  expect(resolved.file).toBe(bench.at('.ollama/models/blobs', `sha256-${digest}`));
  expect(valueOf(await shelf.resolve(modelRef('lm-studio:some/tiny/tiny.gguf'))).file).toBe(file);
  expect(await shelf.missingIn(withModel('ollama:tiny:1b'))).toBe(undefined);
  expect(foreign().filter((line) => !line.includes('/weights/'))).toEqual(before);
});

test('a blob that is not what its name says is refused when it is used', async () => {
  await allow('ollama');
  const blob = bench.at('.ollama/models/blobs', `sha256-${digest}`);
  const bytes = readFileSync(blob);
  bytes[bytes.length - 100] = (bytes.at(-100) ?? 0) ^ 1;
  writeFileSync(blob, bytes);
  expect(failureIn(await shelfOf().find('ollama:tiny:1b'))).toMatchObject({ code: 'model' });
  truncateSync(blob, 3000);
  expect((await listed()).at(-1)).toMatchObject({ id: 'ollama:tiny:1b', problem: expect.any(String) as string });
  expect(failureIn(await shelfOf().find('ollama:tiny:1b')).message).toContain('cannot be used');
});

test('a catalogue model that another program has is here, by its sum', async () => {
  const text = readFileSync(catalogFile(places), 'utf8');
  await allow('lm-studio');
  expect(failureIn(await shelfOf().find('known-1b'))).toMatchObject({ code: 'not_found' });
  writeFileSync(catalogFile(places), text.replace('0'.repeat(64), sumOf(file)));
  const shelf = shelfOf();
  expect(valueOf(await shelf.find('known-1b'))).toMatchObject({ path: file, entry: { id: 'known-1b' } });
  await allow('ollama');
  expect((await listed()).map(({ id, present, owners }) => [id, present, owners])).toEqual([
    ['known-1b', true, ['LM Studio', 'Ollama']],
  ]);
});

test('of a model that is missing the file is named, what is here is offered, and what can be fetched', async () => {
  const alone = await shelfOf().missingIn(withModel('known-1b'));
  expect(alone).toMatchObject({ instead: { model: 'known-1b', offers: [], pull: 'known-1b' } });
  expect(alone?.message).toContain('known-1b.gguf');
  expect(alone?.message).not.toContain('that is here');
  await allow('ollama');
  for (const [ref, pull] of [
    ['known-1b', 'known-1b'],
    ['tiny-2b.gguf', undefined],
    [join(bench.home, 'gone.gguf'), undefined],
  ] as const) {
    const missing = await shelfOf().missingIn(withModel(ref));
    expect(missing?.message).toContain(ref);
    expect(missing?.message).toContain('or take one that is here: ollama:tiny:1b');
    expect(missing?.instead?.offers).toEqual([{ id: 'ollama:tiny:1b', name: 'tiny:1b' }]);
    expect(missing?.instead?.pull).toBe(pull);
  }
});

test('a file that goes away after the look is no longer listed', async () => {
  await allow('lm-studio');
  const shelf = shelfOf();
  expect(valueOf(await shelf.list())).toHaveLength(2);
  rmSync(file);
  expect(valueOf(await shelf.list())).toHaveLength(1);
});
