import { seq, turnId } from '#shared/events/ids.ts';
import type { RunView } from '#shared/projections/run.ts';
import type { TurnSpec } from './turn-spec.ts';

/**
 * In step: each agent takes one turn a round, all on the ground that stood when the round began; the first round is blind.
 * The turns that may be started now; none while a round is still being spoken.
 */
export function nextInRounds(view: RunView): readonly TurnSpec[] {
  const agents = view.agents.map((agent) => agent.agent);
  const round = Math.floor(view.turns.length / agents.length) + 1;
  const begun = view.turns.filter((turn) => turn.round === round);
  if (begun.length === 0 && view.turns.some((turn) => turn.state === 'open')) return [];
  const before = seq((begun[0]?.groundEnd ?? view.lastSeq) + 1);
  return agents
    .filter((agent) => !begun.some((turn) => turn.agent === agent))
    .map((agent, index) => ({ turn: turnId(view.turns.length + 1 + index), attempt: 1, agent, round, before }));
}
