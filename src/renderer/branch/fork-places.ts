import type { AnyEvent } from '#shared/events/event.ts';
import { seq, type Seq, type TurnId } from '#shared/events/ids.ts';
import { settledAt } from '#shared/projections/settled-at.ts';

/** The moments at which a run can be left for the sake of one of its turns. */
export type Places = {
  /** Before it began, and before those that began with it: it is taken anew. */
  readonly before: Seq | undefined;
  /** With its message; undefined while it is under way. */
  readonly after: Seq | undefined;
};

export function placesOf(events: readonly AnyEvent[], turn: TurnId): Places {
  let first = events.findIndex((event) => event.type === 'v1.turn.started' && event.data.turn === turn);
  while (first > 0 && events[first - 1]?.type === 'v1.turn.started') first -= 1;
  const ended = events.find((event) => event.type === 'v1.turn.ended' && event.data.turn === turn);
  return {
    before: first > 0 ? settledAt(events, seq(first)) : undefined,
    after: ended === undefined ? undefined : settledAt(events, ended.seq),
  };
}

/** The turn that a moment is about: the one that ended last at it, else the one that began last. */
export function turnBefore(events: readonly AnyEvent[], at: Seq): TurnId | undefined {
  const past = events.slice(0, at);
  const found =
    past.findLast((event) => event.type === 'v1.turn.ended') ?? past.findLast(({ type }) => type === 'v1.turn.started');
  return found?.type === 'v1.turn.ended' || found?.type === 'v1.turn.started' ? found.data.turn : undefined;
}
