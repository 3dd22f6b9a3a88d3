import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FOLDED, folds, IDLE_FROM } from './folds.ts';

const S = 1_000_000;

test('a folded gap takes a fixed length, and all behind it moves left by what was saved', () => {
  const own = folds(true);
  own.add({ from: 10 * S, to: 70 * S });
  expect(own.unit(10 * S)).toBe(10 * S);
  expect(own.unit(40 * S)).toBe(10 * S + FOLDED / 2);
  expect(own.unit(70 * S)).toBe(10 * S + FOLDED);
  expect(own.unit(75 * S)).toBe(15 * S + FOLDED);
});

test('a gap that is unfolded takes its whole length, and only what lies behind it moves', () => {
  const own = folds(true);
  own.add({ from: 10 * S, to: 70 * S });
  own.add({ from: 80 * S, to: 90 * S });
  own.toggle(1);
  expect(own.isFolded(0)).toBe(true);
  expect(own.isFolded(1)).toBe(false);
  expect(own.unit(90 * S) - own.unit(80 * S)).toBe(10 * S);
  expect(own.generation).toBe(1);
  own.setAll(false);
  expect(own.unit(95 * S)).toBe(95 * S);
});

test('taking in a gap moves nothing before it and counts as no new generation', () => {
  const own = folds(true);
  own.add({ from: 10 * S, to: 70 * S });
  const before = [0, 5, 40, 70].map((at) => own.unit(at * S));
  own.add({ from: 100 * S, to: 200 * S });
  expect([0, 5, 40, 70].map((at) => own.unit(at * S))).toEqual(before);
  expect(own.generation).toBe(0);
});

test('from time to unit and back is the same time, in order, whatever is folded', () => {
  const lengths = fc.array(
    fc.tuple(fc.integer({ min: 0, max: 50 * S }), fc.integer({ min: IDLE_FROM, max: 500 * S }), fc.boolean()),
  );
  fc.assert(
    fc.property(lengths, fc.array(fc.integer({ min: 0, max: 3000 * S }), { minLength: 2 }), (gaps, times) => {
      const own = folds(true);
      let at = 0;
      for (const [index, [before, length, open]] of gaps.entries()) {
        own.add({ from: at + before, to: at + before + length });
        at += before + length;
        if (open) own.toggle(index);
      }
      const sorted = times.toSorted((a, b) => a - b);
      const units = sorted.map((time) => own.unit(time));
      for (const [index, time] of sorted.entries()) {
        expect(Math.abs(own.at(units[index] ?? 0) - time)).toBeLessThan(1);
        expect(units[index]).toBeGreaterThanOrEqual((units[index - 1] ?? 0) - 1e-6);
      }
    }),
    { numRuns: 200 },
  );
});

test('a point is told alike whatever was asked for before it, also across a toggle and a gap that is new', () => {
  const ask = fc.record({ time: fc.integer({ min: 0, max: 600 * S }), toggle: fc.boolean(), more: fc.boolean() });
  fc.assert(
    fc.property(fc.array(ask, { minLength: 2, maxLength: 40 }), (asked) => {
      const own = folds(true);
      const toggled: number[] = [];
      let gaps = 0;
      const gapAt = (index: number) => ({ from: index * 15 * S, to: index * 15 * S + 10 * S });
      for (const { time, toggle, more } of asked) {
        if (more) own.add(gapAt(gaps++));
        if (toggle) {
          own.toggle(0);
          toggled.push(gaps);
        }
        const fresh = folds(true);
        for (let index = 0; index < gaps; index += 1) fresh.add(gapAt(index));
        if (toggled.filter((count) => count > 0).length % 2 === 1) fresh.toggle(0);
        expect(own.unit(time)).toBe(fresh.unit(time));
        expect(own.at(time)).toBe(fresh.at(time));
      }
    }),
    { numRuns: 200 },
  );
});
