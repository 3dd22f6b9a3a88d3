import {
  copyFileSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { catalogOf, ENTRY, sha256 } from '../testing/pull-bench.ts';
import { writeTinyGguf } from '../testing/tiny-gguf.ts';
import { adoptFile } from './adopt.ts';
import { findModel, verifyModel, type Library } from './find.ts';
import { listModels } from './list.ts';

let folder: string;
let library: Library;
let known: string;
let outside: string;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'parley-find-'));
  const modelsDir = join(folder, 'models');
  known = join(modelsDir, ENTRY.file);
  outside = join(folder, 'else where', 'mine.gguf');
  const { size } = await writeTinyGguf(known, { seed: 1 });
  await writeTinyGguf(outside, { seed: 2, template: 'none' });
  const entry = { ...ENTRY, size, sha256: sha256(readFileSync(known)) };
  library = { modelsDir, catalog: catalogOf(entry) };
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('an id, a file name and a path lead to the same model', async () => {
  for (const ref of [ENTRY.id, ENTRY.file, known]) {
    expect(await findModel(ref, library)).toMatchObject({
      ok: true,
      value: {
        path: known,
        entry: { id: ENTRY.id },
        header: { kind: 'chat', layers: 2 },
        sha256: sha256(readFileSync(known)),
      },
    });
  }
});

test('any GGUF is found by its path, one in the folder by its name, and has no entry', async () => {
  const found = await findModel(outside, library);
  expect(found).toMatchObject({ ok: true, value: { path: outside, header: { kind: 'base' } } });
  expect(found.ok && found.value.entry).toBe(undefined);
  copyFileSync(outside, join(library.modelsDir, 'mine.gguf'));
  expect(await findModel('mine.gguf', library)).toMatchObject({
    ok: true,
    value: { path: join(library.modelsDir, 'mine.gguf') },
  });
});

test('a copy of a catalogue file elsewhere is known by its sum', async () => {
  copyFileSync(known, join(folder, 'renamed.gguf'));
  expect(await findModel(join(folder, 'renamed.gguf'), library)).toMatchObject({
    ok: true,
    value: { entry: { id: ENTRY.id } },
  });
});

test('what is not there is said with what to do', async () => {
  expect(await findModel('nothing', library)).toMatchObject({
    ok: false,
    failure: { kind: 'not-found', detail: expect.stringMatching(/"nothing": give one of test-model/) },
  });
  rmSync(known);
  expect(await findModel(ENTRY.id, library)).toMatchObject({
    ok: false,
    failure: { kind: 'missing', detail: expect.stringContaining('parley models pull test-model') },
  });
});

test('a damaged file is refused by the preflight, an altered one by its sum', async () => {
  const bytes = readFileSync(known);
  bytes[bytes.length - 100] = (bytes.at(-100) ?? 0) ^ 1;
  writeFileSync(known, bytes);
  expect(await findModel(ENTRY.id, library)).toMatchObject({
    ok: false,
    failure: { kind: 'corrupt', detail: expect.stringContaining('SHA-256 differs') },
  });
  truncateSync(known, 5000);
  expect(await findModel(ENTRY.id, library)).toMatchObject({
    ok: false,
    failure: { kind: 'corrupt', detail: expect.stringContaining('cannot be used: ') },
  });
});

test('an unfinished download is neither found nor listed', async () => {
  const part = join(library.modelsDir, 'other.gguf.part');
  copyFileSync(known, part);
  expect(await findModel(part, library)).toMatchObject({ ok: false, failure: { kind: 'not-found' } });
  expect(await findModel('other.gguf.part', library)).toMatchObject({ ok: false });
  expect((await listModels(library)).map(({ file }) => file)).toEqual([ENTRY.file]);
});

