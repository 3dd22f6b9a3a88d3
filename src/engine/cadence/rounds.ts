import { seq, turnId } from '#shared/events/ids.ts';
import { activeAgents, type RunView } from '#shared/projections/run.ts';
import type { TurnSpec } from './turn-spec.ts';

/**
 * In step: each agent takes one turn a round, all on the ground that stood when the round began; the first round is blind.
 * The turns that may be started now; none while a round is still being spoken. A seat that is recalled or unmuted in the middle of a
 * round takes part in it.
 */
export function nextInRounds(view: RunView): readonly TurnSpec[] {
  const agents = activeAgents(view).map((agent) => agent.agent);
  const last = Math.max(0, ...view.turns.map((turn) => turn.round));
  const inLast = view.turns.filter((turn) => turn.round === last);
  const waiting = agents.filter((agent) => !inLast.some((turn) => turn.agent === agent));
  if (last > 0 && waiting.length > 0) return specs(view, { agents: waiting, round: last, begun: inLast });
  if (view.turns.some((turn) => turn.state === 'open')) return [];
  return specs(view, { agents, round: last + 1, begun: [] });
}

type Round = {
  readonly agents: RunView['agents'][number]['agent'][];
  readonly round: number;
  readonly begun: RunView['turns'];
};

function specs(view: RunView, { agents, round, begun }: Round): readonly TurnSpec[] {
  const before = seq((begun[0]?.groundEnd ?? view.lastSeq) + 1);
  return agents.map((agent, index) => ({
    turn: turnId(view.turns.length + 1 + index),
    attempt: 1,
    agent,
    round,
    before,
  }));
}
