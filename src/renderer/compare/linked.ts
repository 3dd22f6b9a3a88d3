import type { AnyEvent } from '#shared/events/event.ts';
import { seq as seqOf, type Seq } from '#shared/events/ids.ts';
import { countUpTo } from '../state/log-index.ts';

/** A turn that began or that has said its word at this event. */
type Mark = { readonly seq: Seq; readonly turn: number; readonly kind: 'began' | 'said' };

/** Where the turns of one run stand. */
export type Turns = {
  readonly marks: readonly Mark[];
  readonly began: ReadonlyMap<number, Seq>;
  readonly said: ReadonlyMap<number, Seq>;
  /** Numbers of the turns that have said their word, in order. */
  readonly numbers: readonly number[];
  readonly last: Seq;
};

/** Reads a log from its beginning; in one without turns each message of a seat is one, as in `alignedTurns`. */
export function turnsIn(events: readonly AnyEvent[]): Turns {
  const marks: Mark[] = [];
  const began = new Map<number, Seq>();
  const said = new Map<number, Seq>();
  for (const event of events) {
    const { seq } = event;
    if (event.type === 'v1.turn.started') {
      const { turn } = event.data;
      began.set(turn, seq);
      marks.push({ seq, turn, kind: 'began' });
    }
    if (event.type === 'v1.turn.ended') {
      said.set(event.data.turn, seq);
      marks.push({ seq, turn: event.data.turn, kind: 'said' });
    }
    if (event.type !== 'v1.message.sent' && event.type !== 'v1.message.held') continue;
    if (event.data.from === 'arbiter') continue;
    const turn = event.data.turn ?? Number(event.data.message.slice(1));
    // With the turn its message is there: both are one moment.
    if (!said.has(turn)) marks.push({ seq, turn, kind: 'said' });
    said.set(turn, seq);
  }
  const numbers = [...said.keys()].toSorted((one, other) => one - other);
  return { marks, began, said, numbers, last: seqOf(events.length) };
}

/**
 * The moment of `other` that answers to `head` in `one`: after the same number of the same turn, begun or said; where it has no such turn,
 * after the last before it. Before the first turn both are before it, and the end is the end.
 */
export function linkedSeq(one: Turns, other: Turns, head: Seq): Seq {
  if (head >= one.last) return other.last;
  const mark = one.marks[countUpTo(one.marks, ({ seq }) => seq <= head) - 1];
  const before = seqOf(Math.max(0, (other.marks[0]?.seq ?? other.last + 1) - 1));
  if (mark === undefined) return seqOf(Math.min(head, before));
  const same = mark.kind === 'began' ? other.began.get(mark.turn) : other.said.get(mark.turn);
  if (same !== undefined) return same;
  const { numbers } = other;
  // A turn that is only under way, or began unrecorded, is after all that is before it.
  const lower = numbers[countUpTo(numbers, (turn) => turn < mark.turn) - 1];
  const said = lower === undefined ? undefined : other.said.get(lower);
  return said ?? before;
}
