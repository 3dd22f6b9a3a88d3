import { emitter, type Emitter } from '#shared/base/emitter.ts';
import type { AnyEvent, Draft } from '#shared/events/event.ts';
import { emptyRun, foldRun, type RunView } from '#shared/projections/run.ts';
import { seq } from '#shared/events/ids.ts';
import { JournalStopped } from './deps.ts';
import type { Clock, Journal } from './ports.ts';

/** The journal with its view kept beside it: the only way by which a run changes. */
export interface RunLog {
  readonly view: RunView;
  /** One transaction, then the fold, then the announcement. Throws JournalStopped when the disk refuses. */
  append(...drafts: readonly Draft[]): readonly AnyEvent[];
  readonly appended: Emitter<AnyEvent>;
}

/** Reads what the journal holds and keeps the view up to date from there. */
export function runLog(journal: Journal, clock: Clock): RunLog {
  let view = emptyRun();
  for (const event of journal.read(seq(0))) view = foldRun(view, event);
  const appended = emitter<AnyEvent>();
  return {
    view,
    appended,
    append(...drafts) {
      if (drafts.length === 0) return [];
      const result = journal.append(drafts, clock.now());
      if (!result.ok) throw new JournalStopped(result.failure);
      for (const event of result.value) foldRun(view, event);
      for (const event of result.value) appended.emit(event);
      return result.value;
    },
  };
}
