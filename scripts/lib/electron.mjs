import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ROOT, toolsFirst } from './command.mjs';

/**
 * @typedef {object} Kit where Electron lies and how long one waits for it; all times in milliseconds
 * @property {string} folder the package `electron`
 * @property {string} memory where a failed fetch is remembered
 * @property {string} scratch where the fetch puts what it has so far
 * @property {number} stall a fetch that brings no byte for so long is given up
 * @property {number} whole and one that takes longer than this
 * @property {number} now
 * @property {(line: string) => void} say
 */

/** @returns {Kit} */
const kit = () => ({
  folder: join(ROOT, 'node_modules', 'electron'),
  memory: join(ROOT, '.cache', 'electron-fetch.json'),
  scratch: join(ROOT, '.cache', 'electron-fetch'),
  stall: 20_000,
  whole: 5 * 60_000,
  now: Date.now(),
  say: (line) => void process.stdout.write(line),
});

/** A failure is remembered so long: the next start does not wait for it again. */
const DAY = 24 * 60 * 60_000;

/**
 * Electron's binary, fetched where it is not there and would be of use; else, in half a sentence, why there is none.
 * @param {Partial<Kit> & Partial<Machine>} [given]
 * @returns {Promise<{ binary: string } | { why: string }>}
 */
export async function ensureElectron(given = {}) {
  const electron = { ...kit(), ...given };
  const why = useless(given);
  if (why !== undefined) return { why };
  const there = binaryIn(electron.folder);
  if (there !== undefined) return { binary: there };
  const version = versionIn(electron.folder);
  if (version === undefined) return { why: 'Electron is not among the packages' };
  const before = failedBefore(electron, version);
  if (before !== undefined)
    return { why: `Electron could not be fetched (${before}), which is tried again after a day` };
  const failure = await fetchElectron(electron, version);
  const binary = binaryIn(electron.folder);
  if (failure === undefined && binary !== undefined) return { binary };
  const reason = failure ?? 'its binary is not where it should be';
  mkdirSync(dirname(electron.memory), { recursive: true });
  writeFileSync(electron.memory, JSON.stringify({ version, at: electron.now, why: reason }));
  return { why: `Electron could not be fetched (${reason})` };
}

/** @typedef {{ platform: string, env: Record<string, string | undefined>, uid: number | undefined }} Machine */

/**
 * Why no desktop window would open here even with Electron.
 * @param {Partial<Machine>} machine
 */
function useless({ platform = process.platform, env = process.env, uid = process.getuid?.() }) {
  if (platform !== 'linux') return undefined;
  if (!env['DISPLAY'] && !env['WAYLAND_DISPLAY']) return 'there is no display';
  return uid === 0 ? "Electron's sandbox does not run as root" : undefined;
}

/**
 * The binary that `install-electron` has put there whole: it writes path.txt last.
 * @param {string} folder
 */
export function binaryIn(folder) {
  const name = read(join(folder, 'path.txt'));
  const version = read(join(folder, 'dist', 'version'))?.replace(/^v/u, '');
  const binary = join(folder, 'dist', name ?? '');
  return name !== undefined && version === versionIn(folder) && existsSync(binary) ? binary : undefined;
}

/**
 * Runs Electron's own installer and shows how much has come.
 * @param {Kit} electron
 * @param {string} version
 * @returns {Promise<string | undefined>} why it failed
 */
function fetchElectron({ folder, scratch, stall, whole, say }, version) {
  rmSync(scratch, { recursive: true, force: true });
  mkdirSync(scratch, { recursive: true });
  say(`Fetching Electron ${version} for the desktop window, once …\n`);
  const child = spawn('node', ['install.js'], {
    cwd: folder,
    // The clone's own Node, which may be newer than the one that runs this; a .cmd file on Windows, which only a shell starts.
    shell: process.platform === 'win32',
    env: {
      ...process.env,
      PATH: toolsFirst(process.env['PATH']),
      TMPDIR: scratch,
      TMP: scratch,
      TEMP: scratch,
      ELECTRON_GET_NO_PROGRESS: '1',
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let told = '';
  child.stderr.setEncoding('utf8').on('data', (text) => (told += text));
  const began = performance.now();
  let bytes = 0;
  let moved = began;
  /** @type {string | undefined} */
  let stopped;
  const look = setInterval(
    () => {
      const now = performance.now();
      const size = sizeOf(scratch) + sizeOf(join(folder, 'dist'));
      if (size !== bytes) {
        say(`\r  ${(size / 1e6).toFixed(0)} MB `);
        [bytes, moved] = [size, now];
      }
      if (now - moved > stall) stopped = `nothing came for ${Math.round(stall / 1000)} s`;
      else if (now - began > whole) stopped = `it took longer than ${Math.round(whole / 1000)} s`;
      if (stopped !== undefined) child.kill('SIGKILL');
    },
    Math.min(1000, stall / 4),
  );
  return new Promise((resolve) => {
    const done = (/** @type {string | undefined} */ why) => {
      clearInterval(look);
      if (bytes > 0) say('\n');
      rmSync(scratch, { recursive: true, force: true });
      resolve(why);
    };
    child.once('error', (error) => done(error.message));
    child.once('close', (code) => done(stopped ?? (code === 0 ? undefined : firstOf(told))));
  });
}

/**
 * What an installer says first, without what a report of it would need.
 * @param {string} told
 */
const firstOf = (told) =>
  told
    .split('\n')[0]
    ?.replace(/^\w*Error: /u, '')
    .slice(0, 100) || 'its installer failed';

/**
 * @param {Kit} electron
 * @param {string} version
 * @returns {string | undefined} why a fetch of this version failed less than a day ago
 */
function failedBefore({ memory, now }, version) {
  try {
    const failed = JSON.parse(read(memory) ?? '{}');
    const recent = failed.version === version && now - failed.at >= 0 && now - failed.at < DAY;
    return recent ? String(failed.why) : undefined;
  } catch {
    // A memory that cannot be read is none.
    return undefined;
  }
}

/** @param {string} folder */
function versionIn(folder) {
  const manifest = read(join(folder, 'package.json'));
  return manifest === undefined ? undefined : String(JSON.parse(manifest).version);
}

/**
 * @param {string} file
 * @returns {string | undefined}
 */
const read = (file) => (existsSync(file) ? readFileSync(file, 'utf8') : undefined);

/**
 * @param {string} folder
 * @returns {number} bytes at or below it; what vanishes meanwhile counts nothing
 */
function sizeOf(folder) {
  try {
    const entries = readdirSync(folder, { withFileTypes: true });
    return entries.reduce((sum, entry) => {
      const path = join(folder, entry.name);
      return sum + (entry.isDirectory() ? sizeOf(path) : statSync(path).size);
    }, 0);
  } catch {
    return 0;
  }
}
