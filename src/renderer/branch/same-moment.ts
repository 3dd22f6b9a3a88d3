import type { AnyEvent } from '#shared/events/event.ts';
import { seq, type Seq } from '#shared/events/ids.ts';

type Log = readonly AnyEvent[];

/** The turn that began or ended last at a moment, and whether it was over; undefined before the first. */
export type AtTurn = { readonly turn: number; readonly isOver: boolean };

export function turnAt(events: Log, head: Seq): AtTurn | undefined {
  const last = events.slice(0, head).findLast(({ type }) => type === 'v1.turn.started' || type === 'v1.turn.ended');
  if (last?.type !== 'v1.turn.started' && last?.type !== 'v1.turn.ended') return undefined;
  return { turn: last.data.turn, isOver: last.type === 'v1.turn.ended' };
}

/**
 * Where a moment of one branch is in another: in the past that they have in common the same event; after it the same turn, as far as it
 * was; where the other has no such turn, the event up to which they are one. `there` may hold the other's events behind the common past
 * alone.
 */
export function sameMoment({ head, common, here, there }: Moments): Seq {
  if (head <= common) return head;
  const now = turnAt(here, head);
  if (now === undefined) return common;
  const found = there.find(
    (event) =>
      event.seq > common &&
      event.type === (now.isOver ? 'v1.turn.ended' : 'v1.turn.started') &&
      event.data.turn === now.turn,
  );
  if (found === undefined) return common;
  const message = there.find(
    (event) => (event.type === 'v1.message.sent' || event.type === 'v1.message.held') && event.data.turn === now.turn,
  );
  // A turn that is over is seen by its words.
  return now.isOver && message !== undefined ? seq(Math.max(found.seq, message.seq)) : found.seq;
}

export type Moments = {
  readonly head: Seq;
  readonly common: Seq;
  readonly here: Log;
  readonly there: Log;
};

/** Turns that had begun by a moment; one that was tried again counts once. */
export const turnsBegun = (events: Log, at: Seq): number =>
  new Set(events.slice(0, at).flatMap((event) => (event.type === 'v1.turn.started' ? [event.data.turn] : []))).size;
