import { existsSync, readFileSync } from 'node:fs';

/**
 * @typedef {object} Tally
 * @property {number} passed
 * @property {number} failed
 * @property {number} skipped
 */

/** @type {Tally} */
export const NOTHING = { passed: 0, failed: 0, skipped: 0 };

/**
 * @param {readonly Tally[]} tallies
 * @returns {Tally}
 */
export function total(tallies) {
  return tallies.reduce(
    (sum, one) => ({
      passed: sum.passed + one.passed,
      failed: sum.failed + one.failed,
      skipped: sum.skipped + one.skipped,
    }),
    NOTHING,
  );
}

/**
 * The last line of a test run.
 * @param {Tally} tally
 */
export const summaryLine = ({ passed, failed, skipped }) =>
  `${passed} passed, ${failed} failed${skipped === 0 ? '' : `, ${skipped} skipped`}`;

/**
 * What a gate without tests counts: itself.
 * @param {number} code exit status
 * @returns {Tally}
 */
export const tallyOfGate = (code) => ({ ...NOTHING, ...(code === 0 ? { passed: 1 } : { failed: 1 }) });

/**
 * What a vitest run counts: every test, and itself. It counts itself as failed only where no test of its own says why,
 * so that one broken test is one failure: a file that cannot be loaded, an error outside of a test, no report at all.
 * @param {number} code exit status
 * @param {string} reportFile where vitest's JSON reporter wrote to
 * @returns {Tally}
 */
export function tallyOfTests(code, reportFile) {
  const report = readReport(reportFile);
  const tests = {
    passed: count(report, 'numPassedTests'),
    failed: count(report, 'numFailedTests'),
    skipped: count(report, 'numPendingTests') + count(report, 'numTodoTests'),
  };
  const ran = tests.passed + tests.failed + tests.skipped > 0;
  if (code === 0 && ran && tests.failed === 0) return { ...tests, passed: tests.passed + 1 };
  return tests.failed > 0 ? tests : { ...tests, failed: 1 };
}

/**
 * The same of a Playwright run; a test that passed only when it was tried again counts as failed.
 * @param {number} code exit status
 * @param {string} reportFile where Playwright's JSON reporter wrote to
 * @returns {Tally}
 */
export function tallyOfWindow(code, reportFile) {
  const report = readReport(reportFile);
  const stats = typeof report === 'object' && report !== null ? Reflect.get(report, 'stats') : undefined;
  const failed = count(stats, 'unexpected') + count(stats, 'flaky');
  const tests = { passed: count(stats, 'expected'), failed, skipped: count(stats, 'skipped') };
  if (code === 0 && tests.passed > 0 && failed === 0) return { ...tests, passed: tests.passed + 1 };
  return failed > 0 ? tests : { ...tests, failed: 1 };
}

/**
 * @param {string} file
 * @returns {unknown}
 */
function readReport(file) {
  if (!existsSync(file)) return undefined;
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    // A report that was cut off counts as none.
    return undefined;
  }
}

/**
 * @param {unknown} report
 * @param {string} field
 * @returns {number}
 */
function count(report, field) {
  const value = typeof report === 'object' && report !== null ? Reflect.get(report, field) : 0;
  return Number.isInteger(value) && value > 0 ? value : 0;
}
