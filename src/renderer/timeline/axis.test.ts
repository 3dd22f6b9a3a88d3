import { expect, test } from 'vitest';
import { pixelOf, SEQUENCE, ticksOf, timeAxis, unitAt } from './axis.ts';
import { folds } from './folds.ts';

const S = 1_000_000;

test('the ruler of a minute has round seconds that do not stand on each other', () => {
  const own = folds(true);
  const window = { from: 0, span: 60 * S, width: 1000 };
  const ticks = ticksOf(timeAxis(own), own, window);
  expect(ticks.map(({ label }) => label)).toEqual(['0s', '10s', '20s', '30s', '40s', '50s', '1:00']);
  const pixels = ticks.map(({ unit }) => pixelOf(window, unit));
  for (const [index, pixel] of pixels.entries()) expect(pixel - (pixels[index - 1] ?? -100)).toBeGreaterThan(55);
});

test('behind a folded night the ruler goes on with the times of the clock, and is not longer for it', () => {
  const own = folds(true);
  own.add({ from: 20 * S, to: 36_000 * S });
  const ticks = ticksOf(timeAxis(own), own, { from: 0, span: 60 * S, width: 1000 });
  expect(ticks.map(({ label }) => label)).toEqual(['0s', '10s', '20s', '10:00:10', '10:00:20', '10:00:30']);
  own.setAll(false);
  const whole = ticksOf(timeAxis(own), own, { from: 0, span: 36_000 * S, width: 1000 });
  expect(whole.length).toBeLessThan(20);
});

test('a fold elsewhere puts no odd times between the round ones', () => {
  const own = folds(true);
  own.add({ from: 0.1 * S, to: 2 * S });
  const ticks = ticksOf(timeAxis(own), own, { from: 0, span: 22 * S, width: 1040 });
  expect(ticks.map(({ label }) => label)).toEqual(['0s', '5s', '10s', '15s', '20s']);
});

test('the sequence counts whole turns', () => {
  const own = folds(true);
  const ticks = ticksOf(SEQUENCE, own, { from: 0, span: 6, width: 1000 });
  expect(ticks.map(({ label }) => label)).toEqual(['1', '2', '3', '4', '5', '6']);
});

test('a pixel is the inverse of a unit', () => {
  const window = { from: 12, span: 80, width: 640 };
  expect(unitAt(window, pixelOf(window, 33))).toBeCloseTo(33);
});
