/** A figure and how many it was made of. `low` and `high` bound the 95 % interval, absent where so few say nothing of it. */
export type Figure = {
  readonly n: number;
  readonly mean: number;
  readonly low?: number | undefined;
  readonly high?: number | undefined;
};

/** The 97.5 % point of the normal distribution. */
const Z = 1.959963984540054;

/** Mean and Student's t interval (Gosset 1908) of measured values; undefined of none, without an interval of one. */
export function meanOf(values: readonly number[]): Figure | undefined {
  const n = values.length;
  if (n === 0) return undefined;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  if (n === 1) return { n, mean };
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const half = tQuantile(n - 1) * Math.sqrt(squares / (n - 1) / n);
  return { n, mean, low: mean - half, high: mean + half };
}

/** The same of what cannot be less than nothing, as tokens and seconds: no more does its interval. */
export function amountOf(values: readonly number[]): Figure | undefined {
  const figure = meanOf(values);
  return figure?.low === undefined ? figure : { ...figure, low: Math.max(0, figure.low) };
}

/** A share with the interval of Wilson (1927), which stays within 0 and 1 and is right for few; undefined of none. */
export function shareOf(hits: number, n: number): Figure | undefined {
  if (n === 0) return undefined;
  const mean = hits / n;
  const below = 1 + Z ** 2 / n;
  const centre = (mean + Z ** 2 / (2 * n)) / below;
  const half = (Z / below) * Math.sqrt((mean * (1 - mean)) / n + Z ** 2 / (4 * n ** 2));
  return {
    n,
    mean,
    low: hits === 0 ? 0 : Math.max(0, centre - half),
    high: hits === n ? 1 : Math.min(1, centre + half),
  };
}

/**
 * The 97.5 % point of Student's t with `df` degrees of freedom: a table up to 30, beyond it the expansion of Fisher and Cornish
 * (Abramowitz and Stegun 26.7.5), which is right to four places there.
 */
export function tQuantile(df: number): number {
  const known = T[df - 1];
  if (known !== undefined) return known;
  const terms = [
    (Z ** 3 + Z) / 4,
    (5 * Z ** 5 + 16 * Z ** 3 + 3 * Z) / 96,
    (3 * Z ** 7 + 19 * Z ** 5 + 17 * Z ** 3 - 15 * Z) / 384,
  ];
  return terms.reduce((sum, term, at) => sum + term / df ** (at + 1), Z);
}

const T = [
  12.7062, 4.3027, 3.1824, 2.7764, 2.5706, 2.4469, 2.3646, 2.306, 2.2622, 2.2281, 2.201, 2.1788, 2.1604, 2.1448, 2.1314,
  2.1199, 2.1098, 2.1009, 2.093, 2.086, 2.0796, 2.0739, 2.0687, 2.0639, 2.0595, 2.0555, 2.0518, 2.0484, 2.0452, 2.0423,
];
