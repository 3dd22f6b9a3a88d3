import fc from 'fast-check';
import { expect, test } from 'vitest';
import { durationWords, figureWords, leftWords, resultWords } from './words.ts';

const figures = fc.record(
  {
    n: fc.integer({ min: 1, max: 99 }),
    mean: fc.double({ min: 0, max: 1, noNaN: true }),
    low: fc.double({ min: -1, max: 1, noNaN: true }),
    high: fc.double({ min: 0, max: 2, noNaN: true }),
  },
  { requiredKeys: ['n', 'mean'] },
);

test('whatever was measured, a figure says its n, and an interval only where it has both ends', () => {
  fc.assert(
    fc.property(figures, fc.constantFrom('share' as const, 'count' as const, 'tenths' as const), (figure, kind) => {
      const { worth } = figureWords(figure, kind);
      expect(worth).toMatch(new RegExp(`(?:^|, )n ${figure.n}$`, 'u'));
      expect(worth.includes(' to ')).toBe(figure.low !== undefined && figure.high !== undefined);
    }),
  );
});

test('what is rounded to nothing has no sign', () => {
  expect(figureWords({ n: 2, mean: 0.01, low: -0.04, high: 0.06 }, 'tenths')).toEqual({
    mean: '0.0',
    worth: '0.0 to 0.1, n 2',
  });
  expect(figureWords({ n: 2, mean: -1.2, low: -0.4, high: 2 }, 'count').worth).toBe('0 to 2, n 2');
});

test('what is left is told in words, and said to be unknown where nobody can know it', () => {
  expect(leftWords(undefined)).toBe('time left not known yet');
  expect(leftWords(42_400_000)).toBe('about 42 s left');
  expect([59.4, 200, 7500].map(durationWords)).toEqual(['59 s', '3 min 20 s', '2 h 5 min']);
});

test('a run that is over says what was expected of it, what models voted, and what it took', () => {
  const cell = { cell: 'c', models: [], mode: 'peers' as const, seed: 1, repeat: 1, state: 'done' as const };
  expect(resultWords(cell)).toBe('');
  expect(
    resultWords({
      ...cell,
      result: {
        tokens: 1200,
        turns: 3,
        time: 2e6,
        reason: 'budget',
        decided: false,
        expect: { met: false, against: 'proposed' },
        modelsVote: [
          { judge: 'J', model: 'm', yes: true },
          { judge: 'K', model: 'm', yes: false },
        ],
      },
    }),
  ).toBe('not as expected · nothing decided · 1 of 2 models voted good · 1,200 tokens · 2.0 s');
});
