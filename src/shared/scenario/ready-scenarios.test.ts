import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { CADENCES } from '../events/setup.ts';
import { assessFit, fitWarning } from './fit.ts';
import { describeProblem, parseScenario } from './parse-scenario.ts';

const FOLDER = join(import.meta.dirname, '..', '..', '..', 'scenarios');
const files = readdirSync(FOLDER).filter((name) => name.endsWith('.yaml'));
const wordsIn = (text: string): number => text.split(/\s+/u).length;

test('there are at least five ready scenarios', () => {
  expect(files.length).toBeGreaterThanOrEqual(5);
});

for (const file of files) {
  test(`${file} is valid, and its question and roles are short: what stands in the tail is paid for in every turn`, () => {
    const parsed = parseScenario(readFileSync(join(FOLDER, file), 'utf8'), file);
    expect(parsed.ok ? '' : describeProblem(parsed.failure)).toBe('');
    if (!parsed.ok) return;
    expect(wordsIn(parsed.value.question)).toBeLessThanOrEqual(45);
    expect(parsed.value.seats.map(({ role }) => wordsIn(role)).filter((words) => words > 20)).toEqual([]);
    expect(assessFit(parsed.value.fit ?? {}, parsed.value)).toMatchObject({ missing: [] });
    expect(fitWarning(parsed.value)).toBeUndefined();
    expect(parsed.value.seats.some(({ leaning }) => Object.keys(leaning).length > 0)).toBe(true);
  });
}

test('between them they show every cadence, a vote, tasks and answers that are owed', () => {
  const setups = files.flatMap((file) => {
    const parsed = parseScenario(readFileSync(join(FOLDER, file), 'utf8'), file);
    return parsed.ok ? [parsed.value] : [];
  });
  expect(new Set(setups.map(({ cadence }) => cadence))).toEqual(new Set(CADENCES));
  expect(setups.some(({ quorum }) => quorum !== undefined)).toBe(true);
  expect(setups.some(({ tasks }) => tasks === true)).toBe(true);
  expect(setups.some(({ answerWithin }) => answerWithin !== undefined)).toBe(true);
});
