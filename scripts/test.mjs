/** `npm test`: installs what it needs and runs every gate and test. The last line is `N passed, N failed[, N skipped]`. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, run } from './lib/command.mjs';
import { ensureBuilt, ensureInstalled, ensureModel } from './lib/ensure.mjs';
import { ensureChromium } from './lib/chromium.mjs';
import { NOTHING, summaryLine, tallyOfGate, tallyOfTests, tallyOfWindow, total } from './lib/summary.mjs';

/** @typedef {import('./lib/summary.mjs').Tally} Tally */
/** @typedef {{ name: string, code: number, output: string, seconds: number, tally: Tally, note?: string }} Report */

const MODELS = ['smollm2-135m-instruct', 'gemma-3-270m'];

/** Each is one command, the fastest first. */
const GATES = [
  {
    name: 'format',
    line: ['prettier', '--check', '.', '--cache', '--cache-location=.cache/prettier', '--log-level=warn'],
  },
  { name: 'lint', line: ['oxlint', '--type-aware'] },
  { name: 'imports', line: ['depcruise', 'src', '-c', '.dependency-cruiser.mjs'] },
  { name: 'types: pure', line: ['tsc', '-p', 'tsconfig.pure.json'] },
  { name: 'types: node', line: ['tsc', '-p', 'tsconfig.node.json'] },
  { name: 'types: web', line: ['tsc', '-p', 'tsconfig.web.json'] },
  // What runs on Node and speaks of a page: tests of the window, its bench, its folds beside the page.
  { name: 'types: tests of the window', line: ['tsc', '-p', 'tsconfig.dom.json'] },
];

process.exitCode = await test();

/** @returns {Promise<number>} exit status */
async function test() {
  const installed = await ensureInstalled();
  if (installed.code !== 0) return finish([{ name: 'install', ...installed, tally: tallyOfGate(installed.code) }], []);
  // Two cores: the build and the downloads, which mostly wait, go beside the gates; the deliberations have both cores to themselves.
  const [checks, { build, missing }] = await Promise.all([runChecks(), buildAndFetch()]);
  const tests = [];
  for (const project of ['integration', 'deliberations'])
    tests.push(build.code === 0 ? await runTests(project) : skipped(project, 'there is no build'));
  tests.push(build.code === 0 ? await runWindow() : skipped('window', 'there is no build'));
  return finish([...checks, build, ...tests], missing);
}

/** @returns {Promise<Report[]>} */
async function runChecks() {
  const reports = [];
  for (const { name, line } of GATES) {
    const outcome = await run(line);
    reports.push(told({ name, ...outcome, tally: tallyOfGate(outcome.code) }));
  }
  reports.push(await runTests('unit'));
  return reports;
}

/** @returns {Promise<{ build: Report, missing: string[] }>} */
async function buildAndFetch() {
  const built = await ensureBuilt();
  const note = built.worked ? {} : { note: 'nothing had changed' };
  const build = told({ name: 'build', ...built, tally: tallyOfGate(built.code), ...note });
  const missing = [];
  for (const id of built.code === 0 ? MODELS : []) {
    const { code } = await ensureModel(id);
    if (code !== 0) missing.push(id);
  }
  return { build, missing };
}

/**
 * One project of vitest. The real models take their time, so what they do is shown as it happens.
 * @param {string} project
 * @returns {Promise<Report>}
 */
async function runTests(project) {
  const report = join(ROOT, '.cache', 'reports', `${project}.json`);
  rmSync(report, { force: true });
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=.cache/reports/${project}.json`];
  const outcome = await run(['vitest', 'run', '--project', project, ...reporters], { live: project !== 'unit' });
  const tally = tallyOfTests(outcome.code, report);
  // Vitest may end well with nothing run; that is a failure of the gate, and its status has to say so.
  return told({ name: `tests: ${project}`, ...outcome, code: tally.failed === 0 ? 0 : outcome.code || 1, tally });
}

/**
 * The window in a real Chromium. Where there is none and none can be had, it is skipped aloud; in CI it fails.
 * @returns {Promise<Report>}
 */
async function runWindow() {
  const name = 'tests: window';
  if ((await ensureChromium()) === undefined) {
    const note = 'no Chrome or Chromium on this machine: the window was not tested';
    return process.env['CI'] === undefined
      ? skipped(name, note)
      : told({ name, code: 1, output: note, seconds: 0, tally: tallyOfGate(1) });
  }
  const report = join(ROOT, '.cache', 'reports', 'window.json');
  rmSync(report, { force: true });
  const outcome = await run(['playwright', 'test'], { live: true });
  const tally = tallyOfWindow(outcome.code, report);
  return told({ name, ...outcome, code: tally.failed === 0 ? 0 : outcome.code || 1, tally });
}

/**
 * @param {string} name
 * @param {string} note
 * @returns {Report}
 */
function skipped(name, note) {
  return told({ name, code: 0, output: '', seconds: 0, tally: { ...NOTHING, skipped: 1 }, note });
}

/**
 * Says at once how a gate ended, with all its output where it failed.
 * @param {Report} report
 */
function told(report) {
  const { name, code, output, seconds, tally, note } = report;
  const mark = code === 0 ? (tally.skipped > 0 && tally.passed === 0 ? 'skip' : 'ok  ') : 'FAIL';
  const counted = tally.passed + tally.failed + tally.skipped > 1 ? `, ${summaryLine(tally)}` : '';
  console.log(`${mark} ${name} (${seconds.toFixed(1)} s${counted}${note === undefined ? '' : `, ${note}`})`);
  if (code !== 0 && output !== '') console.log(output.trimEnd());
  return report;
}

/**
 * @param {readonly Report[]} reports
 * @param {readonly string[]} missing models that could not be fetched
 * @returns {number} exit status
 */
function finish(reports, missing) {
  const tally = total(reports.map((report) => report.tally));
  const failed = reports.filter((report) => report.code !== 0).map((report) => report.name);
  console.log('');
  for (const id of missing) console.log(`NOT FETCHED: ${id}. The integration tests that need it were skipped.`);
  if (failed.length > 0) console.log(`Failed: ${failed.join(', ')}`);
  console.log(summaryLine(tally));
  return tally.failed === 0 && failed.length === 0 ? 0 : 1;
}
