import type { AnyEvent } from '../events/event.ts';
import { NO_OPEN_TURNS, promptOf, trackTurns, type OpenTurns, type Prompt } from './open-turns.ts';
import { projection, type Projection } from './projection.ts';
import { NO_SEATS, trackSeats, type Seating } from './seating.ts';
import {
  madePublic,
  messagesIn,
  NO_TEXTS,
  NOTHING_HELD,
  trackHeld,
  trackTexts,
  type HeldBack,
  type InFront,
  type Texts,
  type Worded,
} from './texts.ts';

/** What an event speaks of and does not say itself: whose words stand where, what is held, which turns are open, who sits where. */
export type Tracked = {
  readonly texts: Texts;
  readonly held: HeldBack;
  readonly open: OpenTurns;
  readonly seating: Seating;
};

export const NOTHING_TRACKED: Tracked = {
  texts: NO_TEXTS,
  held: NOTHING_HELD,
  open: NO_OPEN_TURNS,
  seating: NO_SEATS,
};

/** An event told in full, so that any number of views take it in without each of them looking things up. */
export type Told = {
  readonly event: AnyEvent;
  /** As it is after the event. */
  readonly tracked: Tracked;
  /** The message that becomes public with it, in the words that it then has. */
  readonly published: Worded | undefined;
  /** Of a turn that ends: what stood before the model, and the messages among it. */
  readonly prompt: Prompt | undefined;
  readonly inFront: readonly InFront[];
};

const NOBODY: readonly InFront[] = [];

/** What `event` says after what was tracked before it. */
export function tell(before: Tracked, event: AnyEvent): Told {
  const prompt = event.type === 'v1.turn.ended' ? promptOf(before.open, event) : undefined;
  return {
    event,
    tracked: track(before, event),
    published: madePublic(before.held, event),
    prompt,
    inFront: prompt === undefined ? NOBODY : messagesIn(before.texts, prompt),
  };
}

function track(before: Tracked, event: AnyEvent): Tracked {
  const texts = trackTexts(before.texts, event);
  const held = trackHeld(before.held, event);
  const open = trackTurns(before.open, event);
  const seating = trackSeats(before.seating, event);
  const isSame = texts === before.texts && held === before.held && open === before.open && seating === before.seating;
  return isSame ? before : { texts, held, open, seating };
}

/** A projection that can be folded together with others: what is told once is taken in by each with `step`. */
export interface View<State, Needs extends Told = Told> extends Projection<State> {
  readonly step: (state: State, told: Needs) => State;
}

/** A view that keeps what is tracked in its own state, and so can also be folded by itself. */
export function view<State extends { readonly tracked: Tracked }>(
  initial: State,
  take: (state: State, told: Told) => State,
): View<State> {
  const step = withTracked(take);
  return { ...projection(initial, (state, event) => step(state, tell(state.tracked, event))), step };
}

/** Takes in what is told, and keeps what is tracked after it. */
export const withTracked =
  <State extends { readonly tracked: Tracked }, Needs extends Told>(take: (state: State, told: Needs) => State) =>
  (state: State, told: Needs): State => {
    const next = take(state, told);
    return next.tracked === told.tracked ? next : { ...next, tracked: told.tracked };
  };
