import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { fail, ok } from '#shared/base/result.ts';
import { writeTinyGguf } from '#inference/testing/tiny-gguf.ts';
import { doctor, type DoctorInput } from './doctor.ts';
import { modelShelf } from './model-shelf.ts';
import { catalogFile, type Places } from './places.ts';
import { hostBench } from './testing/host-bench.ts';

const { places, folder, remove } = hostBench();
afterAll(remove);

const device: DoctorInput['device'] = async () => ok({ device: 'CPU (2 cores)', library: 'fake 1.0' });

async function checked(changes: { readonly places?: Places; readonly device?: DoctorInput['device'] } = {}) {
  const at = changes.places ?? places;
  const checks = await doctor({ places: at, shelf: modelShelf(at), device: changes.device ?? device });
  return new Map(checks.map((check) => [check.name, check]));
}

test('everything is looked at, and what is fine needs no advice', async () => {
  const checks = await checked({ places: { ...places, tree: join(import.meta.dirname, '..', '..') } });
  expect([...checks.keys()]).toEqual([
    'Node',
    'Packages',
    'Models',
    'Memory',
    'Cores',
    'Device',
    'Data folder',
    'Disk',
  ]);
  for (const { state, advice } of checks.values()) expect(advice === '').toBe(state === 'ok');
  expect(checks.get('Node')).toMatchObject({ state: 'ok', found: process.versions.node });
  expect(checks.get('Packages')?.found).toMatch(/^better-sqlite3 \d.*node-llama-cpp \d/);
  expect(checks.get('Device')).toMatchObject({ state: 'ok', found: 'CPU (2 cores) (fake 1.0)' });
  expect(checks.get('Data folder')).toMatchObject({ state: 'ok', found: places.home });
});

test('a device that does not answer is a problem with its reason', async () => {
  const broken = await checked({ device: async () => fail({ kind: 'crashed', detail: 'the library will not load' }) });
  expect(broken.get('Device')).toMatchObject({ state: 'problem', found: 'the library will not load' });
  expect(broken.get('Device')?.advice).not.toBe('');
});

test('without a model it says how to get one; a file that cannot be used counts for none', async () => {
  expect((await checked()).get('Models')).toMatchObject({
    state: 'problem',
    advice: expect.stringContaining('models pull') as unknown,
  });
  writeFileSync(join(places.models, 'spoilt.gguf'), 'GGUF and no more');
  expect((await checked()).get('Models')?.state).toBe('problem');
  await writeTinyGguf(join(places.models, 'mine.gguf'), { seed: 1 });
  expect((await checked()).get('Models')).toMatchObject({ state: 'ok', found: 'mine.gguf' });
});

test('a tree without packages or with a spoilt catalogue, and a home that cannot be made, are problems', async () => {
  const other = hostBench();
  try {
    writeFileSync(catalogFile(other.places), '{');
    writeFileSync(join(folder, 'a-file'), '');
    const checks = await checked({ places: { ...other.places, home: join(folder, 'a-file', 'home') } });
    expect(checks.get('Packages')?.state).toBe('problem');
    expect(checks.get('Models')).toMatchObject({ state: 'problem', advice: 'restore models/catalog.json' });
    expect(checks.get('Data folder')).toMatchObject({ state: 'problem' });
    expect(checks.get('Data folder')?.advice).toContain('--home');
    expect(checks.get('Disk')?.found).toMatch(/GiB free$/);
  } finally {
    other.remove();
  }
});

test('the data folder is made, and nothing else', async () => {
  const fresh = join(folder, 'made', 'by', 'doctor');
  mkdirSync(join(folder, 'made'));
  expect((await checked({ places: { ...places, home: fresh } })).get('Data folder')?.state).toBe('ok');
  expect(readdirSync(join(folder, 'made'), { recursive: true })).toEqual(['by', join('by', 'doctor')]);
  rmSync(join(folder, 'made'), { recursive: true });
});
