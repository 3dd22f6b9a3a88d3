import { expect, test } from 'vitest';
import { runId, seq } from '#shared/events/ids.ts';
import type { RunRow } from '#shared/rpc/methods.ts';
import { runRow } from '../library/testing/run-row.ts';
import { familyOf, leftWords, nested, sharedPast } from './family.ts';

const row = (name: string, parent?: string, at = 0): RunRow => ({
  ...runRow(name),
  ...(parent === undefined ? {} : { parent: { run: runId(parent), seq: seq(at) }, branch: 'fork' as const }),
  events: 50,
});
const ROWS = [
  row('late', 'root', 30),
  row('root'),
  row('early', 'root', 10),
  row('grandchild', 'late', 40),
  row('back', 'late', 5),
  row('other'),
  row('orphan', 'gone', 7),
];
const names = (kin: ReturnType<typeof familyOf>): readonly string[] =>
  kin.map(({ row: own, depth }) => `${'>'.repeat(depth)}${own.run}`);

test('a family is the same from whichever of its runs one looks, by where each left its parent', () => {
  const whole = ['root', '>early', '>late', '>>back', '>>grandchild'];
  for (const run of ['root', 'early', 'late', 'grandchild', 'back'])
    expect(names(familyOf(ROWS, runId(run)))).toEqual(whole);
  expect(names(familyOf(ROWS, runId('other')))).toEqual(['other']);
});

test('a branch whose parent is gone begins a family, and a run that is not there has none', () => {
  expect(names(familyOf(ROWS, runId('orphan')))).toEqual(['orphan']);
  expect(familyOf(ROWS, runId('gone'))).toEqual([]);
});

test('rows that name each other as parents end', () => {
  const circle = [row('a', 'b', 3), row('b', 'a', 4)];
  expect(familyOf(circle, runId('a')).length).toBeGreaterThan(0);
  expect(sharedPast(circle, runId('a'), runId('b'))).toBeDefined();
});

test('two runs share what lies before the first place where one of their ways parted', () => {
  const shared = (one: string, other: string) => sharedPast(ROWS, runId(one), runId(other));
  expect([shared('root', 'late'), shared('late', 'root')]).toEqual([30, 30]);
  expect(shared('early', 'late')).toBe(10);
  expect(shared('root', 'grandchild')).toBe(30);
  expect(shared('late', 'grandchild')).toBe(40);
  // It left before its own parent had come to be.
  expect(shared('root', 'back')).toBe(5);
  expect(shared('root', 'root')).toBe(50);
  expect(shared('root', 'other')).toBe(undefined);
});

test('in a list branches stand behind what they left, and all rows are there once', () => {
  expect(names(nested(ROWS))).toEqual(['root', '>early', '>late', '>>back', '>>grandchild', 'other', 'orphan']);
});

test('where a branch left is said in words', () => {
  expect(leftWords(row('x', 'root', 20), 5)).toBe('forked after event 20, turn 5');
  expect(leftWords({ ...row('x', 'root', 20), branch: 'rerun' })).toBe('re-run after event 20');
  expect(leftWords(row('x'))).toBe('');
});
