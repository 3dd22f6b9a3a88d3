import { array, assert, constantFrom, property } from 'fast-check';
import { expect, test } from 'vitest';
import { shortestScript } from './shortest-script.ts';

const lists = array(constantFrom('a', 'b', 'c', 'd'), { maxLength: 24 });

/** The length of the longest common sequence, by the table that everyone knows: what the search is held against. */
function longestCommon(one: readonly string[], other: readonly string[]): number {
  let row = Array.from({ length: other.length + 1 }, () => 0);
  for (const part of one) {
    const next = [0];
    for (const [index, own] of other.entries())
      next.push(part === own ? (row[index] ?? 0) + 1 : Math.max(row[index + 1] ?? 0, next[index] ?? 0));
    row = next;
  }
  return row.at(-1) ?? 0;
}

test('the script leads from one list to the other, and none is shorter', () => {
  assert(
    property(lists, lists, (one, other) => {
      const steps = shortestScript(one, other, 100) ?? [];
      const out: string[] = [];
      let [x, y] = [0, 0];
      for (const { run, gone, added } of steps) {
        expect(one.slice(x, x + run)).toEqual(other.slice(y, y + run));
        out.push(...one.slice(x, x + run), ...other.slice(y + run, y + run + added));
        x += run + gone;
        y += run + added;
      }
      expect(x).toBe(one.length);
      expect(out).toEqual(other);
      const edits = steps.reduce((total, { gone, added }) => total + gone + added, 0);
      expect(edits).toBe(one.length + other.length - 2 * longestCommon(one, other));
    }),
  );
});

test('a script longer than the limit is not searched for', () => {
  expect(shortestScript(['a', 'b', 'c'], ['x', 'y', 'z'], 5)).toBeUndefined();
  expect(shortestScript(['a', 'b', 'c'], ['x', 'y', 'z'], 6)).toBeDefined();
});
