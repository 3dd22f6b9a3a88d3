import {
  copyFileSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { preflight } from '../gguf/preflight.ts';
import { catalogOf, ENTRY, sha256 } from '../testing/pull-bench.ts';
import { writeTinyGguf } from '../testing/tiny-gguf.ts';
import type { Library } from './find.ts';
import { listModels, type ModelRow } from './list.ts';
import { sumCache } from './sums.ts';

let folder: string;
let library: Library;
let known: string;
let mine: string;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'parley-list-'));
  known = join(folder, ENTRY.file);
  mine = join(folder, 'mine.gguf');
  const { size } = await writeTinyGguf(known, { seed: 1 });
  await writeTinyGguf(mine, { seed: 2, template: 'none' });
  const entry = { ...ENTRY, size, sha256: sha256(readFileSync(known)), terms: { text: 'Be kind.', acceptance: true } };
  library = { modelsDir: folder, catalog: catalogOf(entry) };
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const rows = async (): Promise<readonly [ModelRow, ModelRow | undefined]> => {
  const [first, second] = await listModels(library);
  if (first === undefined) throw new Error('the catalogue has a model');
  return [first, second];
};

test('a file that is here tells its facts, and a sum only where it was read before', async () => {
  const [own, found] = await rows();
  expect(own).toMatchObject({ origin: 'catalog', terms: true, path: known, architecture: 'llama', present: true });
  const header = await preflight(known);
  if (!header.ok) throw new Error(header.failure.detail);
  // Its weights are all of four bytes and leave no gap.
  expect(own.parameters).toBe((header.value.size - header.value.headerSize) / 4);
  expect(own.template).toMatch(/^\{%.{0,79}$/u);
  expect(found).toMatchObject({
    origin: 'found',
    terms: false,
    path: mine,
    quantisation: expect.any(String) as string,
  });
  expect(found?.template).toBe(undefined);
  expect([own.sha256, found?.sha256]).toEqual([undefined, undefined]);
  await sumCache(folder).sumOf(mine);
  expect((await rows())[1]?.sha256).toBe(sha256(readFileSync(mine)));
});

test('what is not here has no facts of a file, and says how much of it has come', async () => {
  rmSync(known);
  expect((await rows())[0]).not.toHaveProperty('begun');
  writeFileSync(`${known}.part`, 'x'.repeat(123));
  const [row] = await rows();
  expect(row).toMatchObject({ present: false, begun: 123 });
  for (const fact of ['path', 'sha256', 'architecture', 'parameters', 'template', 'problem']) {
    expect(row).not.toHaveProperty(fact);
  }
});

test('no file is read to its end, and a header again only where the file has changed', async () => {
  // Of a whole second, so that it can be set again.
  const then = new Date(1_700_000_000_000);
  utimesSync(known, then, then);
  const [before] = await rows();
  const { size } = statSync(known);
  const bytes = readFileSync(known);
  // Rubbish in the place of the header, and the file looks as it did: it is not looked at again, which shows that it is remembered.
  writeFileSync(known, Buffer.alloc(size, 'x'));
  utimesSync(known, then, then);
  expect((await rows())[0].architecture).toBe(before.architecture);
  utimesSync(known, new Date(), new Date(Date.now() + 5000));
  expect((await rows())[0].problem).toContain('not a supported GGUF');
  writeFileSync(known, bytes);
  expect((await rows())[0]).toMatchObject({ architecture: before.architecture });
  expect((await rows())[0]).not.toHaveProperty('sha256');
});

test('a catalogue file whose remembered sum is another says so', async () => {
  const bytes = readFileSync(known);
  bytes[bytes.length - 100] = (bytes.at(-100) ?? 0) ^ 1;
  writeFileSync(known, bytes);
  expect((await rows())[0]).not.toHaveProperty('problem');
  await sumCache(folder).sumOf(known);
  expect((await rows())[0].problem).toContain('SHA-256 differs');
});

test('a sound copy and a cut one are told apart by their headers', async () => {
  copyFileSync(known, mine);
  expect((await rows())[1]).toMatchObject({ present: true });
  truncateSync(mine, 5000);
  expect((await rows())[1]?.problem).toBeDefined();
});
