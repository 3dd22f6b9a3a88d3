import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { FuseState, FuseV1Options, FuseVersion, getCurrentFuseWire } from '@electron/fuses';
import { expect, test } from 'vitest';
import config, { FUSES, NATIVE } from '../../electron-builder.config.ts';
import { POLICY } from '../../src/main/policy.ts';

/** Row E3 of the safety rules: what is packaged is what the policy says. */
const TREE = join(import.meta.dirname, '..', '..');
const NAMES = Object.keys(FuseV1Options).filter((name) => Number.isNaN(Number(name)));
const numbered = (name: string): FuseV1Options => Reflect.get(FuseV1Options, name) as FuseV1Options;

/** What differs between a set of fuses and the policy, by name. */
const drift = (fuses: Readonly<Record<string, unknown>>): readonly string[] =>
  NAMES.filter((name) => fuses[String(numbered(name))] !== Reflect.get(POLICY.fuses, name));

test('every fuse that there is has its value in the policy, and the policy has no other', () => {
  expect(Object.keys(POLICY.fuses).toSorted()).toEqual(NAMES.toSorted());
});

test('the packaging flips the policy’s fuses and fails where one is left at its default', () => {
  expect(FUSES.version).toBe(FuseVersion.V1);
  expect(FUSES.strictlyRequireAllFuses).toBe(true);
  expect(drift(FUSES as never)).toEqual([]);
  expect(config.afterPack).toBeTypeOf('function');
  // Flipping them a second time with its own older table would undo what that table does not know.
  expect(config.electronFuses).toBeUndefined();
});

test('the control: a fuse that is turned or missing is found', () => {
  expect(drift({ ...FUSES, [FuseV1Options.RunAsNode]: true })).toEqual(['RunAsNode']);
  const { [FuseV1Options.OnlyLoadAppFromAsar]: _dropped, ...others } = FUSES as never as Record<number, boolean>;
  expect(drift(others)).toEqual(['OnlyLoadAppFromAsar']);
});

test('the app is one archive, and only native packages lie beside it', () => {
  expect(config.asar).toBe(true);
  expect(config.asarUnpack).toEqual(['**/*.node', ...NATIVE.map((name) => `node_modules/${name}/**`)]);
  for (const name of NATIVE) expect(existsSync(join(TREE, 'node_modules', name)), name).toBe(true);
});

test('the app starts at the built main process and carries what it reads, without source maps and weights', () => {
  expect(config.extraMetadata).toEqual({ main: 'out/main/main.js' });
  expect(config.files).toEqual(expect.arrayContaining(['!**/*.map', 'scenarios/**']));
  expect(JSON.stringify(config.files)).not.toContain('gguf');
  expect(config.publish).toBeNull();
});

const PACKED = join(TREE, 'out', 'package', 'linux-unpacked', 'parley');
if (!existsSync(PACKED))
  process.stderr.write(
    'SKIPPED for want of Electron’s binary: the fuses of the packed app (npm run package makes it)\n',
  );

test.skipIf(!existsSync(PACKED))('the fuses in the packed binary are those of the policy', async () => {
  const wire = await getCurrentFuseWire(PACKED);
  for (const name of NAMES) {
    const state = Reflect.get(POLICY.fuses, name) === true ? FuseState.ENABLE : FuseState.DISABLE;
    expect(wire[numbered(name)], name).toBe(state);
  }
});
