import { activeAgents, type RunView } from '#shared/projections/run.ts';
import { turnsNow } from '../cadence/turn-spec.ts';
import type { Ending } from '../step.ts';
import type { ModeRules } from './mode-rules.ts';
import { seatsPlayed } from './played-seat.ts';

/** The control without any discussion: the first seat answers once. */
export const single: ModeRules = { seats: seatsPlayed, next, ending };

/** A summary or a last word is no answer: it does not count as the turn. */
const answered = (view: RunView): RunView['turns'][number] | undefined =>
  view.turns.find((turn) => turn.purpose === undefined);

function next(view: RunView): ReturnType<ModeRules['next']> {
  if (answered(view) !== undefined) return [];
  return turnsNow(
    view,
    activeAgents(view)
      .slice(0, 1)
      .map(({ agent }) => agent),
  );
}

function ending(view: RunView): Ending | undefined {
  const turn = answered(view);
  if (turn === undefined || view.held.some((message) => message.turn === turn.turn)) return undefined;
  const answer = view.messages.find((message) => message.turn === turn.turn && !message.retracted);
  if (answer !== undefined) return { reason: 'decided', detail: `${answer.message} was decided (single)` };
  return WITHOUT_ANSWER[turn.state];
}

const WITHOUT_ANSWER: Readonly<Record<RunView['turns'][number]['state'], Ending | undefined>> = {
  open: undefined,
  spoke: { reason: 'no-progress', detail: 'the only answer was taken back' },
  read: { reason: 'no-progress', detail: 'the only turn was spent on reading' },
  passed: { reason: 'no-progress', detail: 'the only turn was a pass' },
  abandoned: { reason: 'failed', detail: 'inference lost the only turn' },
};
