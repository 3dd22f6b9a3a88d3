import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { nodeFiles, type ScanFiles } from './files.ts';
import { modelRoots, ROOT_IDS, type RootId } from './roots.ts';
import { scanRoots, type RootScan } from './scan.ts';
import { fakeHome, sumOf, type FakeHome } from '../../testing/fake-homes.ts';

let bench: FakeHome;
beforeEach(() => {
  bench = fakeHome();
});
afterEach(() => bench.remove());

type Env = Readonly<Record<string, string>>;
const rootsOf = (ids: readonly RootId[], env: Env = {}, platform: NodeJS.Platform = 'linux') =>
  modelRoots({ env, home: bench.home, platform }).filter(({ id }) => ids.includes(id));

async function scanned(id: RootId, { env = {}, files }: { env?: Env; files?: ScanFiles } = {}): Promise<RootScan> {
  const [scan] = await scanRoots(rootsOf([id], env), files === undefined ? {} : { files });
  if (scan === undefined) throw new Error('one root gives one scan');
  return scan;
}
const namesOf = ({ found }: RootScan): readonly string[] => found.map(({ name }) => name);

test('each root is read in its own layout, and a machine without any has none', async () => {
  const none = await scanRoots(rootsOf(ROOT_IDS));
  expect(none.map(({ found, notes }) => [found, notes])).toEqual(ROOT_IDS.map(() => [[], []]));
  const file = await bench.gguf(bench.at('.lmstudio/models/some/tiny/tiny.gguf'), { seed: 1, name: 'Tiny' });
  bench.copy(file, bench.at('.cache/lm-studio/models/old/tiny/tiny.gguf'));
  bench.copy(file, bench.at('.local/share/nomic.ai/GPT4All/tiny.gguf'));
  bench.copy(file, bench.at('.local/share/Jan/data/llamacpp/models/tiny/model.gguf'));
  bench.copy(file, bench.at('jan/models/older/model.gguf'));
  bench.ollama(bench.at('.ollama/models'), 'registry.ollama.ai/library/tiny/1b', file);
  bench.ollama(bench.at('.ollama/models'), 'registry.ollama.ai/someone/tiny/latest', file);
  bench.ollama(bench.at('.ollama/models'), 'hub.example/org/tiny/q4', file);
  bench.hub(
    bench.at('.cache/huggingface/hub'),
    { repo: 'models--org--tiny-GGUF', commit: 'abc123', file: 'sub/tiny.gguf' },
    file,
  );
  const all = await scanRoots(rootsOf(ROOT_IDS));
  expect(all.map((scan) => [scan.root, namesOf(scan)])).toEqual([
    ['lm-studio', ['some/tiny/tiny.gguf', 'old/tiny/tiny.gguf']],
    ['ollama', ['hub.example/org/tiny:q4', 'tiny:1b', 'someone/tiny:latest']],
    ['huggingface', ['org/tiny-GGUF/sub/tiny.gguf']],
    ['jan', ['tiny/model.gguf', 'older/model.gguf']],
    ['gpt4all', ['tiny.gguf']],
  ]);
  for (const { found, notes } of all) {
    expect(notes).toEqual([]);
    for (const { header, problem } of found) expect([header?.name, problem]).toEqual(['Tiny', undefined]);
  }
  // The digest and the blob's name are the sum, which nobody had to read the file for.
  expect(all[1]?.found.map(({ sha256 }) => sha256)).toEqual(Array.from({ length: 3 }, () => sumOf(file)));
  expect(all[2]?.found[0]?.sha256).toBe(sumOf(file));
  expect(all[0]?.found[0]?.sha256).toBe(undefined);
});

