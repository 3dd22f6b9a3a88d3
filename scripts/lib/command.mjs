import { spawn } from 'node:child_process';
import { delimiter, isAbsolute, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The clone's own folder: every path of these scripts begins here. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const TOOLS = join(ROOT, 'node_modules', '.bin');

/**
 * @typedef {object} Outcome
 * @property {number} code exit status; 128 and the signal's number stand for a signal as in a shell
 * @property {string} output stdout and stderr in order of arrival; empty where it went to the terminal
 * @property {number} seconds wall time
 */

/**
 * Runs a command in the clone, with the clone's tools (its own Node among them) before all others.
 * @param {readonly string[]} line the command and its arguments
 * @param {{ live?: boolean, shadow?: boolean, path?: string }} [options] `live` hands the terminal over instead of collecting the
 *   output; `shadow`: who ends this process means the command, which is told and waited for
 * @returns {Promise<Outcome>} never rejects: a command that cannot be started has the status 127
 */
export function run(line, { live = false, shadow = false, path = toolsFirst(process.env['PATH']) } = {}) {
  const [command = '', ...args] = line;
  const began = process.hrtime.bigint();
  const child = spawn(command, args, {
    cwd: ROOT,
    env: { ...process.env, PATH: path },
    stdio: live ? 'inherit' : ['ignore', 'pipe', 'pipe'],
    // The tools are .cmd files there, which only a shell starts.
    shell: process.platform === 'win32' && !isAbsolute(command),
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', (text) => (output += text));
  const pass = (/** @type {NodeJS.Signals} */ signal) => void child.kill(signal);
  for (const signal of shadow ? ENDING : []) process.on(signal, pass);
  return new Promise((resolve) => {
    const done = (/** @type {number} */ code) => {
      for (const signal of ENDING) process.off(signal, pass);
      resolve({ code, output, seconds: Number(process.hrtime.bigint() - began) / 1e9 });
    };
    child.once('error', (error) => {
      output += `${command} could not be started: ${error.message}\n`;
      done(127);
    });
    child.once('close', (code, signal) => done(code ?? (signal === 'SIGINT' ? 130 : 137)));
  });
}

/** @type {readonly NodeJS.Signals[]} */
const ENDING = ['SIGTERM', 'SIGHUP'];

/**
 * @param {string | undefined} path
 * @returns {string} `path` with the clone's tools first
 */
export const toolsFirst = (path = '') =>
  [TOOLS, ...withoutTools(path).split(delimiter)].filter(Boolean).join(delimiter);

/**
 * The path without any project's tools: what npm has to be run with while the clone's own Node is being replaced.
 * @param {string | undefined} path
 * @returns {string}
 */
export const withoutTools = (path = '') =>
  path
    .split(delimiter)
    .filter((folder) => !/[\\/]node_modules[\\/]\.bin$/u.test(folder))
    .join(delimiter);
