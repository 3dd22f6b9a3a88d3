import fc from 'fast-check';
import { expect, test } from 'vitest';
import { arrowCurve, between, type Curve } from './curve.ts';

function at([a, b, c, d]: Curve, t: number): readonly [number, number] {
  const [p, q, r, s] = [(1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t ** 2 * (1 - t), t ** 3];
  return [p * a[0] + q * b[0] + r * c[0] + s * d[0], p * a[1] + q * b[1] + r * c[1] + s * d[1]];
}

/** How high a curve is at an x, by walking along it. */
function heightAt(curve: Curve, x: number): number {
  let [low, high] = [0, 1];
  for (let step = 0; step < 60; step += 1) {
    const middle = (low + high) / 2;
    if (at(curve, middle)[0] < x) low = middle;
    else high = middle;
  }
  return at(curve, high)[1];
}

test('what is left of a curve within the view lies where the whole lay, and reaches no further than the view', () => {
  const ends = fc.record({
    left: fc.integer({ min: -200_000, max: 900 }),
    length: fc.integer({ min: 30, max: 400_000 }),
    rise: fc.integer({ min: -300, max: 300 }),
  });
  fc.assert(
    fc.property(ends, ({ left, length, rise }) => {
      const whole = arrowCurve([left, 100], [left + length, 100 + rise]);
      const cut = between(whole, -40, 1000);
      const [from, to] = [Math.max(left, -40), Math.min(left + length, 1000)];
      if (from >= to) return;
      expect(cut[0][0]).toBeCloseTo(from, 1);
      expect(cut[3][0]).toBeCloseTo(to, 1);
      for (const share of [0.1, 0.5, 0.9]) {
        const x = from + (to - from) * share;
        expect(heightAt(cut, x)).toBeCloseTo(heightAt(whole, x), 1);
      }
    }),
  );
});

test('a curve within the view stays as it is', () => {
  const whole = arrowCurve([10, 20], [300, 60]);
  expect(between(whole, -40, 1000)).toBe(whole);
});
