import { emitter, type Emitter } from '#shared/base/emitter.ts';
import type { AnyEvent, Draft } from '#shared/events/event.ts';
import { emptyRun, foldRun } from '#shared/projections/fold-run.ts';
import type { RunView } from '#shared/projections/run.ts';
import { seq } from '#shared/events/ids.ts';
import { JournalStopped } from './deps.ts';
import type { Clock, Journal, JournalFailure } from './ports.ts';

/** The journal with its view kept beside it: the only way by which a run changes. */
export interface RunLog {
  readonly view: RunView;
  /** Why the disk refused an append. From then on none is tried: what was written is not known, and only a reader can tell. */
  readonly stopped: JournalFailure | undefined;
  /** One transaction, then the fold, then the announcement. Throws JournalStopped when the disk refuses. */
  append(...drafts: readonly Draft[]): readonly AnyEvent[];
  readonly appended: Emitter<AnyEvent>;
}

/** Reads what the journal holds and keeps the view up to date from there. */
export function runLog(journal: Journal, clock: Clock, fold: typeof foldRun = foldRun): RunLog {
  let view = emptyRun();
  for (const event of journal.read(seq(0))) view = fold(view, event);
  const appended = emitter<AnyEvent>();
  let stopped: JournalFailure | undefined;
  return {
    view,
    appended,
    get stopped() {
      return stopped;
    },
    append(...drafts) {
      if (drafts.length === 0) return [];
      if (stopped !== undefined) throw new JournalStopped(stopped);
      const result = journal.append(drafts, clock.now());
      if (!result.ok) {
        stopped = result.failure;
        throw new JournalStopped(result.failure);
      }
      for (const event of result.value) fold(view, event);
      for (const event of result.value) appended.emit(event);
      return result.value;
    },
  };
}