test('the list has the catalogue first, then other files, and says what is wrong with one', async () => {
  copyFileSync(outside, join(library.modelsDir, 'mine.gguf'));
  writeFileSync(join(library.modelsDir, 'broken.gguf'), '<html>');
  const rows = await listModels(library);
  expect(rows.map(({ id, present }) => [id, present])).toEqual([
    [ENTRY.id, true],
    ['broken.gguf', true],
    ['mine.gguf', true],
  ]);
  expect(rows[1]?.problem).toContain('not a supported GGUF');
  expect(rows[2]).toMatchObject({ kind: 'base', context: 2048, note: expect.stringContaining('base model') });
  truncateSync(known, 10);
  expect((await listModels(library))[0]).toMatchObject({
    present: false,
    problem: expect.stringContaining('has 10 bytes'),
  });
  expect(await listModels({ ...library, modelsDir: join(folder, 'none') })).toHaveLength(1);
});

test('a sum is remembered as long as the file is the same one, and verifying reads it anew', async () => {
  const cache = join(library.modelsDir, '.sums.json');
  await findModel(ENTRY.id, library);
  const sums = JSON.parse(readFileSync(cache, 'utf8')) as Record<string, string>;
  const [key = ''] = Object.keys(sums);
  // a planted lie is believed while the file is the same, which shows that the file is not read again
  writeFileSync(cache, JSON.stringify({ [key]: 'e'.repeat(64) }));
  expect(await findModel(ENTRY.id, library)).toMatchObject({ ok: false, failure: { kind: 'corrupt' } });
  expect(await verifyModel(ENTRY.id, library)).toMatchObject({ ok: true, value: { matches: true } });
  expect(await findModel(ENTRY.id, library)).toMatchObject({ ok: true });
  writeFileSync(cache, JSON.stringify({ [key]: 'e'.repeat(64) }));
  const { atime } = statSync(known);
  utimesSync(known, atime, new Date(1_000_000_000_000));
  expect(await findModel(ENTRY.id, library)).toMatchObject({ ok: true });
  writeFileSync(cache, 'no JSON');
  expect(await findModel(ENTRY.id, library)).toMatchObject({ ok: true });
});

test('verifying tells a sound file from an altered one and from a stranger', async () => {
  expect(await verifyModel(ENTRY.id, library)).toMatchObject({ ok: true, value: { matches: true, file: known } });
  expect(await verifyModel(outside, library)).toMatchObject({
    ok: true,
    value: { matches: true, detail: expect.stringContaining('does not know') },
  });
  copyFileSync(outside, known);
  expect(await verifyModel(ENTRY.id, library)).toMatchObject({ ok: true, value: { matches: false } });
  expect(await verifyModel('nothing', library)).toMatchObject({ ok: false, failure: { kind: 'not-found' } });
});

test('a file is taken over by its sum, whatever its name', async () => {
  const copy = join(folder, 'download (1).bin');
  copyFileSync(known, copy);
  rmSync(known);
  const { signal } = new AbortController();
  expect(await adoptFile(copy, { ...library, signal })).toMatchObject({
    ok: true,
    value: { path: known, entry: { id: ENTRY.id } },
  });
  expect(await findModel(ENTRY.id, library)).toMatchObject({ ok: true });
  expect(await adoptFile(outside, { ...library, signal })).toMatchObject({ ok: false, failure: { kind: 'not-found' } });
  expect(await adoptFile(join(folder, 'none'), { ...library, signal })).toMatchObject({
    ok: false,
    failure: { kind: 'not-found' },
  });
  rmSync(known);
  const ports = { freeBytes: () => Promise.resolve(10) };
  expect(await adoptFile(copy, { ...library, signal, ports })).toMatchObject({ ok: false, failure: { kind: 'space' } });
});

test('a linked model is found through its link', async () => {
  if (process.platform === 'win32') return;
  symlinkSync(outside, join(library.modelsDir, 'linked.gguf'));
  expect(await findModel('linked.gguf', library)).toMatchObject({ ok: true, value: { header: { kind: 'base' } } });
});
