import type { AnyEvent } from '../events/event.ts';
import { seq as seqOf, type Seq } from '../events/ids.ts';

/** What a follower makes of an event that arrives: news, one that it has already, or proof that one before it was lost. */
export type Arrival = 'news' | 'known' | 'gap';

/**
 * Reads a log over a line that may lose, repeat and break: each event is taken once and in order. After a gap one subscribes again
 * behind `last`, which is the same call as the first time.
 */
export interface Follower {
  readonly last: Seq;
  arrive(event: AnyEvent): Arrival;
}

export function follower(take: (event: AnyEvent) => void): Follower {
  let last = seqOf(0);
  return {
    get last() {
      return last;
    },
    arrive(event) {
      if (event.seq <= last) return 'known';
      if (event.seq > last + 1) return 'gap';
      last = event.seq;
      take(event);
      return 'news';
    },
  };
}
