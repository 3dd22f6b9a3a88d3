import type { AgentId, TurnId } from '#shared/events/ids.ts';
import type { Abort } from '#shared/base/abort.ts';
import type { Clock, Inference, JournalFailure } from './ports.ts';
import type { nextStep } from './next-step.ts';
import type { RunLog } from './run-log.ts';

/** A piece of text as it is written: a notice, not an event. A higher `try` (from 1) begins the turn's text anew. */
export type Piece = { readonly turn: TurnId; readonly agent: AgentId; readonly try: number; readonly text: string };

export type EngineDeps = {
  readonly log: RunLog;
  readonly inference: Inference;
  readonly clock: Clock;
  readonly onPiece: (piece: Piece) => void;
  /** What is to be done now; the engine's own rules unless the simulator plants a bug in them. */
  readonly next?: typeof nextStep;
};

export type Waiting = { readonly signal: Abort };

/** The disk refused an append: the run stops where it is, nothing is half-written, and it can be resumed. */
export class JournalStopped extends Error {
  override readonly name = 'JournalStopped';
  readonly failure: JournalFailure;
  constructor(failure: JournalFailure) {
    super(failure.detail);
    this.failure = failure;
  }
}
