import { seq, type AgentId } from '#shared/events/ids.ts';
import type { RunView, TurnView } from '#shared/projections/run.ts';
import { turnsNow, type TurnSpec } from '../cadence/turn-spec.ts';

/**
 * Turns of a batch that all stand on one ground, also where they are started one by one (exact mode, stepping, a full budget): those of
 * `agents` that have no turn among `begun`. The ground is that of the first turn of the batch, or the present one.
 */
export function batchOf(view: RunView, agents: readonly AgentId[], begun: readonly TurnView[]): readonly TurnSpec[] {
  const waiting = agents.filter((agent) => !begun.some((turn) => turn.agent === agent));
  const [first] = begun;
  const specs = turnsNow(view, waiting);
  return first === undefined ? specs : specs.map((spec) => ({ ...spec, before: seq(first.groundEnd + 1) }));
}
