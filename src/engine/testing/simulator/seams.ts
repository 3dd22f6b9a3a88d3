import { waker, type Waker } from '#shared/base/waker.ts';
import { follower, type Follower } from '#shared/projections/follow.ts';
import { foldRun } from '#shared/projections/fold-run.ts';
import type { AnyEvent } from '#shared/events/event.ts';
import type { Journal } from '../../ports.ts';
import { nextStep } from '../../next-step.ts';
import { recoveryOf } from '../../recover.ts';

/** The parts of the program that a planted bug replaces; what runs otherwise is the program's own. */
export type Seams = {
  readonly fold: typeof foldRun;
  readonly next: typeof nextStep;
  readonly recover: typeof recoveryOf;
  readonly waker: () => Waker;
  readonly follower: (take: (event: AnyEvent) => void) => Follower;
  readonly journal: (journal: Journal) => Journal;
};

export const PROGRAM: Seams = {
  fold: foldRun,
  next: nextStep,
  recover: recoveryOf,
  waker,
  follower,
  journal: (journal) => journal,
};
