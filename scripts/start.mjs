/** `npm start`: from a fresh clone to Parley's window, doing nothing twice. Needs Node >= 20 and npm, nothing else. */
import { run } from './lib/command.mjs';
import { ensureElectron } from './lib/electron.mjs';
import { ensureBuilt, ensureInstalled, ensureModel } from './lib/ensure.mjs';
import { waysIn } from './lib/ways-in.mjs';

const STARTER = 'smollm2-135m-instruct';
/** Seconds. What ends sooner, and badly, never was a window: a library is missing, or the system forbids the sandbox. */
const AT_ONCE = 10;

process.exitCode = await start(process.argv.slice(2));

/**
 * @param {readonly string[]} argv `--terminal`: a sample deliberation in the terminal; `--browser`: no desktop window; the rest is
 *   handed on
 * @returns {Promise<number>} exit status
 */
async function start(argv) {
  // Ctrl-C goes to the whole group: the program ends cleanly, and this script waits for its status.
  process.on('SIGINT', () => {});
  const { way, args } = waysIn(argv);
  // A model is fetched where it is asked for: by a button in the window, or by the sample that runs it.
  const steps = [ensureInstalled, ensureBuilt, ...(way === 'terminal' ? [() => ensureModel(STARTER)] : [])];
  for (const step of steps) {
    const { code, output } = await step();
    if (code === 0) continue;
    process.stderr.write(`${output}\nThis step failed; see above for the reason, then try npm start again.\n`);
    return code;
  }
  if (way === 'terminal') return await open(['bin/parley.mjs', 'run', 'scenarios/users-endpoint.yaml', ...args]);
  if (way === 'browser') return await open(['out/main/shell.js', ...args]);
  return await openWindow(args);
}

/**
 * The desktop window where Electron can show one, else the same window in the browser.
 * @param {readonly string[]} args
 */
async function openWindow(args) {
  const electron = await ensureElectron();
  if ('binary' in electron) {
    const { code, seconds } = await run([electron.binary, 'out/main/main.js', ...args], { live: true, shadow: true });
    if (code === 0 || code === 130 || seconds > AT_ONCE) return code;
  }
  const why = 'why' in electron ? electron.why : 'Electron does not start here';
  console.log(`No desktop window, because ${why}: Parley opens in the browser.`);
  return await open(['out/main/shell.js', ...args]);
}

/** @param {readonly string[]} line what Node is to run */
async function open(line) {
  return (await run(['node', ...line], { live: true, shadow: true })).code;
}
