import fc from 'fast-check';
import { expect, test } from 'vitest';
import { longRun } from '#shared/projections/testing/long-run.ts';
import { SEQUENCE, timeAxis, type Axis, type Window } from './axis.ts';
import { layoutOf } from './testing/seen.ts';
import { barsIn, bucketEdges, busyShares, DENSE, isDense, marksIn } from './visible.ts';

const own = layoutOf(longRun(3000));
const byTime = timeAxis(own.folds);
const axes: readonly Axis[] = [byTime, SEQUENCE];

const windows = fc.record({
  from: fc.double({ min: 0, max: 1, noNaN: true }),
  span: fc.double({ min: 0.001, max: 1, noNaN: true }),
});
const windowOf = (axis: Axis, { from, span }: { from: number; span: number }): Window => {
  const end = axis.unit(axis.raw(own.end));
  return { from: from * end, span: span * end, width: 900 };
};

test('the bars of a window are those that touch it, none more and none less, on either axis', () => {
  fc.assert(
    fc.property(windows, fc.constantFrom(...axes), (asked, axis) => {
      const window = windowOf(axis, asked);
      const [low, high] = [axis.back(window.from), axis.back(window.from + window.span)];
      for (const lane of own.lanes) {
        const { first, last } = barsIn(lane, axis, window);
        const touching = lane.bars.filter(
          (bar) => axis.raw(bar.from) <= high && (bar.to === undefined || axis.raw(bar.to) > low),
        );
        expect(lane.bars.slice(first, last)).toEqual(touching);
      }
    }),
    { numRuns: 60 },
  );
});

test('the marks of a window are those in it and a little beside it', () => {
  const axis = byTime;
  const window = windowOf(axis, { from: 0.4, span: 0.1 });
  const marks = own.lanes[0]?.marks ?? [];
  const { first, last } = marksIn(marks, axis, { window, around: 0 });
  const inside = marks.filter(
    ({ at }) => at.at >= axis.back(window.from) && at.at <= axis.back(window.from + window.span),
  );
  expect(marks.slice(first, last)).toEqual(inside);
  const wider = marksIn(marks, axis, { window, around: 300 });
  expect(wider.last - wider.first).toBeGreaterThan(last - first);
});

test('a lane is dense from one bar per three pixels on', () => {
  expect(isDense({ first: 0, last: 300 }, 900)).toBe(false);
  expect(isDense({ first: 0, last: 301 }, 900)).toBe(true);
});

test('the shares of a histogram sum up to the time that the lane was busy', () => {
  const axis = SEQUENCE;
  const window = windowOf(axis, { from: 0, span: 1 });
  const edges = bucketEdges(axis, window);
  const shares = new Float32Array(edges.length);
  const now = axis.raw(own.end);
  for (const lane of own.lanes) {
    busyShares(lane.edges[axis.kind], { edges, now }, shares);
    let busy = 0;
    for (let index = 0; index + 1 < edges.length; index += 1)
      busy += (shares[index] ?? 0) * ((edges[index + 1] ?? 0) - (edges[index] ?? 0));
    const real = lane.bars.reduce((sum, { from, to }) => sum + ((to?.step ?? 0) - from.step) / 2, 0);
    expect(busy).toBeCloseTo(real, 2);
    expect(shares.every((share) => share >= 0 && share <= 1)).toBe(true);
  }
  expect(edges.length - 1).toBe(Math.ceil(900 / DENSE));
});

/** Bar by bar, as one would by hand. */
function sharesByHand(
  { from, to }: { from: readonly number[]; to: readonly number[] },
  edges: Float64Array,
  now: number,
) {
  return [...edges].slice(1).map((end, index) => {
    const start = edges[index] ?? 0;
    const busy = from.reduce(
      (sum, left, place) => sum + Math.max(0, Math.min(to[place] ?? 0, now, end) - Math.max(left, start)),
      0,
    );
    return Math.min(1, busy / (end - start));
  });
}

test('the share of every bucket is what its bars say one by one, in any window and on either axis', () => {
  fc.assert(
    fc.property(windows, fc.constantFrom(...axes), (asked, axis) => {
      const window = windowOf(axis, asked);
      const edges = bucketEdges(axis, window);
      const now = axis.raw(own.end);
      for (const lane of own.lanes) {
        const shares = new Float32Array(edges.length - 1);
        busyShares(lane.edges[axis.kind], { edges, now }, shares);
        const real = sharesByHand(lane.edges[axis.kind], edges, now);
        expect(shares.length).toBe(real.length);
        expect(real.every((share, index) => Math.abs(share - (shares[index] ?? -1)) < 1e-3)).toBe(true);
      }
    }),
    { numRuns: 60 },
  );
});

test('an open bar is busy up to now and not beyond', () => {
  const edges = Float64Array.from([0, 10, 20, 30]);
  const shares = new Float32Array(3);
  busyShares({ from: [5], to: [Infinity], before: [0] }, { edges, now: 15 }, shares);
  expect([...shares]).toEqual([0.5, 0.5, 0]);
});
