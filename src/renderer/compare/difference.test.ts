import { expect, test } from 'vitest';
import type { ComparisonLine } from '#shared/projections/comparison.ts';
import { comparisonOf } from '#shared/projections/comparison.ts';
import { figuresOf } from '#shared/projections/run-figures.ts';
import { recording } from '../inspector/testing/logs.ts';
import { differenceOf } from './difference.ts';

const line = (numbers: readonly (number | undefined)[], { unit = '', digits = 0 } = {}): ComparisonLine => ({
  ...{ group: 'cost', label: 'x', differs: true, figure: { unit, digits, numbers } },
  values: numbers.map((number) => (number === undefined ? 'not recorded' : `${number.toFixed(digits)}${unit}`)),
});

test('a figure is told by its difference with its sign, its unit and its share', () => {
  expect(differenceOf(line([100, 120]), 1)).toBe('+20 (+20 %)');
  expect(differenceOf(line([2.94, 1.47], { unit: ' s', digits: 2 }), 1)).toBe('−1.47 s (−50 %)');
  expect(differenceOf(line([28, 31], { unit: ' %' }), 1)).toBe('+3 points');
  expect(differenceOf(line([0, 7]), 1)).toBe('+7');
});

test('the first has none, and neither has what is the same; what was not recorded is no number less', () => {
  expect(differenceOf(line([100, 120]), 0)).toBeUndefined();
  expect(differenceOf(line([100, 100]), 1)).toBeUndefined();
  expect(differenceOf(line([100, undefined]), 1)).toBe('≠');
  expect(differenceOf(line([undefined, 100]), 1)).toBe('≠');
  expect(differenceOf({ group: 'outcome', label: 'how', values: ['vote', 'ruled'], differs: true }, 1)).toBe('≠');
});

test('every cell of a table of recordings that differs says so, and no other does', () => {
  const names = ['users-endpoint', 'users-endpoint-vote', 'users-endpoint-single'];
  const lines = comparisonOf(names.map((name) => figuresOf(recording(`${name}.jsonl`))));
  const cells = lines.flatMap((own) => [1, 2].map((at) => ({ own, at, words: differenceOf(own, at) })));
  // `9, 1 passed` against `9`: the number is the same, and only what stands beside it differs.
  const isOther = ({ own: { values, figure }, at }: (typeof cells)[number]): boolean =>
    figure === undefined ? values[at] !== values[0] : figure.numbers[at] !== figure.numbers[0];
  expect(cells.map(({ words }) => words !== undefined)).toEqual(cells.map(isOther));
  expect(cells.filter(isOther).length).toBeGreaterThan(10);
});
