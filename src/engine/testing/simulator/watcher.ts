import type { AnyEvent } from '#shared/events/event.ts';
import { emptyRun, foldRun } from '#shared/projections/fold-run.ts';
import type { RunView } from '#shared/projections/run.ts';
import type { Follower } from '#shared/projections/follow.ts';
import type { Seams } from './seams.ts';

/** A window that watches a run over a line that loses and repeats events, and folds what arrives. */
export class Watcher {
  readonly view: RunView = emptyRun();
  readonly #follower: Follower;
  /** How far the line has been fed: events of the journal behind it were sent, whatever arrived. */
  #sent = 0;

  constructor(seams: Seams) {
    this.#follower = seams.follower((event) => void foldRun(this.view, event));
  }

  /** Sends what is new; `next` decides what the line does to each event. */
  listen(events: readonly AnyEvent[], fate: () => 'arrives' | 'is lost' | 'arrives twice'): void {
    for (; this.#sent < events.length; this.#sent += 1) {
      const event = events[this.#sent];
      const outcome = event === undefined ? 'is lost' : fate();
      if (event === undefined || outcome === 'is lost') continue;
      const arrival = this.#follower.arrive(event);
      if (outcome === 'arrives twice') this.#follower.arrive(event);
      if (arrival === 'gap') this.reconnect(events);
    }
  }

  /** The same call as the first time: everything behind what it has. */
  reconnect(events: readonly AnyEvent[]): void {
    for (const event of events.slice(this.#follower.last)) this.#follower.arrive(event);
    this.#sent = events.length;
  }
}
