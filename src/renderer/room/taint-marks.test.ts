import { expect, test } from 'vitest';
import type { MessageId, Seq } from '#shared/events/ids.ts';
import { lineage as lineageFold, type Lineage } from '#shared/projections/lineage.ts';
import { taintOf } from '#shared/projections/taint.ts';
import { longRun } from '#shared/projections/testing/long-run.ts';
import type { Job } from '../inspector/slices.ts';
import { logIndex } from '../state/log-index.ts';
import { retractionsOf, taintSteps } from './taint-marks.ts';

function resultOf<Value>(job: Job<Value>): { readonly value: Value; readonly steps: number } {
  for (let steps = 0; ; steps += 1) {
    const step = job.next();
    if (step.done === true) return { value: step.value, steps };
  }
}

/** As the projection tells it, one message taken back after the other. */
function oneByOne(lineage: Lineage, retractions: ReadonlyMap<MessageId, Seq>): Map<MessageId, Seq> {
  const reached = new Map<MessageId, Seq>();
  for (const [message, seq] of [...retractions].toSorted(([, one], [, other]) => one - other)) {
    const { answered, inFront } = taintOf(lineage, message);
    for (const own of [...answered, ...inFront]) if (!reached.has(own)) reached.set(own, seq);
  }
  return reached;
}

test('one pass for all that was taken back tells of each message what the projection tells one by one', () => {
  const log = logIndex();
  for (const event of longRun(1500, { seats: 4 })) log.add(event);
  const lineage = lineageFold.of(log.events);
  const retractions = retractionsOf(log);
  expect(retractions.size).toBeGreaterThan(1);
  const { value, steps } = resultOf(taintSteps(lineage, retractions));
  const sorted = (map: ReadonlyMap<MessageId, Seq>) => [...map].toSorted(([one], [other]) => (one < other ? -1 : 1));
  expect(value.size).toBeGreaterThan(10);
  expect(sorted(value)).toEqual(sorted(oneByOne(lineage, retractions)));
  // It can be left off between any two messages.
  expect(steps).toBe(lineage.messages.length);
});

test('where nothing was taken back no message is looked at', () => {
  const lineage = lineageFold.of(longRun(300));
  expect(resultOf(taintSteps(lineage, new Map()))).toEqual({ value: new Map(), steps: 0 });
});
