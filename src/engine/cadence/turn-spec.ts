import { seq, turnId, type AgentId, type Seq, type TurnId } from '#shared/events/ids.ts';
import type { RunView, TurnView } from '#shared/projections/run.ts';

/** A turn to be taken: who, which try, and the ground it stands on: everything that became public before `before`. */
export type TurnSpec = {
  readonly turn: TurnId;
  readonly attempt: number;
  readonly agent: AgentId;
  readonly round: number;
  readonly before: Seq;
  readonly purpose?: Exclude<TurnView['purpose'], undefined>;
};

/** One new turn for each of `agents`, all on the ground as it stands now; `round` is each one's own turn count. */
export function turnsNow(
  view: RunView,
  agents: readonly AgentId[],
  purpose?: Exclude<TurnView['purpose'], undefined>,
): readonly TurnSpec[] {
  return agents.map((agent, index) => ({
    turn: turnId(view.turns.length + 1 + index),
    attempt: 1,
    agent,
    round: view.turns.filter((turn) => turn.agent === agent).length + 1,
    before: seq(view.lastSeq + 1),
    ...(purpose === undefined ? {} : { purpose }),
  }));
}
