import type { Abort } from '#shared/base/abort.ts';
import type { Waker } from '#shared/base/waker.ts';
import type { Draft } from '#shared/events/event.ts';
import { creationOf } from '../../create.ts';
import { endingBy } from '../../commands.ts';
import { JournalStopped } from '../../deps.ts';
import { runUntilDone, type Outcome } from '../../loop.ts';
import type { Clock, Inference, Journal } from '../../ports.ts';
import { runLog, type RunLog } from '../../run-log.ts';
import type { Ending } from '../../step.ts';
import type { Plan } from './plan.ts';
import type { Seams } from './seams.ts';
import { Killed } from './sim-journal.ts';

export type Surroundings = {
  readonly plan: Plan;
  readonly seams: Seams;
  readonly journal: Journal;
  readonly inference: Inference;
  readonly clock: Clock;
};

/** How one life of the program ended: `killed` in an append, `stopped` by the disk, or with a bug of its own. */
export type Death =
  { readonly kind: 'ended' | 'stopped' | 'killed' } | { readonly kind: 'bug'; readonly error: unknown };

/** One life of the program: from opening the journal to its end, its kill or a disk that refuses. */
export class Program {
  readonly log: RunLog;
  readonly #waker: Waker;
  readonly #cancel = abortSource();
  #ending: (() => Ending) | undefined;
  death: Death | undefined;

  /** Throws where the disk fails while the run is created or recovered. */
  constructor({ plan, seams, journal, inference, clock }: Surroundings) {
    const disk = seams.journal(journal);
    this.log = runLog(disk, clock, seams.fold);
    this.#waker = seams.waker();
    if (this.log.view.status === 'new') {
      const creation = { run: journal.run, setup: plan.setup, startedAt: '2026-01-01T00:00:00Z', app: 'simulator' };
      this.log.append(...creationOf(creation));
    } else {
      this.log.append(...seams.recover(this.log.view));
    }
    const deps = { log: this.log, inference, clock, onPiece: () => {}, next: seams.next };
    const ending = () => this.#ending?.();
    runUntilDone(deps, { signal: this.#cancel.signal, ending, changed: () => this.#waker.next() }).then(
      (outcome: Outcome) => (this.death ??= { kind: outcome.kind }),
      (error: unknown) => (this.death ??= error instanceof Killed ? { kind: 'killed' } : { kind: 'bug', error }),
    );
  }

  /** A command from outside: decided on what the log says now and appended in the same tick. */
  append(drafts: readonly Draft[]): void {
    try {
      this.log.append(...drafts);
    } catch (error) {
      if (error instanceof Killed) this.death ??= { kind: 'killed' };
      else if (!(error instanceof JournalStopped)) throw error;
    } finally {
      this.#waker.wake();
    }
  }

  cancel(): void {
    this.#cancel.abort();
  }

  /** The arbiter's end: like a cancel, with a reason. */
  end(): void {
    this.#ending ??= () => endingBy(this.log.view, { kind: 'end' });
    this.#cancel.abort();
  }
}

function abortSource(): { readonly signal: Abort; abort(): void } {
  const listeners = new Set<() => void>();
  let aborted = false;
  return {
    abort() {
      if (aborted) return;
      aborted = true;
      for (const listener of [...listeners]) listener();
    },
    signal: {
      get aborted() {
        return aborted;
      },
      addEventListener: (_type, listener) => void listeners.add(listener),
      removeEventListener: (_type, listener) => void listeners.delete(listener),
    },
  };
}
