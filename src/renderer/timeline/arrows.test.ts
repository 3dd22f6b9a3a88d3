import { expect, test } from 'vitest';
import { messageOfTurn, turnId } from '#shared/events/ids.ts';
import { longRun } from '#shared/projections/testing/long-run.ts';
import { pixelOf, timeAxis } from './axis.ts';
import { arrowsOf } from './arrows.ts';
import { causalOf } from './causal.ts';
import { layoutOf, recording } from './testing/seen.ts';

const own = layoutOf(recording('users-endpoint'));
const axis = timeAxis(own.folds);
const window = { from: 0, span: axis.unit(own.end.at), width: 1200 };
const scene = { layout: own, axis, window };

test('an arrow runs from the end of a message to the start of a turn that had it in front, never to the left', () => {
  const arrows = arrowsOf(scene, undefined);
  expect(arrows.length).toBeGreaterThan(5);
  const ends = new Set(own.nodes.map(({ bar }) => pixelOf(window, axis.unit(bar?.to?.at ?? 0))));
  const starts = new Set(own.lanes.flatMap(({ bars }) => bars.map(({ from }) => pixelOf(window, axis.unit(from.at)))));
  for (const { x0, x1, lane0, lane1 } of arrows) {
    expect(ends).toContain(x0);
    expect(starts).toContain(x1);
    expect(x1).toBeGreaterThanOrEqual(x0);
    expect(lane0).not.toBe(lane1);
  }
  expect(new Set(arrows.map(({ answered }) => answered))).toEqual(new Set([true, false]));
});

test('what is picked out has arrows only among its causes and its effects', () => {
  const origin = own.nodes.findIndex(({ bar }) => (bar?.front.length ?? 0) > 0);
  const lit = arrowsOf(scene, { origin, bits: causalOf(own.nodes, origin) });
  expect(lit.length).toBeGreaterThan(0);
  expect(lit.every((arrow) => arrow.lit)).toBe(true);
  const none = arrowsOf(scene, { origin, bits: new Uint8Array(own.nodes.length) });
  expect(none.length).toBeLessThan(lit.length);
});

test('from far away a long run draws no hedge: nothing by itself, and of a selection only what touches it', () => {
  const long = layoutOf(longRun(9000));
  const far = {
    layout: long,
    axis: timeAxis(long.folds),
    window: { from: 0, span: timeAxis(long.folds).unit(long.end.at), width: 1200 },
  };
  expect(arrowsOf(far, undefined)).toEqual([]);
  const origin = long.nodes.findIndex(({ message }) => message === messageOfTurn(turnId(1000)));
  const lit = arrowsOf(far, { origin, bits: causalOf(long.nodes, origin) });
  expect(lit.length).toBeGreaterThan(0);
  expect(lit.length).toBeLessThan(60);
});
