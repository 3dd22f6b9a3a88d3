import type { EventOf } from '#shared/events/event.ts';
import type { AgentId, Seq, TurnId } from '#shared/events/ids.ts';
import type { LogIndex } from '../state/log-index.ts';

/** A turn as it stands at the playhead. `ahead`: it begins only later; `lost`: its last attempt so far came to nothing. */
export type TurnMoment = {
  readonly turn: TurnId;
  readonly agent: AgentId;
  readonly phase: 'ahead' | 'open' | 'ended' | 'lost';
  /** Where it first appears in the log. */
  readonly begins: Seq;
  /** Of the attempt that is shown: the last one begun; absent where it was lost before it began. */
  readonly started?: EventOf<'v1.turn.started'>;
  readonly ended?: EventOf<'v1.turn.ended'>;
  /** Attempts that were lost, in order. */
  readonly lost: readonly EventOf<'v1.turn.abandoned'>[];
};

/** Undefined where the log has no such turn. */
export function turnMoment(log: LogIndex, turn: TurnId, head: Seq): TurnMoment | undefined {
  const known = log.turn(turn);
  const first = [...(known?.started ?? []), ...(known?.abandoned ?? [])].toSorted((a, b) => a.seq - b.seq)[0];
  if (known === undefined || first === undefined) return undefined;
  const { agent } = first.data;
  if (first.seq > head) return { turn, agent, phase: 'ahead', begins: first.seq, lost: [] };
  const started = known.started.findLast(({ seq }) => seq <= head);
  const lost = known.abandoned.filter(({ seq }) => seq <= head);
  const ended = known.ended !== undefined && known.ended.seq <= head ? known.ended : undefined;
  const isLost = lost.length > 0 && (lost.at(-1)?.seq ?? 0) > (started?.seq ?? 0);
  return {
    turn,
    agent,
    phase: ended !== undefined ? 'ended' : isLost ? 'lost' : 'open',
    begins: first.seq,
    lost,
    ...(started === undefined ? {} : { started }),
    ...(ended === undefined ? {} : { ended }),
  };
}

/** Equal for two playheads between which nothing happened to the turn. */
export const momentKey = (log: LogIndex, turn: TurnId, head: Seq): string => {
  const found = turnMoment(log, turn, head);
  return found === undefined
    ? 'none'
    : `${found.phase} ${found.started?.seq ?? 0} ${found.lost.length} ${found.ended?.seq ?? 0}`;
};