test('roots that were moved are found where they are, and their usual places are not looked into', async () => {
  const file = await bench.gguf(bench.at('elsewhere/lm/a/b/c.gguf'), { seed: 1 });
  bench.ollama(bench.at('elsewhere/ollama'), 'registry.ollama.ai/library/moved/1b', file);
  bench.ollama(bench.at('.ollama/models'), 'registry.ollama.ai/library/usual/1b', file);
  for (const [cache, name] of [
    ['hub-a', 'own'],
    ['hf/hub', 'home'],
    ['.cache/huggingface/hub', 'usual'],
  ] as const)
    bench.hub(bench.at(cache), { repo: `models--org--${name}`, commit: 'c', file: 'x.gguf' }, file);
  expect(namesOf(await scanned('ollama', { env: { OLLAMA_MODELS: bench.at('elsewhere/ollama') } }))).toEqual([
    'moved:1b',
  ]);
  expect(namesOf(await scanned('ollama'))).toEqual(['usual:1b']);
  const both = { HF_HUB_CACHE: bench.at('hub-a'), HF_HOME: bench.at('hf') };
  expect(namesOf(await scanned('huggingface', { env: both }))).toEqual(['org/own/x.gguf']);
  expect(namesOf(await scanned('huggingface', { env: { HF_HOME: bench.at('hf') } }))).toEqual(['org/home/x.gguf']);
  expect(namesOf(await scanned('huggingface'))).toEqual(['org/usual/x.gguf']);
  bench.write(bench.at('lm-home/settings.json'), JSON.stringify({ downloadsFolder: bench.at('elsewhere/lm') }));
  expect(namesOf(await scanned('lm-studio'))).toEqual([]);
  bench.write(bench.at('.lmstudio-home-pointer'), `${bench.at('lm-home')}\n`);
  expect(namesOf(await scanned('lm-studio'))).toEqual(['a/b/c.gguf']);
  bench.write(bench.at('lm-home/settings.json'), '{ broken');
  bench.copy(file, bench.at('lm-home/models/p/m/f.gguf'));
  expect(namesOf(await scanned('lm-studio'))).toEqual(['p/m/f.gguf']);
});

test('links are followed, one that goes in a circle ends, and one that leads nowhere is said', async () => {
  const file = await bench.gguf(bench.at('drive/model.gguf'), { seed: 1 });
  const models = bench.at('.lmstudio/models');
  bench.copy(file, join(models, 'a/own.gguf'));
  bench.link(bench.at('drive'), join(models, 'linked'));
  bench.link(models, join(models, 'a/up'));
  bench.link('itself', join(models, 'itself'));
  bench.link(bench.at('nowhere.gguf'), join(models, 'lost.gguf'));
  const scan = await scanned('lm-studio');
  expect(namesOf(scan)).toEqual(['a/own.gguf', 'linked/model.gguf']);
  expect(scan.notes).toEqual([
    `${join(models, 'itself')} is a link that leads back to itself`,
    `${join(models, 'lost.gguf')} is a link that leads nowhere`,
  ]);
  // What ends the circle is where folders really lie: a file system that hides it shows the file again, down to the last level.
  const blind = await scanned('lm-studio', { files: { ...nodeFiles, real: (path) => Promise.resolve(path) } });
  expect(namesOf(blind).length).toBeGreaterThan(2);
});

test('a folder and a file that may not be read are said in one sentence, and the rest is found', async () => {
  const models = bench.at('.lmstudio/models');
  await bench.gguf(join(models, 'open/model.gguf'), { seed: 1 });
  await bench.gguf(join(models, 'shut/model.gguf'), { seed: 2 });
  const denied = (): Promise<never> => Promise.reject(Object.assign(new Error('denied'), { code: 'EACCES' }));
  const shut: ScanFiles = {
    ...nodeFiles,
    names: (folder) => (folder === join(models, 'shut') ? denied() : nodeFiles.names(folder)),
  };
  const scan = await scanned('lm-studio', { files: shut });
  expect([namesOf(scan), scan.notes]).toEqual([
    ['open/model.gguf'],
    [`${join(models, 'shut')} cannot be read (EACCES)`],
  ]);
  expect((await scanned('lm-studio')).notes).toEqual([]);
  const all = { ...nodeFiles, names: denied, text: denied };
  for (const root of await scanRoots(rootsOf(['ollama', 'huggingface', 'gpt4all']), { files: all })) {
    expect(root.found).toEqual([]);
  }
});

