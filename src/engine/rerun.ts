import type { AnyEvent } from '#shared/events/event.ts';
import { micros, type Seq } from '#shared/events/ids.ts';
import { emptyRun, foldRun } from '#shared/projections/fold-run.ts';
import type { RunView } from '#shared/projections/run.ts';
import { decideCommand } from './commands.ts';
import { nextStep } from './next-step.ts';
import { isDue, isOutside, reckoner, type Intervention } from './rerun-plan.ts';
import type { RunLog } from './run-log.ts';
import type { Ending } from './step.ts';

export type Rerun = {
  /** What came from outside in the run that is said again. */
  readonly plan: readonly Intervention[];
  /** In exact mode interventions come at the same event, else at the same place among the turns. */
  readonly by: 'event' | 'turn';
  /** Ends the run before its time, as a command did. */
  readonly end: (ending: Ending) => void;
};

/** The log and the rules of a run that is said again. */
export type Rerunning = { readonly log: RunLog; readonly next: typeof nextStep };

/**
 * Puts what came from outside into a run that is said again: each in the same tick as the event that it came after, so that no turn can
 * come between. One that no longer fits (its message was not said this time) is left out. Time is taken from the log alone: the rules never
 * see the clock. Of a branch that goes on after a kill `stored` are its events, and what it has put in already is not put in twice.
 */
export function rerunning(log: RunLog, stored: readonly AnyEvent[], { plan, by, end }: Rerun): Rerunning {
  const { left, count } = takenUp(stored, plan);
  let stuck = false;
  const putIn = ({ what }: Intervention): void => {
    if (what.kind === 'end') return end(what.ending);
    const drafts = what.kind === 'facts' ? what.drafts : draftsBy(log.view, what.command);
    for (const event of log.append(...drafts)) count.take(event);
  };
  const drain = (forced: boolean): void => {
    for (let force = forced; ; force = false) {
      const [first] = left;
      if (first === undefined || log.view.status === 'ended' || !(force || isDue(first, count.reached(), by))) return;
      left.shift();
      putIn(first);
    }
  };
  return {
    log: {
      view: log.view,
      appended: log.appended,
      get stopped() {
        return log.stopped;
      },
      append(...drafts) {
        const events = log.append(...drafts);
        for (const event of events) count.take(event);
        drain(drafts.length === 0 && stuck);
        stuck = false;
        return events;
      },
    },
    next(view) {
      const step = nextStep(view, micros(0));
      // Where it waits for a word that comes only later, the talk went another way: the word comes now.
      const waits =
        step.kind === 'wait' && view.status === 'running' && !view.turns.some(({ state }) => state === 'open');
      if (!waits || left.length === 0) return step;
      stuck = true;
      return { kind: 'append', drafts: [] };
    },
  };
}

const draftsBy = (view: RunView, command: Parameters<typeof decideCommand>[1]) => {
  const decided = decideCommand(view, command);
  return decided.ok ? decided.value : [];
};

/** What of the plan the branch has not put in yet, and how far its own log is. */
function takenUp(stored: readonly AnyEvent[], plan: readonly Intervention[]) {
  const from = stored.findLast((event) => event.type === 'v1.run.forked')?.seq ?? (0 as Seq);
  let view = emptyRun();
  for (const event of stored.slice(0, from)) view = foldRun(view, event);
  const count = reckoner(view);
  const left = [...plan];
  for (const event of stored.slice(from)) {
    count.take(event);
    const at = isOutside(event) ? left.findIndex((one) => isSame(one.event, event)) : -1;
    if (at >= 0) left.splice(0, at + 1);
  }
  return { left, count };
}

const isSame = (one: AnyEvent, other: AnyEvent): boolean =>
  one.type === other.type && JSON.stringify(one.data) === JSON.stringify(other.data);

/** Where a run is said again from where nothing else is asked: before its models were loaded, or those of its last fork. */
export function startOf(events: readonly AnyEvent[]): Seq {
  const begun = events.findLast((event) => event.type === 'v1.run.forked')?.seq ?? 0;
  const loading = events.find((event) => event.seq > begun && event.type === 'v1.model.loaded');
  const last = events.findLast(({ type }) => type === 'v1.agent.joined' || type === 'v1.run.created');
  return loading === undefined ? (Math.max(begun, last?.seq ?? 1) as Seq) : ((loading.seq - 1) as Seq);
}
