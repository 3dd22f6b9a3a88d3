import type { Draft } from '#shared/events/event.ts';
import type { RunSetup } from '#shared/events/setup.ts';
import type { RunView } from '#shared/projections/run.ts';
import type { TurnSpec } from '../cadence/turn-spec.ts';
import type { Ending } from '../step.ts';
import { hierarchy } from './hierarchy.ts';
import { peers } from './peers.ts';
import { roleplay } from './roleplay.ts';
import { single } from './single.ts';
import { vote } from './vote.ts';

/** How a mode deals with one and the same scenario. All are pure functions of the run. */
export type ModeRules = {
  /** The seats that take part, in the order in which they join, each with the model it speaks with. */
  readonly seats: (
    setup: RunSetup,
  ) => readonly { readonly seat: number; readonly model: RunSetup['seats'][number]['model'] }[];
  /** The turns that may be started now. */
  readonly next: (view: RunView) => readonly TurnSpec[];
  /** Whether the mode has come to its own end; asked while no turn is open. */
  readonly ending: (view: RunView) => Ending | undefined;
  /** Whether nobody can speak before the arbiter does something; asked while nothing may be started. */
  readonly isHeldUp?: (view: RunView) => boolean;
  /** What the mode itself has to write now, once: the opening of its vote. */
  readonly drafts?: (view: RunView) => readonly Draft[];
};

export const MODE_RULES: Readonly<Record<RunSetup['mode'], ModeRules>> = { peers, hierarchy, vote, roleplay, single };
