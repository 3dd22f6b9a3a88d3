import type { Draft } from '#shared/events/event.ts';
import type { RunView } from '#shared/projections/run.ts';

/**
 * What a run needs after its program was killed: each turn without an end is abandoned (and tried again on the same ground),
 * and the run goes on. Nothing is edited; a run that ended needs nothing.
 */
export function recoveryOf(view: RunView): readonly Draft[] {
  if (view.status === 'ended' || view.status === 'new') return [];
  const abandoned = abandonedBy(view, 'the program ended in the middle of this turn');
  return [...abandoned, { type: 'v1.run.resumed', data: { by: 'recovery' } }];
}

/** Turns that nobody is taking any more; they are tried again on the same ground. */
export const abandonedBy = (view: RunView, detail: string): readonly Draft[] =>
  view.turns
    .filter((turn) => turn.state === 'open')
    .map(({ turn, attempt, agent }) => ({
      type: 'v1.turn.abandoned',
      data: { turn, attempt, agent, failure: { kind: 'interrupted', detail } },
    }));
