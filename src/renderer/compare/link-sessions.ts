import type { RunSession, RunState } from '../state/run-state.ts';
import { linkedSeq, turnsIn, type Turns } from './linked.ts';

/**
 * Where the playhead of one goes, the other's goes to the moment that answers to it; the one that moved last leads, and where both would
 * play the other stops. At first `one` leads. Returns how to end that; both stay where they are then.
 */
export function linkSessions(one: RunSession, other: RunSession): () => void {
  const [oneTurns, otherTurns] = [turnsReader(one), turnsReader(other)];
  let isFollowing = false;
  const lead = (from: () => Turns, to: () => Turns, follower: RunSession) => (state: RunState, before: RunState) => {
    if (isFollowing || (state.head === before.head && state.playing.on === before.playing.on)) return;
    isFollowing = true;
    if (state.playing.on && follower.store.getState().playing.on) follower.play(false);
    const at = linkedSeq(from(), to(), state.head);
    if (state.head !== before.head && at !== follower.store.getState().head) follower.seek(at);
    isFollowing = false;
  };
  const at = linkedSeq(oneTurns(), otherTurns(), one.store.getState().head);
  if (at !== other.store.getState().head) other.seek(at);
  const stops = [
    one.store.subscribe(lead(oneTurns, otherTurns, other)),
    other.store.subscribe(lead(otherTurns, oneTurns, one)),
  ];
  return () => stops.forEach((stop) => stop());
}

/** Read anew only when more has come. */
function turnsReader({ log }: Pick<RunSession, 'log'>): () => Turns {
  let turns = turnsIn([]);
  return () => {
    if (turns.last !== log.events.length) turns = turnsIn(log.events);
    return turns;
  };
}
