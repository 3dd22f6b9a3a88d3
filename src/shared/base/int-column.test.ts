import { expect, test } from 'vitest';
import { IntColumn } from './int-column.ts';

test('what was set is read again however far the column grew, and all else is 0', () => {
  const column = new IntColumn();
  expect([column.length, column.at(0), column.at(9_999)]).toEqual([0, 0, 0]);
  column.set(5, -7);
  for (let value = 0; value < 1000; value += 1) column.push(value);
  expect(column.length).toBe(1006);
  expect([column.at(4), column.at(5), column.at(6), column.at(1005), column.at(1006)]).toEqual([0, -7, 0, 999, 0]);
});
