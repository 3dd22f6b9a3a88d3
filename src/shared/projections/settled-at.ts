import type { AnyEvent } from '../events/event.ts';
import { seq, type Seq } from '../events/ids.ts';

/**
 * Where a log can be left after the event `at` without cutting a turn's end in two: `at` itself, or the last event of that end. The brakes
 * that a turn set off, its end, its message and the bounces of the message are one fact, written in one piece; a past that ended between
 * them would hold a turn that was counted and whose words are lost. `events` are in order from the first on, without a gap.
 */
export function settledAt(events: readonly AnyEvent[], at: Seq): Seq {
  let place = at;
  for (let next = events[place]; next !== undefined && isOneWith(events[place - 1], next); next = events[place]) {
    place = seq(place + 1);
  }
  return place;
}

function isOneWith(event: AnyEvent | undefined, next: AnyEvent): boolean {
  switch (event?.type) {
    case 'v1.brake.fired':
      return (next.type === 'v1.brake.fired' || next.type === 'v1.turn.ended') && next.data.turn === event.data.turn;
    case 'v1.turn.ended':
      return (next.type === 'v1.message.sent' || next.type === 'v1.message.held') && next.data.turn === event.data.turn;
    case 'v1.message.sent':
    case 'v1.message.held':
    case 'v1.message.bounced':
      return next.type === 'v1.message.bounced' && next.data.message === event.data.message;
    default:
      return false;
  }
}
