import { mkdirSync } from 'node:fs';
import { emitter, type Emitter } from '#shared/base/emitter.ts';
import { fail, ok, type Result } from '#shared/base/result.ts';
import type { AnyEvent } from '#shared/events/event.ts';
import { micros, seq, type RunId } from '#shared/events/ids.ts';
import type { RunSetup } from '#shared/events/setup.ts';
import type { RpcFailure } from '#shared/rpc/methods.ts';
import { creationOf } from '#engine/create.ts';
import { JournalStopped } from '#engine/deps.ts';
import type { Inference } from '#engine/ports.ts';
import { recoveryOf } from '#engine/recover.ts';
import type { RunLog } from '#engine/run-log.ts';
import { createBranch, createJournal, openJournal, type Past, type StoreJournal } from '#store/journal.ts';
import type { OpenFailure } from '#store/failures.ts';
import { startLiveRun, type LiveRun, type LiveRunInput, type Replay } from './live-run.ts';
import { runFile, runsFolder, type Places } from './places.ts';
import { runClock } from './run-clock.ts';
import { newRunId } from './run-id.ts';

/** The runs that this process deliberates. */
export interface LiveRuns {
  /** A run began, ended, stopped, paused or went on. */
  readonly changed: Emitter<undefined>;
  get(run: RunId): LiveRun | undefined;
  start(setup: RunSetup): Result<LiveRun, RpcFailure>;
  /**
   * Begins a run under an id that was written down before, or goes on with it where it was begun; undefined where it has ended. Whoever
   * asks again after a kill gets the same run and never a second one.
   */
  startAs(run: RunId, setup: RunSetup): Result<LiveRun | undefined, RpcFailure>;
  /** Goes on with a run whose program ended; refused for one that has ended, or that another process holds. */
  resume(run: RunId, replay?: Replay): Result<LiveRun, RpcFailure>;
  /** Makes the file of a branch, and goes on with it at once where `start` is given. */
  branch(made: NewBranch, start: { readonly replay: Replay | undefined } | undefined): Result<undefined, RpcFailure>;
  /** Cancels nothing: waits for no one, gives the models back. */
  close(): Promise<void>;
}

export type { Replay } from './live-run.ts';
export type NewBranch = Past & { readonly run: RunId };

export type LiveRunsInput = { readonly places: Places; readonly inference: Inference; readonly app: string };

export function liveRuns({ places, inference, app }: LiveRunsInput): LiveRuns {
  const live = new Map<RunId, LiveRun>();
  const changed = emitter<undefined>();
  const keep = (run: LiveRun): Result<LiveRun, RpcFailure> => {
    live.set(run.run, run);
    announce(run, () => changed.emit(undefined));
    return ok(run);
  };
  const started = (input: Omit<LiveRunInput, 'inference'>): Result<LiveRun, RpcFailure> =>
    begun(() => keep(startLiveRun({ ...input, inference })));
  /** A run in a file that holds nothing yet. */
  const create = (journal: StoreJournal, setup: RunSetup): Result<LiveRun, RpcFailure> => {
    const creation = creationOf({ run: journal.run, setup, startedAt: new Date().toISOString(), app });
    return started({ journal, clock: runClock(), begin: (log) => void log.append(...creation) });
  };
  const startNew = (run: RunId, setup: RunSetup): Result<LiveRun, RpcFailure> => {
    const folder = writableFolder(runsFolder(places));
    if (!folder.ok) return folder;
    const journal = createJournal({ file: runFile(places, run), run });
    return journal.ok ? create(journal.value, setup) : fail(failureOf(journal.failure));
  };
  const goOn = (journal: StoreJournal, replay?: Replay): Result<LiveRun, RpcFailure> => {
    const clock = runClock(lastOf(journal)?.at ?? micros(0));
    const begin = (log: RunLog): void => void log.append(...recoveryOf(log.view));
    return started({ journal, clock, begin, replay });
  };
  return {
    changed,
    get: (run) => live.get(run),
    start: (setup) => startNew(newRunId(setup.title, new Date()), setup),
    startAs(run, setup) {
      const journal = openJournal({ file: runFile(places, run), run });
      if (!journal.ok && journal.failure.kind === 'missing') return startNew(run, setup);
      if (!journal.ok) return fail(failureOf(journal.failure));
      const last = lastOf(journal.value);
      if (last === undefined) return create(journal.value, setup);
      if (last.type !== 'v1.run.ended') return goOn(journal.value);
      journal.value.close();
      return ok(undefined);
    },
    branch({ run: id, ...past }, start) {
      const folder = writableFolder(runsFolder(places));
      if (!folder.ok) return folder;
      const journal = createBranch({ file: runFile(places, id), run: id }, past);
      if (!journal.ok) return fail(failureOf(journal.failure));
      if (start === undefined) {
        journal.value.close();
        changed.emit(undefined);
        return ok(undefined);
      }
      const clock = runClock(lastOf(journal.value)?.at ?? micros(0));
      const run = started({ journal: journal.value, clock, begin: () => {}, ...start });
      return run.ok ? ok(undefined) : run;
    },
    resume(run, replay) {
      const journal = unended(places, run);
      return journal.ok ? goOn(journal.value, replay) : journal;
    },
    close: () => inference.close(),
  };
}

/** Opens the file of a run that has not ended. */
function unended(places: Places, run: RunId): Result<StoreJournal, RpcFailure> {
  const journal = openJournal({ file: runFile(places, run), run });
  if (!journal.ok && journal.failure.kind === 'missing') {
    const message = `There is no run ${run} in ${runsFolder(places)} to go on with: see parley list.`;
    return fail({ code: 'not_found', message });
  }
  if (!journal.ok) return fail(failureOf(journal.failure));
  const last = lastOf(journal.value);
  if (last?.type !== 'v1.run.ended') return journal;
  journal.value.close();
  return fail({ code: 'usage', message: `The run ${run} has ended (${last.data.reason}); play it, or start it anew.` });
}

const lastOf = (journal: StoreJournal): AnyEvent | undefined =>
  journal.read(seq(Math.max(0, journal.lastSeq() - 1)))[0];

/** Tells now, whenever a list shows the run otherwise, and when it is over: also where it stopped without an end, its file is free then. */
function announce(run: LiveRun, tell: () => void): void {
  run.appended.on(({ type }) => {
    if (TURNING.has(type)) tell();
  });
  run.done.then(tell, tell);
  tell();
}

/** After these a list shows the run otherwise. */
const TURNING: ReadonlySet<string> = new Set(['v1.run.paused', 'v1.run.resumed', 'v1.run.ended']);

/** What a journal refuses at the very beginning is an answer to the command, not a broken run. */
function begun(start: () => Result<LiveRun, RpcFailure>): Result<LiveRun, RpcFailure> {
  try {
    return start();
  } catch (error) {
    if (error instanceof JournalStopped) return fail({ code: 'storage', message: error.failure.detail });
    throw error;
  }
}

function writableFolder(folder: string): Result<undefined, RpcFailure> {
  try {
    mkdirSync(folder, { recursive: true });
    return ok(undefined);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const message = `The folder for runs, ${folder}, cannot be made (${reason}): choose another with --home.`;
    return fail({ code: 'storage', message });
  }
}

function failureOf(failure: OpenFailure): RpcFailure {
  switch (failure.kind) {
    case 'busy':
      return { code: 'busy', message: failure.detail };
    case 'missing':
      return { code: 'not_found', message: failure.detail };
    case 'imported':
      return { code: 'refused', message: failure.detail };
    default:
      return { code: 'storage', message: failure.detail };
  }
}
