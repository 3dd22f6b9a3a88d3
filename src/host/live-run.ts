import { emitter, type Emitter } from '#shared/base/emitter.ts';
import { fail, ok, type Result } from '#shared/base/result.ts';
import { waker } from '#shared/base/waker.ts';
import type { Command, CommandOf } from '#shared/events/commands.ts';
import type { AnyEvent } from '#shared/events/event.ts';
import { seq, type RunId, type Seq } from '#shared/events/ids.ts';
import { decideCommand, endingBy } from '#engine/commands.ts';
import type { Piece } from '#engine/deps.ts';
import { runUntilDone, type LoopControl } from '#engine/loop.ts';
import type { Clock, Inference, Journal, JournalFailure } from '#engine/ports.ts';
import { rerunning, type Rerun } from '#engine/rerun.ts';
import { runLog, type RunLog } from '#engine/run-log.ts';
import type { Ending } from '#engine/step.ts';
import type { RunView } from '#shared/projections/run.ts';

/** A run that this process is deliberating. */
export interface LiveRun {
  readonly run: RunId;
  readonly view: RunView;
  readonly appended: Emitter<AnyEvent>;
  readonly pieces: Emitter<Piece>;
  /** Why it stopped without an end, once it has. */
  readonly stopped: { readonly failure: JournalFailure } | undefined;
  /** It has ended or stopped and its file is closed: what it said is read from there. */
  readonly over: boolean;
  /** What is stored after `after`, at most `limit` events; not to be asked once it is over. */
  stored(after: Seq, limit?: number): readonly AnyEvent[];
  /**
   * Decides and appends within the call; a refusal is one sentence, and nothing was done. Answers where the log stands then: at once,
   * but for `end` when the run has ended.
   */
  command(command: Command): Promise<Result<Seq, string>>;
  /** Pause and resume for whoever does not care whether it is so already. */
  pause(): Seq;
  resume(): Seq;
  /** Ends the run as cancelled and waits for it. */
  cancel(): Promise<Seq>;
  /** Settles when the run has ended or stopped; a bug in the engine rejects. */
  readonly done: Promise<void>;
}

export type LiveRunInput = {
  readonly journal: Journal & { close(): void };
  readonly inference: Inference;
  readonly clock: Clock;
  /** The first drafts: a creation or a recovery. */
  readonly begin: (log: RunLog) => void;
  /** Of a run that is said again: what came from outside, and where. */
  readonly replay?: Replay | undefined;
};

export type Replay = Omit<Rerun, 'end'>;

/** Starts the engine's loop on a journal; the journal is closed when the loop is done. */
export function startLiveRun({ journal, inference, clock, begin, replay }: LiveRunInput): LiveRun {
  const own = runLog(journal, clock);
  begin(own);
  const again =
    replay === undefined ? undefined : rerunning(own, journal.read(seq(0)), { ...replay, end: (e) => wheel.end(e) });
  const log = again?.log ?? own;
  const pieces = emitter<Piece>();
  const wheel = steering(log);
  let stopped: { readonly failure: JournalFailure } | undefined;
  let over = false;
  const rules = again === undefined ? {} : { next: again.next };
  const deps = { log, inference, clock, onPiece: (piece: Piece) => pieces.emit(piece), ...rules };
  const done = runUntilDone(deps, wheel.control)
    .then((outcome) => {
      if (outcome.kind === 'stopped') stopped = { failure: outcome.failure };
    })
    .finally(() => {
      over = true;
      journal.close();
    });
  // Whoever waits for `done` hears of a failure; nobody has to.
  done.catch(() => {});
  return {
    run: journal.run,
    view: log.view,
    appended: log.appended,
    pieces,
    done,
    get stopped() {
      return stopped;
    },
    get over() {
      return over;
    },
    stored: (after, limit) => journal.read(after, limit),
    async command(command) {
      const obeyed = wheel.obey(command);
      if (!obeyed.ok || command.kind !== 'end') return obeyed;
      await done;
      return ok(log.view.lastSeq);
    },
    pause() {
      wheel.obey({ kind: 'pause' });
      return log.view.lastSeq;
    },
    resume() {
      wheel.obey({ kind: 'resume' });
      return log.view.lastSeq;
    },
    async cancel() {
      wheel.abort();
      await done;
      return log.view.lastSeq;
    },
  };
}

/** What reaches the loop from outside: facts that commands append, and the abort by which a run is ended before its time. */
function steering(log: RunLog) {
  const controller = new AbortController();
  const outside = waker();
  let asked: CommandOf<'end'> | undefined;
  let ended: Ending | undefined;
  const control: LoopControl = {
    signal: controller.signal,
    changed: () => outside.next(),
    ending: () => (asked === undefined ? ended : endingBy(log.view, asked)),
  };
  return {
    control,
    abort: (): void => controller.abort(),
    /** As a run that is said again had ended. */
    end(ending: Ending): void {
      ended = ending;
      controller.abort();
    },
    /** Decides and appends in one tick. */
    obey(command: Command): Result<Seq, string> {
      if (controller.signal.aborted && log.view.status !== 'ended') return fail('The run is ending already.');
      const decided = decideCommand(log.view, command);
      if (!decided.ok) return decided;
      try {
        log.append(...decided.value);
      } finally {
        // The loop looks also where the disk refused: then it stops.
        outside.wake();
      }
      if (command.kind === 'end') {
        asked = command;
        controller.abort();
      }
      return ok(log.view.lastSeq);
    },
  };
}
