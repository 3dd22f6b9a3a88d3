import { present, unreachable } from '#shared/base/assert.ts';
import type { RunView } from '#shared/projections/run.ts';
import { nextOnFloor } from './floor.ts';
import { nextFree } from './free.ts';
import { nextInRounds } from './rounds.ts';
import type { TurnSpec } from './turn-spec.ts';

/** The turns that the run's cadence would start now. */
export function byCadence(view: RunView): readonly TurnSpec[] {
  const { cadence } = present(view.setup, 'a running run has a setup');
  switch (cadence) {
    case 'rounds':
      return nextInRounds(view);
    case 'floor':
      return nextOnFloor(view);
    case 'free':
      return nextFree(view);
    default:
      return unreachable(cadence);
  }
}
