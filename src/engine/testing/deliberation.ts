import { NEVER, type Abort } from '#shared/base/abort.ts';
import type { AnyEvent } from '#shared/events/event.ts';
import { modelRef, runId } from '#shared/events/ids.ts';
import type { RunSetup, Sampler, Seat } from '#shared/events/setup.ts';
import { creationOf } from '../create.ts';
import { runUntilDone, type Outcome } from '../loop.ts';
import type { Inference } from '../ports.ts';
import { recoveryOf } from '../recover.ts';
import { runLog, type RunLog } from '../run-log.ts';
import { memoryJournal, type MemoryJournal } from './memory-journal.ts';
import { scriptedInference } from './scripted-model.ts';
import { steppingClock } from './stepping-clock.ts';

export const PLAIN_SAMPLER: Sampler = {
  temperature: 0.8,
  topK: 40,
  topP: 0.95,
  minP: 0.05,
  repeatPenalty: 1.1,
  dryStrength: 0.8,
  dryBase: 1.75,
  dryAllowedLength: 3,
};

export const seatNamed = (name: string): Seat => ({
  name,
  role: `one who speaks for ${name.toLowerCase()} things`,
  model: modelRef('scripted'),
  sampler: PLAIN_SAMPLER,
  // Whoever never agrees speaks until the budget is spent: a test that is about agreement says so.
  leaning: { agree: 0 },
});

/** A setup of three seats and three rounds, with what a test wants changed. */
export function setupWith(changes: Partial<RunSetup> = {}): RunSetup {
  const seats = changes.seats ?? ['Ada', 'Ben', 'Cleo'].map(seatNamed);
  return {
    title: 'A test',
    question: 'Where should the town build its library?',
    seats,
    mode: 'peers',
    cadence: 'rounds',
    visibility: 'full',
    budget: { turns: 3 * seats.length },
    answer: { maxTokens: 80, sentences: 3 },
    context: 100_000,
    seed: 1,
    exact: false,
    ...changes,
  };
}

export type Deliberation = {
  readonly outcome: Outcome;
  readonly events: readonly AnyEvent[];
  readonly log: RunLog;
  readonly journal: MemoryJournal;
};

export type Arrangement = {
  readonly inference?: Inference;
  readonly signal?: Abort;
  /** Events that an earlier process left; the run is then recovered. */
  readonly stored?: readonly AnyEvent[];
  /** Called once the log is open, before the loop begins. */
  readonly prepare?: (log: RunLog, journal: MemoryJournal) => void;
  readonly changed?: () => Promise<void>;
};

/** Runs a whole deliberation on the in-memory journal. */
export async function deliberate(setup: RunSetup, arrangement: Arrangement = {}): Promise<Deliberation> {
  const journal = memoryJournal(runId('test'), arrangement.stored);
  const clock = steppingClock();
  const log = runLog(journal, clock);
  if (arrangement.stored === undefined) {
    log.append(...creationOf({ run: journal.run, setup, startedAt: '2026-01-01T00:00:00Z', app: 'test' }));
  } else {
    log.append(...recoveryOf(log.view));
  }
  arrangement.prepare?.(log, journal);
  const inference = arrangement.inference ?? scriptedInference();
  const changed = arrangement.changed ?? (() => new Promise<void>(() => {}));
  const outcome = await runUntilDone(
    { log, inference, clock, onPiece: () => {} },
    { signal: arrangement.signal ?? NEVER, changed },
  );
  return { outcome, events: journal.events, log, journal };
}
