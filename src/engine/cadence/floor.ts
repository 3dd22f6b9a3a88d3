import { seq, turnId, type AgentId } from '#shared/events/ids.ts';
import { activeAgents, type RunView } from '#shared/projections/run.ts';
import type { TurnSpec } from './turn-spec.ts';

/** One who was not heard for this many turns per agent speaks before anyone who is addressed: no one starves. */
const PATIENCE = 2;

/** One speaker at a time: who was addressed by name first and has not spoken since, else who has been silent longest. */
export function nextOnFloor(view: RunView): readonly TurnSpec[] {
  if (view.turns.some((turn) => turn.state === 'open')) return [];
  const agents = activeAgents(view).map((agent) => agent.agent);
  if (agents.length === 0) return [];
  const silentFor = (agent: AgentId): number =>
    view.turns.length - 1 - view.turns.findLastIndex((turn) => turn.agent === agent);
  const longest = agents.reduce(
    (first, other) => (silentFor(other) > silentFor(first) ? other : first),
    agents[0] as AgentId,
  );
  const starving = silentFor(longest) >= PATIENCE * agents.length;
  const agent = starving ? longest : (addressedFirst(view, agents) ?? longest);
  const round = view.turns.filter((turn) => turn.agent === agent).length + 1;
  return [{ turn: turnId(view.turns.length + 1), attempt: 1, agent, round, before: seq(view.lastSeq + 1) }];
}

function addressedFirst(view: RunView, agents: readonly AgentId[]): AgentId | undefined {
  for (const message of view.messages) {
    if (message.to === 'all') continue;
    const waiting = message.to.find(
      (agent) =>
        agents.includes(agent) && !view.turns.some((turn) => turn.agent === agent && turn.startedAt > message.seq),
    );
    if (waiting !== undefined) return waiting;
  }
  return undefined;
}
