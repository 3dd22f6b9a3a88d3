import type { AgentId, Seq, TurnId } from '#shared/events/ids.ts';

/** A turn to be taken: who, which try, and the ground it stands on: everything that became public before `before`. */
export type TurnSpec = {
  readonly turn: TurnId;
  readonly attempt: number;
  readonly agent: AgentId;
  readonly round: number;
  readonly before: Seq;
};
