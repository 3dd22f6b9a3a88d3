import { join } from 'node:path';
import { flipFuses, FuseV1Options, FuseVersion, type FuseV1Config } from '@electron/fuses';
import type { AfterPackContext, Configuration } from 'electron-builder';
import { POLICY } from './src/main/policy.ts';

/**
 * Packages of native code. They are loaded as files, and node-llama-cpp starts from its own folder, so they lie beside the archive
 * and not in it. Everything else must be in it: the fuses let the app load nothing else.
 */
export const NATIVE = ['better-sqlite3', 'node-llama-cpp', '@node-llama-cpp'] as const;

const LINUX_NAME = 'parley';

/** The policy's fuses under the numbers of @electron/fuses; one that a newer Electron adds, or that is left out here, ends the packaging. */
export const FUSES: FuseV1Config = {
  version: FuseVersion.V1,
  strictlyRequireAllFuses: true,
  ...fusesOf(POLICY.fuses),
};

/** `npm run package`; see https://www.electron.build/configuration. Nothing is published from here. */
const config: Configuration = {
  appId: 'dev.parley.app',
  productName: 'Parley',
  directories: { output: 'out/package' },
  extraMetadata: { main: 'out/main/main.js' },
  files: [
    'package.json',
    'out/{main,preload,renderer,replay-file}/**',
    '!**/*.map',
    'scenarios/**',
    'models/{catalog.json,README.md}',
  ],
  asar: true,
  asarUnpack: ['**/*.node', ...NATIVE.map((name) => `node_modules/${name}/**`)],
  // Both native packages bring binaries for every ABI (Node-API): there is nothing to build.
  npmRebuild: false,
  // Not `electronFuses`: electron-builder's own copy of @electron/fuses is older than this Electron and knows no strict check.
  afterPack: flip,
  publish: null,
  linux: { target: ['AppImage'], executableName: LINUX_NAME, category: 'Utility' },
  mac: { target: ['dmg'], category: 'public.app-category.productivity', hardenedRuntime: true },
  win: { target: ['nsis'] },
};

export default config;

/** Before the app is signed: a changed binary would not be the signed one. */
async function flip({ appOutDir, electronPlatformName, packager }: AfterPackContext): Promise<void> {
  const name = packager.appInfo.productFilename;
  const binary: Readonly<Record<string, string>> = {
    darwin: `${name}.app`,
    win32: `${name}.exe`,
    linux: LINUX_NAME,
  };
  const file = binary[electronPlatformName];
  if (file === undefined) throw new Error(`no fuses are known for ${electronPlatformName}`);
  await flipFuses(join(appOutDir, file), { ...FUSES, resetAdHocDarwinSignature: electronPlatformName === 'darwin' });
}

function fusesOf(fuses: typeof POLICY.fuses): Record<FuseV1Options, boolean> {
  const entries = Object.entries(FuseV1Options).flatMap(([name, index]) => {
    if (typeof index === 'string') return [];
    const on: unknown = Reflect.get(fuses, name);
    if (typeof on !== 'boolean') throw new Error(`the policy says nothing about the fuse ${name}`);
    return [[index, on] as const];
  });
  return Object.fromEntries(entries) as Record<FuseV1Options, boolean>;
}
