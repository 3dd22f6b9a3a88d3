import fc from 'fast-check';
import { expect, test } from 'vitest';
import { eloOf, ELO_CENTRE, type Game } from './elo.ts';
import { amountOf, meanOf, shareOf, tQuantile } from './statistics.ts';

test('the t interval of known values: 1 to 5 is 3 and 1.04 to 4.96', () => {
  const figure = meanOf([1, 2, 3, 4, 5]);
  expect(figure?.mean).toBe(3);
  expect(figure?.low).toBeCloseTo(1.0368, 3);
  expect(figure?.high).toBeCloseTo(4.9632, 3);
});

test('quantiles beyond the table are those of the books', () => {
  for (const [df, wanted] of [
    [1, 12.706],
    [10, 2.228],
    [30, 2.042],
    [31, 2.0395],
    [40, 2.0211],
    [60, 2.0003],
    [120, 1.9799],
    [1000, 1.9623],
  ] as const) {
    expect(tQuantile(df)).toBeCloseTo(wanted, 3);
  }
});

test("Wilson's interval of known shares, and none outside of 0 to 1", () => {
  for (const [hits, n, low, high] of [
    [8, 10, 0.4902, 0.9433],
    [0, 10, 0, 0.2775],
    [10, 10, 0.7225, 1],
    [1, 2, 0.0945, 0.9055],
    [50, 100, 0.4038, 0.5962],
  ] as const) {
    const figure = shareOf(hits, n);
    expect(figure?.low).toBeCloseTo(low, 3);
    expect(figure?.high).toBeCloseTo(high, 3);
  }
  // The interval that one learns first says 1 to 1 of ten hits in ten, which is what this guards against.
  expect(shareOf(10, 10)?.low).toBeLessThan(0.8);
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 500 }), fc.nat(500), (n, hits) => {
      const figure = shareOf(Math.min(hits, n), n);
      const { low = -1, mean = -1, high = -1 } = figure ?? {};
      expect([0 <= low, low <= mean, mean <= high, high <= 1, figure?.n === n]).toEqual([true, true, true, true, true]);
    }),
  );
});

test('of nothing there is no figure, and of one no interval', () => {
  expect([meanOf([]), shareOf(0, 0)]).toEqual([undefined, undefined]);
  expect(meanOf([4])).toEqual({ n: 1, mean: 4 });
});

const games: fc.Arbitrary<Game[]> = fc.array(
  fc.record({
    first: fc.constantFrom('a', 'b', 'c'),
    second: fc.constantFrom('a', 'b', 'c'),
    score: fc.constantFrom(0 as const, 0.5 as const, 1 as const),
  }),
  { maxLength: 20 },
);
const MIRRORED = { 0: 1, 0.5: 0.5, 1: 0 } as const;

test('Elo is symmetric: sides and order do not matter, and with all verdicts turned around it is mirrored about its centre', () => {
  fc.assert(
    fc.property(games, (given) => {
      const elo = eloOf(given);
      const swapped = eloOf(
        given
          .map(({ first, second, score }) => ({ first: second, second: first, score: MIRRORED[score] }))
          .toReversed(),
      );
      const turned = eloOf(given.map((game) => ({ ...game, score: MIRRORED[game.score] })));
      for (const [player, { rating, n }] of elo) {
        expect(swapped.get(player)?.rating).toBeCloseTo(rating, 4);
        expect(turned.get(player)?.rating).toBeCloseTo(2 * ELO_CENTRE - rating, 4);
        expect(n).toBeGreaterThan(0);
      }
    }),
    { numRuns: 50 },
  );
});

test('who wins more stands higher, who wins all stays finite, and who was never judged has no rating', () => {
  const won: Game[] = [
    { first: 'a', second: 'b', score: 1 },
    { first: 'a', second: 'b', score: 1 },
    { first: 'b', second: 'a', score: 0.5 },
    { first: 'c', second: 'c', score: 1 },
  ];
  const elo = eloOf(won);
  expect(elo.get('a')?.rating).toBeGreaterThan(ELO_CENTRE + 30);
  expect(elo.get('a')?.n).toBe(3);
  expect((elo.get('a')?.rating ?? 0) + (elo.get('b')?.rating ?? 0)).toBeCloseTo(2 * ELO_CENTRE, 4);
  expect(Number.isFinite(eloOf(won.slice(0, 1)).get('b')?.rating)).toBe(true);
  expect(elo.has('c')).toBe(false);
});

test('the interval of an amount begins at nothing at the least; that of a mean may go below', () => {
  expect(meanOf([1, 9])?.low).toBeLessThan(0);
  expect(amountOf([1, 9])).toMatchObject({ n: 2, mean: 5, low: 0, high: meanOf([1, 9])?.high });
  expect(amountOf([100, 101])).toEqual(meanOf([100, 101]));
  expect([amountOf([]), amountOf([4])]).toEqual([undefined, { n: 1, mean: 4 }]);
});
