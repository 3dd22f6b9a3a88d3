import type { AnyEvent, EventOf } from '#shared/events/event.ts';
import { seq as seqOf, type MessageId, type Seq, type TurnId } from '#shared/events/ids.ts';

/** What stands in the log about one turn, attempts that were lost among it. */
export type TurnEvents = {
  readonly started: readonly EventOf<'v1.turn.started'>[];
  readonly abandoned: readonly EventOf<'v1.turn.abandoned'>[];
  readonly ended: EventOf<'v1.turn.ended'> | undefined;
};

/** The places that one jumps between, each list in order. */
export type Stops = 'turn' | 'message' | 'marker' | 'retraction';

/** The log as the window holds it: every event that has come, and where things stand in it. Grows at its end, never changes. */
export interface LogIndex {
  /** In order from the first on, without a gap: the event of `seq` is `events[seq - 1]`. */
  readonly events: readonly AnyEvent[];
  add(event: AnyEvent): void;
  at(seq: Seq): AnyEvent | undefined;
  turn(turn: TurnId): TurnEvents | undefined;
  /** Where a message became public, or was written where it never did. */
  message(message: MessageId): Seq | undefined;
  /** Where a message was written, held or public, in the words that it then had. */
  written(message: MessageId): Written | undefined;
  /** The next stop after `from`, or the last before it where `by` is negative. */
  stop(kind: Stops, from: Seq, by: 1 | -1): Seq | undefined;
  stops(kind: Stops): readonly Seq[];
  /** The last event at or before this time; 0 before the first. */
  seqAt(at: number): Seq;
}

export type Written = EventOf<'v1.message.sent'> | EventOf<'v1.message.held'>;

type Growing = {
  started: EventOf<'v1.turn.started'>[];
  abandoned: EventOf<'v1.turn.abandoned'>[];
  ended: TurnEvents['ended'];
};

export function logIndex(): LogIndex {
  const events: AnyEvent[] = [];
  const turns = new Map<TurnId, Growing>();
  const messages = new Map<MessageId, Seq>();
  const writings = new Map<MessageId, Written>();
  const stops: Record<Stops, Seq[]> = { turn: [], message: [], marker: [], retraction: [] };
  const turnOf = (turn: TurnId): Growing => {
    const known = turns.get(turn) ?? { started: [], abandoned: [], ended: undefined };
    turns.set(turn, known);
    return known;
  };
  return {
    events,
    add(event) {
      events.push(event);
      if (event.type === 'v1.turn.started') turnOf(event.data.turn).started.push(event);
      if (event.type === 'v1.turn.abandoned') turnOf(event.data.turn).abandoned.push(event);
      if (event.type === 'v1.turn.ended') turnOf(event.data.turn).ended = event;
      if (event.type === 'v1.message.sent' || event.type === 'v1.message.held') {
        messages.set(event.data.message, event.seq);
        writings.set(event.data.message, event);
        stops.message.push(event.seq);
      }
      if (event.type === 'v1.message.approved') messages.set(event.data.message, event.seq);
      if (event.type === 'v1.turn.started' || event.type === 'v1.turn.ended') stops.turn.push(event.seq);
      if (isMarker(event)) stops.marker.push(event.seq);
      if (event.type === 'v1.message.retracted') stops.retraction.push(event.seq);
    },
    at: (seq) => events[seq - 1],
    turn: (turn) => turns.get(turn),
    message: (message) => messages.get(message),
    written: (message) => writings.get(message),
    stop(kind, from, by) {
      // A log of another program has no turns; then one goes from message to message.
      const list = kind === 'turn' && stops.turn.length === 0 ? stops.message : stops[kind];
      const after = countUpTo(list, (own) => own <= from);
      if (by === 1) return list[after];
      const before = countUpTo(list, (own) => own < from);
      return before === 0 ? undefined : list[before - 1];
    },
    stops: (kind) => stops[kind],
    seqAt: (at) => seqOf(countUpTo(events, (event) => event.at <= at)),
  };
}

/** What a person jumps to: dissent, decisions, the arbiter's hand, and what went wrong. */
export function isMarker(event: AnyEvent): boolean {
  switch (event.type) {
    case 'v1.message.sent':
      return (
        ['challenge', 'agree', 'vote', 'refuse', 'withdraw'].includes(event.data.act) || event.data.from === 'arbiter'
      );
    case 'v1.message.retracted':
    case 'v1.message.edited':
    case 'v1.message.bounced':
    case 'v1.run.braked':
    case 'v1.run.paused':
    case 'v1.run.ended':
    case 'v1.run.wrapping':
    case 'v1.turn.abandoned':
    case 'v1.vote.opened':
    case 'v1.vote.closed':
    case 'v1.proposal.ruled':
    case 'v1.budget.reached':
    case 'v1.agent.left':
      return true;
    default:
      return false;
  }
}

/** How many items at the beginning of a sorted list pass: binary search. */
export function countUpTo<Item>(list: readonly Item[], passes: (item: Item) => boolean): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const item = list[middle];
    if (item !== undefined && passes(item)) low = middle + 1;
    else high = middle;
  }
  return low;
}