test('a split model is one, and an incomplete one names what is missing', async () => {
  const models = bench.at('.lmstudio/models/x');
  const split = [{ key: 'split.count', type: 'u16', value: 3 }] as const;
  for (const part of ['00001', '00002', '00003'])
    await bench.gguf(join(models, `whole-${part}-of-00003.gguf`), { seed: 1, pairs: split });
  for (const part of ['00002', '00004'])
    await bench.gguf(join(models, `cut-${part}-of-00004.gguf`), { seed: 1, pairs: split });
  await bench.gguf(join(models, 'single-00001-of-00001.gguf'), { seed: 1 });
  const { found } = await scanned('lm-studio');
  expect(found.map(({ name, problem }) => [name, problem])).toEqual([
    ['x/cut-00002-of-00004.gguf', 'it is split into 4 files and incomplete: part 1, 3 is missing'],
    ['x/single-00001-of-00001.gguf', undefined],
    ['x/whole-00001-of-00003.gguf', 'the file is one part of 3; merge the parts into one file first'],
  ]);
  const [cut, single, whole] = found.map(({ size }) => size);
  expect(whole).toBeGreaterThan(2 * (single ?? 0));
  expect(cut).toBeGreaterThan(single ?? 0);
});

test('projectors, unfinished and hidden files are left out; a broken one is listed with its reason', async () => {
  const folder = bench.at('.local/share/nomic.ai/GPT4All');
  const file = await bench.gguf(join(folder, 'good.gguf'), { seed: 1 });
  for (const name of [
    'mmproj-good.gguf',
    'good-mmproj-f16.gguf',
    'good.gguf.incomplete',
    'good.gguf.part',
    '.hidden.gguf',
    'good.bin',
  ])
    bench.copy(file, join(folder, name));
  await bench.gguf(join(folder, 'sees.gguf'), {
    seed: 1,
    pairs: [{ key: 'general.architecture', type: 'string', value: 'clip' }],
  });
  writeFileSync(join(folder, 'page.gguf'), '<!doctype html><html>Not a model at all</html>');
  const { found } = await scanned('gpt4all');
  expect(found.map(({ name, problem }) => [name, problem])).toEqual([
    ['good.gguf', undefined],
    ['page.gguf', 'not a supported GGUF: it is a web page'],
  ]);
});

test('manifests that lie cannot name a file outside the blobs, and what is wrong with one is said', async () => {
  const models = bench.at('.ollama/models');
  const secret = await bench.gguf(bench.at('secret.gguf'), { seed: 1 });
  const digest = bench.ollama(models, 'registry.ollama.ai/library/good/1b', secret);
  const manifest = (name: string, of: unknown): void =>
    bench.write(join(models, 'manifests/registry.ollama.ai/library', name), JSON.stringify(of));
  const layer = (to: string) => ({ layers: [{ mediaType: 'application/vnd.ollama.image.model', digest: to }] });
  manifest('out/1b', layer('sha256:../../../../secret.gguf'));
  manifest('gone/1b', layer(`sha256:${'0'.repeat(64)}`));
  manifest('empty/1b', { layers: [] });
  bench.write(join(models, 'manifests/registry.ollama.ai/library/text/1b'), 'no JSON');
  const { found, notes } = await scanned('ollama');
  expect(found.map(({ name, problem, sha256 }) => [name, problem, sha256])).toEqual([
    ['gone:1b', 'its file is not there', '0'.repeat(64)],
    ['good:1b', undefined, digest],
  ]);
  const where = join(models, 'manifests/registry.ollama.ai/library');
  expect(notes).toEqual([
    `${where}/empty/1b cannot be used: the manifest names no model file`,
    `${where}/out/1b cannot be used: the manifest's digest is not a SHA-256`,
    `${where}/text/1b cannot be used: the manifest is not JSON`,
  ]);
});

test('a scan changes nothing, and ends when it is told to', async () => {
  const file = await bench.gguf(bench.at('.lmstudio/models/a/b.gguf'), { seed: 1 });
  bench.ollama(bench.at('.ollama/models'), 'registry.ollama.ai/library/tiny/1b', file);
  bench.hub(bench.at('.cache/huggingface/hub'), { repo: 'models--o--m', commit: 'c', file: 'x.gguf' }, file);
  const before = bench.tree();
  await scanRoots(rootsOf(ROOT_IDS));
  expect(bench.tree()).toEqual(before);
  writeFileSync(bench.at('.lmstudio/models/a/new'), '');
  expect(bench.tree()).not.toEqual(before);
  await expect(scanRoots(rootsOf(ROOT_IDS), { signal: AbortSignal.abort(new Error('enough')) })).rejects.toThrow(
    'enough',
  );
});
