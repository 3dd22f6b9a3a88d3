import { expect, test } from 'vitest';
import { messageIdSchema, seq } from '#shared/events/ids.ts';
import { holdersOf, lineage } from '#shared/projections/lineage.ts';
import { taintOf } from '#shared/projections/taint.ts';
import { longRun } from '#shared/projections/testing/long-run.ts';
import { laterTurns, reachAt, reachSteps, type Reached } from './reach.ts';
import type { Job } from './slices.ts';
import { indexOf, recording, recordings } from './testing/logs.ts';

function done<Value>(job: Job<Value>): { readonly value: Value; readonly yields: number } {
  for (let yields = 0; ; yields += 1) {
    const step = job.next();
    if (step.done === true) return { value: step.value, yields };
  }
}

const told = ({ direct, answered, inFront }: Reached) => ({
  direct: direct.map(({ turn }) => turn),
  answered: answered.map(({ message }) => message),
  inFront: inFront.map(({ message }) => message),
});

test.each(recordings())('%s: the reach in steps is that of holdersOf and taintOf, at every playhead', (name) => {
  const events = recording(name);
  const log = indexOf(events);
  const state = lineage.of(events);
  for (const { message } of state.messages) {
    const { value } = done(reachSteps(state, message));
    expect(told(value)).toEqual({
      direct: holdersOf(state, message).map(({ turn }) => turn),
      ...taintOf(state, message),
    });
    for (let head = 1; head <= events.length; head += 1) {
      const then = lineage.of(events.slice(0, head));
      expect(told(reachAt(value, seq(head), (turn) => log.turn(turn)?.ended?.seq))).toEqual({
        direct: holdersOf(then, message).map(({ turn }) => turn),
        ...taintOf(then, message),
      });
    }
  }
});

test('what was reached only through others is no turn that had the message in front itself', () => {
  // Prompts hold only the four newest messages, so an old one is soon out of sight and still felt.
  const state = lineage.of(longRun(800, { seats: 4, front: 4 }));
  const message = messageIdSchema.parse('m1');
  const { value } = done(reachSteps(state, message));
  const later = laterTurns(value);
  expect(later.length).toBeGreaterThan(20);
  for (const { turn } of value.direct) expect(later).not.toContain(turn);
});

test('a long run is walked in many steps, so that a window may draw between them', () => {
  const state = lineage.of(longRun(5000));
  const { yields } = done(reachSteps(state, messageIdSchema.parse('m1')));
  expect(yields).toBeGreaterThan(20);
});
