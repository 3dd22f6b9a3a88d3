/** `npm start`: from a fresh clone to the main job, doing nothing twice. Needs Node >= 20 and npm, nothing else. */
import { ensureBuilt, ensureInstalled, ensureModel } from './lib/ensure.mjs';
import { run } from './lib/command.mjs';

const STARTER = 'smollm2-135m-instruct';

process.exitCode = await start(process.argv.slice(2));

/**
 * @param {readonly string[]} args handed on to the main job
 * @returns {Promise<number>} exit status
 */
async function start(args) {
  // Ctrl-C goes to the whole group: the job ends its run cleanly, and this script waits for its status.
  process.on('SIGINT', () => {});
  const steps = [ensureInstalled, ensureBuilt, () => ensureModel(STARTER)];
  for (const step of steps) {
    const { code, output } = await step();
    if (code === 0) continue;
    process.stderr.write(`${output}\nThis step failed; see above for the reason, then try npm start again.\n`);
    return code;
  }
  return await openMainJob(args);
}

/**
 * The one place that says what the program is for: a sample deliberation in the terminal.
 * @param {readonly string[]} args
 */
async function openMainJob(args) {
  const { code } = await run(['node', 'bin/parley.mjs', 'run', 'scenarios/users-endpoint.yaml', ...args], {
    live: true,
  });
  return code;
}
