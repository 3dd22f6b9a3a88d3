import { present, unreachable } from '#shared/base/assert.ts';
import type { Abort } from '#shared/base/abort.ts';
import type { TurnId } from '#shared/events/ids.ts';
import type { TurnSpec } from './cadence/turn-spec.ts';
import { decide } from './decide.ts';
import { JournalStopped, type EngineDeps, type Waiting } from './deps.ts';
import { loadModels } from './load-models.ts';
import { nextStep } from './next-step.ts';
import { openTurns, type StartedTurn } from './open-turns.ts';
import type { JournalFailure } from './ports.ts';
import { abandoned } from './settle.ts';
import { speak } from './speak.ts';
import type { Ending } from './step.ts';

export type Outcome = { readonly kind: 'ended' } | { readonly kind: 'stopped'; readonly failure: JournalFailure };

export type LoopControl = {
  /** Aborted by a cancel or an end: open turns are abandoned and the run ends. */
  readonly signal: Abort;
  /** How a run ends whose signal was aborted, asked when its turns are over; as `cancelled` where nothing is said. */
  readonly ending?: () => Ending | undefined;
  /** Settles when something was appended from outside (pause, resume), so that the loop looks again. */
  readonly changed: () => Promise<void>;
};

/**
 * Loads the models and runs a deliberation until it has ended: the next step is read off the view, done, and its outcome appended; nothing else is kept.
 * Stops without an end only where the journal refuses; then the run can be resumed.
 */
export async function runUntilDone(deps: EngineDeps, control: LoopControl): Promise<Outcome> {
  const turns = cancellable(control.signal);
  const running: Running = { open: new Map(), control, turns, cancelled: aborted(control.signal), broken: undefined };
  const { open } = running;
  try {
    if (hasEnded(deps) || !(await loadModels(deps, turns))) return { kind: 'ended' };
    while (!hasEnded(deps)) {
      if (control.signal.aborted) await Promise.allSettled(open.values());
      lookForFailures(deps, running);
      if (control.signal.aborted) {
        deps.log.append({ type: 'v1.run.ended', data: control.ending?.() ?? CANCELLED });
        break;
      }
      await takeStep(deps, running);
    }
    return { kind: 'ended' };
  } catch (error) {
    turns.cancel();
    await Promise.allSettled(open.values());
    if (error instanceof JournalStopped) return { kind: 'stopped', failure: error.failure };
    throw error;
  }
}

const CANCELLED: Ending = { reason: 'cancelled', detail: 'cancelled by the arbiter' };

/** What a turn threw, or the refusal of the disk that a command met: neither is to be lost, and nothing is appended after it. */
function lookForFailures({ log }: EngineDeps, { broken }: Running): void {
  if (broken !== undefined) throw broken.error;
  if (log.stopped !== undefined) throw new JournalStopped(log.stopped);
}

const hasEnded = ({ log }: EngineDeps): boolean => log.view.status === 'ended';

type Running = {
  readonly open: Map<TurnId, Promise<void>>;
  readonly control: LoopControl;
  readonly turns: { readonly signal: Abort };
  readonly cancelled: Promise<void>;
  /** What a turn threw: kept until the loop looks, so that nothing is lost between two waits. */
  broken: { readonly error: unknown } | undefined;
};

async function takeStep(deps: EngineDeps, running: Running): Promise<void> {
  const { open, control, turns } = running;
  const step = (deps.next ?? nextStep)(deps.log.view, deps.clock.now());
  switch (step.kind) {
    case 'start':
      for (const turn of await start(deps, step.turns, turns)) {
        const done = perform(deps, turn, turns)
          .catch((error: unknown) => (running.broken ??= { error }))
          .then(() => void open.delete(turn.spec.turn));
        open.set(turn.spec.turn, done);
      }
      break;
    case 'wait':
      await Promise.race([...open.values(), control.changed(), running.cancelled]);
      break;
    case 'append':
      deps.log.append(...step.drafts);
      break;
    case 'end':
      deps.log.append({ type: 'v1.run.ended', data: { reason: step.reason, detail: step.detail } });
      break;
    default:
      unreachable(step);
  }
}

async function start(deps: EngineDeps, specs: readonly TurnSpec[], waiting: Waiting): Promise<readonly StartedTurn[]> {
  const opening = await openTurns(deps, specs, waiting);
  if (opening.kind === 'started') return opening.turns;
  if (opening.kind === 'context') {
    const limit = present(deps.log.view.setup, 'a running run has a setup').context;
    deps.log.append({ type: 'v1.budget.reached', data: { kind: 'context', limit, used: opening.used } });
  }
  return [];
}

/** One turn from its start to its end in the log; a failure of inference costs the turn, not the run. */
async function perform(deps: EngineDeps, turn: StartedTurn, waiting: Waiting): Promise<void> {
  try {
    const decided = await decide(deps.log.view, turn, waiting);
    if (!decided.ok) {
      deps.log.append(abandoned(turn, decided.failure));
      return;
    }
    const spoken = await speak(deps, { turn, decided: decided.value }, waiting);
    if (!spoken.ok) deps.log.append(abandoned(turn, spoken.failure));
  } finally {
    await turn.open.close();
  }
}

/** The run's cancel, and the stop of its turns when the journal refuses, as one signal. */
function cancellable(signal: Abort): { readonly signal: Abort; cancel(): void } {
  const listeners = new Set<() => void>();
  let own = false;
  const cancel = (): void => {
    own = true;
    for (const listener of [...listeners]) listener();
  };
  signal.addEventListener('abort', cancel, { once: true });
  return {
    cancel,
    signal: {
      get aborted() {
        return own || signal.aborted;
      },
      addEventListener: (_type, listener) => void listeners.add(listener),
      removeEventListener: (_type, listener) => void listeners.delete(listener),
    },
  };
}

function aborted(signal: Abort): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', resolve, { once: true });
  });
}
