import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { run, toolsFirst, withoutTools } from './command.mjs';
import { hashOf, isFresh, writeStamp } from './stamp.mjs';
import { summaryLine, tallyOfGate, tallyOfTests, total } from './summary.mjs';

const folder = mkdtempSync(join(tmpdir(), 'parley-scripts-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function tree(name: string, files: Record<string, string>): string {
  const root = join(folder, name);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(root, path, '..'), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}

test('a stamp is fresh for the hash it was written for and for no other', () => {
  const stamp = join(folder, 'deep', 'one.stamp');
  expect(isFresh(stamp, 'abc')).toBe(false);
  writeStamp(stamp, 'abc');
  expect(isFresh(stamp, 'abc')).toBe(true);
  expect(isFresh(stamp, 'abd')).toBe(false);
});

test('a hash changes with a byte, a name or a file more, and not with a touch', () => {
  const root = tree('hash', { 'src/a.ts': '1', 'src/deep/b.ts': '2', 'one.json': '{}' });
  const inputs = ['src', 'one.json', 'absent'];
  const before = hashOf(root, inputs);
  utimesSync(join(root, 'src/a.ts'), 1, 1);
  expect(hashOf(root, inputs)).toBe(before);
  writeFileSync(join(root, 'src/deep/b.ts'), '3');
  const changed = hashOf(root, inputs);
  expect(changed).not.toBe(before);
  writeFileSync(join(root, 'src/c.ts'), '');
  expect(hashOf(root, inputs)).not.toBe(changed);
});

test('two files that swapped their contents are not the same tree', () => {
  const one = tree('swap-1', { 'src/a': 'x', 'src/b': 'y' });
  const two = tree('swap-2', { 'src/a': 'y', 'src/b': 'x' });
  expect(hashOf(one, ['src'])).not.toBe(hashOf(two, ['src']));
});

test('files that do not count change nothing', () => {
  const root = tree('filter', { 'src/a.ts': '1', 'src/a.test.ts': '1' });
  const counts = (name: string): boolean => !name.endsWith('.test.ts');
  const before = hashOf(root, ['src'], counts);
  writeFileSync(join(root, 'src/a.test.ts'), '2');
  expect(hashOf(root, ['src'], counts)).toBe(before);
  writeFileSync(join(root, 'src/a.ts'), '2');
  expect(hashOf(root, ['src'], counts)).not.toBe(before);
});

test('the last line names skipped tests only where there are some', () => {
  expect(summaryLine({ passed: 12, failed: 0, skipped: 0 })).toBe('12 passed, 0 failed');
  expect(summaryLine({ passed: 12, failed: 1, skipped: 3 })).toBe('12 passed, 1 failed, 3 skipped');
});

test('a gate counts as one, and the whole is the sum', () => {
  expect(total([tallyOfGate(0), tallyOfGate(2), { passed: 5, failed: 0, skipped: 1 }])).toEqual({
    passed: 6,
    failed: 1,
    skipped: 1,
  });
});

test.each([
  [
    'a green run counts its tests and itself',
    { code: 0, report: { numPassedTests: 7, numPendingTests: 2 }, expected: { passed: 8, failed: 0, skipped: 2 } },
  ],
  [
    'a broken test is one failure, not two',
    { code: 1, report: { numPassedTests: 6, numFailedTests: 1 }, expected: { passed: 6, failed: 1, skipped: 0 } },
  ],
  [
    'a file that cannot be loaded fails the gate',
    { code: 1, report: { numPassedTests: 7, numFailedTestSuites: 1 }, expected: { passed: 7, failed: 1, skipped: 0 } },
  ],
  [
    'a run that found no test at all fails the gate',
    { code: 0, report: { numPassedTests: 0 }, expected: { passed: 0, failed: 1, skipped: 0 } },
  ],
  [
    'a failing test is not hidden by a good exit status',
    { code: 0, report: { numPassedTests: 1, numFailedTests: 1 }, expected: { passed: 1, failed: 1, skipped: 0 } },
  ],
])('of vitest: %s', (_, { code, report, expected }) => {
  const file = join(folder, 'report.json');
  writeFileSync(file, JSON.stringify(report));
  expect(tallyOfTests(code, file)).toEqual(expected);
});

test('a report that is missing or cut off fails the gate', () => {
  expect(tallyOfTests(0, join(folder, 'nowhere.json'))).toMatchObject({ passed: 0, failed: 1 });
  const file = join(folder, 'cut.json');
  writeFileSync(file, '{"numPassedTests": 7');
  expect(tallyOfTests(0, file)).toMatchObject({ passed: 0, failed: 1 });
});

test("the clone's tools come first and once, and npm is run without them", () => {
  const own = join('/', 'a', 'node_modules', '.bin');
  const path = ['/usr/bin', own, '/bin'].join(delimiter);
  expect(withoutTools(path)).toBe(['/usr/bin', '/bin'].join(delimiter));
  const first = toolsFirst(toolsFirst(path)).split(delimiter);
  expect(first[0]).toMatch(/node_modules.\.bin$/u);
  expect(first.slice(1)).toEqual(['/usr/bin', '/bin']);
});

test('a command gives back its status and what it wrote, also where it cannot be started', async () => {
  const line = ['node', '-e', 'console.log(1);console.error(2);process.exitCode=3'];
  const outcome = await run(line);
  expect(outcome).toMatchObject({ code: 3 });
  expect(outcome.output.split('\n').toSorted().join('')).toBe('12');
  const absent = await run(['no-such-command-anywhere']);
  expect(absent.code).toBe(127);
  expect(absent.output).toContain('no-such-command-anywhere');
});
