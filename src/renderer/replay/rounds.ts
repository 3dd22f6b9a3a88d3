import type { AnyEvent } from '#shared/events/event.ts';
import type { Seq } from '#shared/events/ids.ts';

/** Where each round begins: the first turn of a round that is higher than all before it. */
export function roundStarts(events: Iterable<AnyEvent>): readonly Seq[] {
  const starts: Seq[] = [];
  let highest = -1;
  for (const event of events) {
    if (event.type !== 'v1.turn.started' || event.data.round <= highest) continue;
    highest = event.data.round;
    starts.push(event.seq);
  }
  return starts;
}

/** The next beginning of a round after `from`, or the last before it where `by` is negative. */
export const roundStop = (events: Iterable<AnyEvent>, from: Seq, by: 1 | -1): Seq | undefined =>
  by === 1 ? roundStarts(events).find((start) => start > from) : roundStarts(events).findLast((start) => start < from);
