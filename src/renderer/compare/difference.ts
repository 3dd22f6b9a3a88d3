import type { ComparisonLine } from '#shared/projections/comparison.ts';

/** What a cell is against the first: a sign and a number, or that it is another; undefined in the first column, and where they are the same. */
export function differenceOf({ values, figure }: ComparisonLine, at: number): string | undefined {
  if (at === 0 || values[at] === values[0]) return undefined;
  if (figure === undefined) return '≠';
  const [first, own] = [figure.numbers[0], figure.numbers[at]];
  if (first === undefined || own === undefined) return '≠';
  const by = own - first;
  const words = Math.abs(by).toFixed(figure.digits);
  // Only what stands beside the number differs.
  if (Number(words) === 0) return undefined;
  const share = first === 0 || figure.unit === ' %' ? '' : ` (${signed((by / Math.abs(first)) * 100, 0)} %)`;
  const unit = figure.unit === ' %' ? ' points' : figure.unit;
  return `${by > 0 ? '+' : '−'}${words}${unit}${share}`;
}

const signed = (number: number, digits: number): string =>
  `${number < 0 ? '−' : '+'}${Math.abs(number).toFixed(digits)}`;
