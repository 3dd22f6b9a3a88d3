import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { AnyEvent } from '#shared/events/event.ts';
import { anyRun } from '#shared/projections/any-run.property.ts';
import { lineage } from '#shared/projections/lineage.ts';
import { causesOf, taintOf } from '#shared/projections/taint.ts';
import { longRun } from '#shared/projections/testing/long-run.ts';
import { causalOf, CAUSE_ANSWERED, CAUSE_IN_FRONT, EFFECT_ANSWERED, EFFECT_IN_FRONT } from './causal.ts';
import { layoutOf, recording } from './testing/seen.ts';

function compare(events: readonly AnyEvent[]): number {
  const own = layoutOf(events);
  const fold = lineage.of(events);
  let lit = 0;
  for (const [place, { message }] of own.nodes.entries()) {
    const bits = causalOf(own.nodes, place);
    const having = (bit: number): readonly string[] =>
      own.nodes
        .filter((node, index) => ((bits[index] ?? 0) & bit) !== 0 && node.message !== message)
        .map((node) => node.message);
    const [past, future] = [causesOf(fold, message), taintOf(fold, message)];
    expect(new Set(having(CAUSE_ANSWERED))).toEqual(new Set(past.answered));
    expect(new Set(having(CAUSE_IN_FRONT))).toEqual(new Set(past.inFront));
    expect(new Set(having(EFFECT_ANSWERED))).toEqual(new Set(future.answered));
    expect(new Set(having(EFFECT_IN_FRONT))).toEqual(new Set(future.inFront));
    lit += bits.filter((bit) => bit !== 0).length;
  }
  return lit;
}

test('the light-up is the causes and the taint of the projections', () => {
  expect(compare(recording('users-endpoint'))).toBeGreaterThan(10);
  expect(compare(recording('users-endpoint-free'))).toBeGreaterThan(10);
  expect(compare(longRun(400))).toBeGreaterThan(100);
  fc.assert(
    fc.property(anyRun, (events) => void compare(events)),
    { numRuns: 60 },
  );
});

test('a message that is not there lights up nothing', () => {
  const own = layoutOf(recording('users-endpoint'));
  expect(causalOf(own.nodes, -1).some((bit) => bit !== 0)).toBe(false);
});
