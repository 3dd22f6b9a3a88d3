/**
 * The dialogue game as data: which act may answer which, how much each weighs, and what the parts of a hierarchy are inclined to. What a
 * turn may choose from is read off these tables in `menu.ts`.
 * After the commitment stores of formal dialectic (Walton & Krabbe, 1995), cut down to what a short deliberation uses.
 */
import { nameOf, type MessageId, type VoteId } from '#shared/events/ids.ts';
import type { Act } from '#shared/events/setup.ts';
import type { EventData, Move } from '#shared/events/vocabulary.ts';
import type { MessageView } from '#shared/projections/run.ts';

type Replies = { readonly owner: readonly Act[]; readonly others: readonly Act[] };

/** For each act of a message: what its addressee by name may answer, and what anyone else may. */
export const REPLIES: Readonly<Record<Act, Replies>> = {
  propose: { owner: ['challenge', 'support', 'agree', 'ask'], others: ['challenge', 'support', 'agree', 'ask'] },
  revise: { owner: ['support', 'challenge', 'agree', 'ask'], others: ['challenge', 'support', 'agree', 'ask'] },
  challenge: { owner: ['revise', 'answer', 'withdraw'], others: ['support', 'challenge', 'ask'] },
  support: { owner: ['ask', 'challenge'], others: ['challenge', 'ask'] },
  ask: { owner: ['answer', 'refuse'], others: ['answer'] },
  answer: { owner: ['challenge', 'support', 'agree', 'ask'], others: ['challenge', 'support', 'agree'] },
  inform: { owner: ['challenge', 'support', 'ask'], others: ['challenge', 'ask'] },
  withdraw: { owner: ['propose', 'ask'], others: ['propose'] },
  agree: { owner: [], others: ['challenge', 'support'] },
  refuse: { owner: ['ask', 'propose'], others: ['answer'] },
  vote: { owner: [], others: [] },
  pass: { owner: [], others: [] },
  task: { owner: ['claim', 'refuse'], others: ['claim', 'task'] },
  claim: { owner: [], others: [] },
  done: { owner: ['challenge', 'support', 'ask'], others: ['challenge', 'support'] },
  read: { owner: [], others: [] },
};

/** Messages with these acts ask their addressee by name for a reply. */
export const ASKING: readonly Act[] = ['ask', 'challenge', 'task'];
/** Of these an answer is owed within the turns that the scenario allows. */
export const DATED: readonly Act[] = ['ask', 'challenge'];
/** Acts that exist only where a scenario has tasks. */
export const TASK_ACTS: readonly Act[] = ['task', 'claim', 'done'];

/**
 * How much an act weighs before the seat's leaning; one that is not named weighs 1. A weight decides how often an act is offered and how
 * often it is then chosen.
 */
export const WEIGHTS: Readonly<Partial<Record<Act, number>>> = {
  answer: 1.5,
  revise: 1.5,
  agree: 0.8,
  withdraw: 0.4,
  refuse: 0.3,
  task: 0.5,
  done: 1.5,
  read: 0.5,
};
/** A message that is owed an answer draws that much more. */
export const OWED = 3;
/** What "none of them" weighs in a vote against each proposal. */
export const NONE = 0.5;

/** What a mode makes of a seat. */
export type Part = 'peer' | 'coordinator' | 'worker';

/** Factors on the weights; who works for a coordinator gives no tasks. */
export const TASTES: Readonly<Record<Part, Readonly<Partial<Record<Act, number>>>>> = {
  peer: {},
  coordinator: { task: 6, ask: 2, read: 3, propose: 1, agree: 1.5, challenge: 0.7, support: 0.5 },
  worker: { done: 3, answer: 2, claim: 2, ask: 1, refuse: 1, challenge: 0.6, support: 0.5, task: 0 },
};

/** Moves that answer no message of the three that matter most, offered beside the replies. */
export const OPENERS: Readonly<Record<Part, readonly Act[]>> = {
  peer: ['task', 'propose', 'agree'],
  coordinator: ['task', 'ask', 'propose', 'agree'],
  worker: [],
};

/** How many choices a menu has at most, a vote aside: each costs prompt tokens. */
export const CHOICES = 4;
/** How many acts it offers for the message that matters most, the next and the third. */
export const ACTS_OFFERED = [2, 1, 1] as const;
/** How many of its choices are kept for moves that answer nothing. */
export const KEPT_FOR_OPENERS = 2;

/** Acts that are said in one sentence, whatever the scenario allows. */
export const SHORT: readonly Act[] = ['vote', 'claim'];

/** A move with what the later stages need to say and to write it. */
export type Choice = Move & {
  readonly target?: MessageView;
  readonly weight: number;
  /** The name by which the agent knows whom it is about; of a vote, the proposal's author; `you` for itself. */
  readonly whom?: string;
  /** Of a vote: what the option says, in a few words. */
  readonly about?: string;
  readonly purpose?: 'closing' | 'summary';
  /** The item of the board that it changes, as the turn has it in front. */
  readonly basedOn?: EventData<'v1.message.sent'>['basedOn'];
  readonly supersedes?: MessageId;
  readonly vote?: VoteId;
};

/** The name by which peers know a sender. */
export const displayName = (sender: MessageView['from']): string =>
  sender === 'arbiter' ? 'The arbiter' : nameOf(sender);
