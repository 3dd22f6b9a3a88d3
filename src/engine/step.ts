import type { Draft } from '#shared/events/event.ts';
import type { EndReason } from '#shared/events/vocabulary.ts';
import type { TurnSpec } from './cadence/turn-spec.ts';

/** Why a run is over, in the words that the log keeps. */
export type Ending = { readonly reason: EndReason; readonly detail: string };

/** What is to be done now. `append` writes facts that code has found (a brake, a nudge, a vote); the view then looks different. */
export type Step =
  | { readonly kind: 'start'; readonly turns: readonly TurnSpec[] }
  | { readonly kind: 'wait' }
  | { readonly kind: 'append'; readonly drafts: readonly Draft[] }
  | ({ readonly kind: 'end' } & Ending);
