import { emitter, type Emitter } from '#shared/base/emitter.ts';
import type { AnyEvent, Draft } from '#shared/events/event.ts';
import type { RunId, Seq } from '#shared/events/ids.ts';
import type { Piece } from '#engine/deps.ts';
import { runUntilDone } from '#engine/loop.ts';
import type { Clock, Inference, JournalFailure } from '#engine/ports.ts';
import { runLog, type RunLog } from '#engine/run-log.ts';
import type { StoreJournal } from '#store/journal.ts';
import type { RunView } from '#shared/projections/run.ts';
import { seq } from '#shared/events/ids.ts';

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
  /** What is stored after `after`; not to be asked once it is over. */
  stored(after: Seq): readonly AnyEvent[];
  pause(): Seq;
  resume(): Seq;
  /** Ends the run as cancelled and waits for it. */
  cancel(): Promise<Seq>;
  /** Settles when the run has ended or stopped; a bug in the engine rejects. */
  readonly done: Promise<void>;
}

export type LiveRunInput = {
  readonly journal: StoreJournal;
  readonly inference: Inference;
  readonly clock: Clock;
  /** The first drafts: a creation or a recovery. */
  readonly begin: (log: RunLog) => void;
};

/** Starts the engine's loop on a journal; the journal is closed when the loop is done. */
export function startLiveRun({ journal, inference, clock, begin }: LiveRunInput): LiveRun {
  const log = runLog(journal, clock);
  begin(log);
  const controller = new AbortController();
  const pieces = emitter<Piece>();
  const waker = wakeable();
  let stopped: { readonly failure: JournalFailure } | undefined;
  let over = false;
  const deps = { log, inference, clock, onPiece: (piece: Piece) => pieces.emit(piece) };
  const done = runUntilDone(deps, { signal: controller.signal, changed: waker.next })
    .then((outcome) => {
      if (outcome.kind === 'stopped') stopped = { failure: outcome.failure };
    })
    .finally(() => {
      over = true;
      journal.close();
    });
  // Whoever waits for `done` hears of a failure; nobody has to.
  done.catch(() => {});
  const command = (draft: Draft): Seq => {
    log.append(draft);
    waker.wake();
    return log.view.lastSeq;
  };
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
    stored: (after) => journal.read(after),
    pause: () =>
      log.view.status === 'running' ? command({ type: 'v1.run.paused', data: { by: 'arbiter' } }) : log.view.lastSeq,
    resume: () =>
      log.view.status === 'paused' ? command({ type: 'v1.run.resumed', data: { by: 'arbiter' } }) : log.view.lastSeq,
    async cancel() {
      controller.abort();
      await done;
      return seq(log.view.lastSeq);
    },
  };
}

/** A promise that can be made to settle again and again: what is woken before anyone waits is not lost. */
function wakeable(): { wake(): void; readonly next: () => Promise<void> } {
  let woken = false;
  let resolve: (() => void) | undefined;
  return {
    wake() {
      woken = true;
      resolve?.();
    },
    next: () =>
      new Promise((settle) => {
        resolve = () => {
          woken = false;
          settle();
        };
        if (woken) resolve();
      }),
  };
}
