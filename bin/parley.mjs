#!/usr/bin/env node
/*
 * The door of the command line. It needs nothing but Node 14 or newer, so that an old Node gets a sentence and not a crash: it makes
 * sure that a Node of at least 22.12 runs (the clone's own where this one is older) and starts the built command line in it. No
 * native addon is reached before that.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const main = join(root, 'out', 'main', 'cli.js');
const NEEDED = [22, 12];

if (!isNewEnough(process.versions.node)) startAgain();
else if (!existsSync(main)) stop('parley: this clone is not built yet; run npm start (or npm run build) first.');
else void import(pathToFileURL(main).href);

function isNewEnough(version) {
  const parts = version.split('.').map(Number);
  return parts[0] > NEEDED[0] || (parts[0] === NEEDED[0] && parts[1] >= NEEDED[1]);
}

/** The same command line in the clone's own Node, with this process as its shadow: same streams, signals passed on, same status. */
function startAgain() {
  const node = ownNode();
  // A Node that is itself too old would start itself for ever.
  if (node === undefined || process.env.PARLEY_DOOR === '1') {
    stop(
      'parley: Node ' +
        NEEDED.join('.') +
        ' or newer is needed, this is ' +
        process.versions.node +
        '; run npm install in ' +
        root +
        ', which brings one.',
    );
    return;
  }
  const env = Object.assign({}, process.env, { PARLEY_DOOR: '1' });
  const args = [fileURLToPath(import.meta.url)].concat(process.argv.slice(2));
  const child = spawn(node, args, { stdio: 'inherit', env });
  // A Ctrl-C reaches both processes; the command line takes two that come at once for one.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => stop('parley: ' + node + ' cannot be started: ' + error.message));
  child.on('exit', (code, signal) => {
    process.exitCode = code === null ? 128 + (signal === 'SIGKILL' ? 9 : signal === 'SIGSEGV' ? 11 : 15) : code;
  });
}

function ownNode() {
  const folder = join(root, 'node_modules');
  const places =
    process.platform === 'win32'
      ? [join(folder, 'node', 'bin', 'node.exe'), join(folder, '.bin', 'node.exe')]
      : [join(folder, 'node', 'bin', 'node'), join(folder, '.bin', 'node')];
  return places.find((place) => existsSync(place));
}

function stop(sentence) {
  process.stderr.write(sentence + '\n');
  process.exitCode = 1;
}
