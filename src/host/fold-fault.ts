import type { AnyEvent } from '#shared/events/event.ts';
import type { Output } from '#shared/rpc/methods.ts';
import { moment } from '#shared/projections/moment.ts';
import { emptyRun, foldRun } from '#shared/projections/fold-run.ts';

/**
 * The first event that no fold can take, or at which the run as the engine sees it and as a window sees it part; undefined where all
 * events fold.
 */
export function foldFault(events: readonly AnyEvent[]): Output<'run.verify'>['bad'] {
  let run = emptyRun();
  let seen = moment.initial();
  for (const event of events) {
    try {
      run = foldRun(run, event);
      seen = moment.fold(seen, event);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      return { seq: event.seq, why: `event ${event.seq} (${event.type}) cannot be folded: ${why}` };
    }
    if (event.seq === 1 && run.created === undefined) return { seq: 1, why: 'event 1 is no v1.run.created' };
    if (run.status !== seen.status || seen.seq !== run.lastSeq) {
      return { seq: event.seq, why: `after event ${event.seq} (${event.type}) two folds of the run do not agree` };
    }
  }
  return undefined;
}
