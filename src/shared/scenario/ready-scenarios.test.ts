import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
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
    expect(parsed.value.seats.some(({ leaning }) => Object.keys(leaning).length > 0)).toBe(true);
  });
}
