import { fail, ok } from '#shared/base/result.ts';
import type { AnyEvent, Event } from '#shared/events/event.ts';
import { seq, type RunId } from '#shared/events/ids.ts';
import type { Journal, JournalFailure } from '../ports.ts';

export type MemoryJournal = Journal & {
  readonly events: readonly AnyEvent[];
  /** How many events there were after each append: where a kill of the program can cut the log. */
  readonly cuts: readonly number[];
  /** From now on every append is refused with this failure, or accepted again. */
  refuse(failure: JournalFailure | undefined): void;
};

/** A journal without a disk. `stored` is what an earlier writer left. */
export function memoryJournal(run: RunId, stored: readonly AnyEvent[] = []): MemoryJournal {
  const events = [...stored];
  const cuts: number[] = [];
  let refusal: JournalFailure | undefined;
  return {
    run,
    events,
    cuts,
    refuse(failure) {
      refusal = failure;
    },
    append(drafts, at) {
      if (refusal !== undefined) return fail(refusal);
      const added = drafts.map(
        ({ type, data }, index) => ({ seq: seq(events.length + 1 + index), at, type, data }) as Event,
      );
      events.push(...added);
      cuts.push(events.length);
      return ok(added);
    },
    read: (after, limit) => events.slice(after, limit === undefined ? undefined : after + limit),
  };
}
