import { fail, ok } from '#shared/base/result.ts';
import type { AnyEvent, Event } from '#shared/events/event.ts';
import { seq, type RunId } from '#shared/events/ids.ts';
import type { Journal } from '../../ports.ts';

/** What the disk does to the next appends. `full` lasts; the others strike once. */
export type DiskFault = 'full' | 'crash-before-commit' | 'crash-after-commit' | 'commit-unknown';

/** The program died in an append. */
export class Killed extends Error {
  override readonly name = 'Killed';
}

/** A disk that outlives the program: events are there once they are committed, whatever the program heard of it. */
export class SimJournal implements Journal {
  readonly run: RunId;
  readonly events: AnyEvent[] = [];
  fault: DiskFault | undefined;
  /** The life of the program that may write; what is left of an earlier one writes nothing more. */
  #life: object | undefined;
  /** Called for every fault that struck. */
  readonly #struck: (fault: DiskFault) => void;

  constructor(run: RunId, struck: (fault: DiskFault) => void) {
    this.run = run;
    this.#struck = struck;
  }

  /** Nobody may write: the program has died, or died in an append. */
  get isAbandoned(): boolean {
    return this.#life === undefined;
  }

  abandon(): void {
    this.#life = undefined;
  }

  /** The journal as one life of the program opens it. */
  open(): Journal {
    const life = {};
    this.#life = life;
    return {
      run: this.run,
      read: (after, limit) => this.read(after, limit),
      append: (drafts, at) => {
        if (this.#life !== life) throw new Killed();
        return this.append(drafts, at);
      },
    };
  }

  append(...[drafts, at]: Parameters<Journal['append']>): ReturnType<Journal['append']> {
    const { fault } = this;
    if (fault !== undefined) this.#struck(fault);
    if (fault === 'full') return fail({ kind: 'full', detail: 'the simulated disk is full' });
    this.fault = undefined;
    if (fault === 'crash-before-commit' || fault === 'crash-after-commit') this.#life = undefined;
    if (fault === 'crash-before-commit') throw new Killed();
    const added = drafts.map(
      ({ type, data }, index) => ({ seq: seq(this.events.length + 1 + index), at, type, data }) as Event,
    );
    this.events.push(...added);
    if (fault === 'crash-after-commit') throw new Killed();
    if (fault === 'commit-unknown') return fail({ kind: 'io', detail: 'the simulated disk did not answer' });
    return ok(added);
  }

  read(after: Parameters<Journal['read']>[0], limit?: number): readonly AnyEvent[] {
    return this.events.slice(after, limit === undefined ? undefined : after + limit);
  }
}
