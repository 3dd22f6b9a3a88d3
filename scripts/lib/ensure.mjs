import { existsSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, run, withoutTools } from './command.mjs';
import { hashOf, isFresh, writeStamp } from './stamp.mjs';

const INSTALL_STAMP = join(ROOT, 'node_modules', '.cache', 'parley-install.stamp');
const BUILD_STAMP = join(ROOT, 'out', 'build.stamp');
const BUILD_INPUTS = [
  'src',
  'electron.vite.config.ts',
  'scripts/lib/replay-file.ts',
  'tsconfig.base.json',
  'package.json',
  'package-lock.json',
];
const BUILT = [
  'out/main/cli.js',
  'out/main/shell.js',
  'out/main/main.js',
  'out/main/inference-host.js',
  'out/preload/preload.cjs',
  'out/renderer/index.html',
  'out/replay-file/script.js',
  'out/replay-file/style.css',
];

/**
 * @typedef {object} Done
 * @property {number} code exit status
 * @property {string} output what to show where it failed
 * @property {boolean} worked false where nothing had to be done
 * @property {number} seconds
 */

/**
 * Installs what the lock file says, unless this very one was installed here. npm's own output goes to the terminal.
 * @returns {Promise<Done>}
 */
export async function ensureInstalled() {
  const hash = hashOfLock();
  if (isFresh(INSTALL_STAMP, hash)) return { code: 0, output: '', worked: false, seconds: 0 };
  console.log('Installing packages …');
  const path = withoutTools(process.env['PATH']);
  const outcome = await run(['npm', 'ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    live: true,
    path,
  });
  if (outcome.code === 0) writeStamp(INSTALL_STAMP, hash);
  return { ...outcome, worked: true };
}

/**
 * Builds the program, unless it was built from these very sources. Needs the packages.
 * @returns {Promise<Done>}
 */
export async function ensureBuilt() {
  const hash = hashOfSources();
  if (isBuiltFrom(hash)) return { code: 0, output: '', worked: false, seconds: 0 };
  console.log('Building …');
  rmSync(BUILD_STAMP, { force: true });
  const outcome = await run(['electron-vite', 'build']);
  if (outcome.code === 0) writeStamp(BUILD_STAMP, hash);
  return { ...outcome, worked: true };
}

/** Whether a start would find everything done: what a test asks that must neither install nor build. */
export const isReady = () => isFresh(INSTALL_STAMP, hashOfLock()) && isBuiltFrom(hashOfSources());

const hashOfLock = () => hashOf(ROOT, ['package-lock.json']);
const hashOfSources = () => hashOf(ROOT, BUILD_INPUTS, (name) => !/\.(test|property)\.tsx?$/u.test(name));

/** @param {string} hash */
const isBuiltFrom = (hash) => isFresh(BUILD_STAMP, hash) && BUILT.every((file) => existsSync(join(ROOT, file)));

/**
 * Fetches a model of the catalogue through the program itself, its progress on the terminal, unless its file lies there whole.
 * @param {string} id
 * @returns {Promise<Done>}
 */
export async function ensureModel(id) {
  if (hasModel(id)) return { code: 0, output: '', worked: false, seconds: 0 };
  const outcome = await run(['node', 'bin/parley.mjs', 'models', 'pull', id, '--accept-terms'], { live: true });
  return { ...outcome, worked: true };
}

/**
 * By name and size; its sum was checked when it was fetched.
 * @param {string} id
 */
export function hasModel(id) {
  const catalog = JSON.parse(readFileSync(join(ROOT, 'models', 'catalog.json'), 'utf8'));
  const entries = Array.isArray(catalog) ? catalog : catalog.models;
  const entry = entries.find((/** @type {{ id: string }} */ one) => one.id === id);
  if (entry === undefined) throw new Error(`models/catalog.json has no model ${id}`);
  const file = join(ROOT, 'models', entry.file);
  return existsSync(file) && statSync(file).size === entry.size;
}
