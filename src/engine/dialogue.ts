/**
 * The dialogue game: which act may answer which, and what a turn may choose from. The table is data; everything else reads it.
 * After the commitment stores of formal dialectic (Walton & Krabbe, 1995), cut down to what a short deliberation uses.
 */
import { random, shuffled } from '#shared/base/random.ts';
import { nameOf, type AgentId } from '#shared/events/ids.ts';
import type { Act, Seat } from '#shared/events/setup.ts';
import type { Move } from '#shared/events/vocabulary.ts';
import type { MessageView } from '#shared/projections/run.ts';

type Replies = { readonly owner: readonly Act[]; readonly others: readonly Act[] };

/** For each act of a message: what its addressee by name may answer, and what anyone else may. */
export const REPLIES: Readonly<Record<Act, Replies>> = {
  propose: { owner: ['challenge', 'support', 'ask'], others: ['challenge', 'support', 'ask'] },
  revise: { owner: ['support', 'challenge', 'agree', 'ask'], others: ['challenge', 'support', 'ask'] },
  challenge: { owner: ['revise', 'answer', 'withdraw'], others: ['support', 'challenge', 'ask'] },
  support: { owner: ['ask', 'challenge'], others: ['challenge', 'ask'] },
  ask: { owner: ['answer', 'refuse'], others: ['answer'] },
  answer: { owner: ['challenge', 'support', 'ask'], others: ['challenge', 'support'] },
  inform: { owner: ['challenge', 'support', 'ask'], others: ['challenge', 'ask'] },
  withdraw: { owner: ['propose', 'ask'], others: ['propose'] },
  agree: { owner: [], others: ['challenge', 'support'] },
  refuse: { owner: ['ask', 'propose'], others: ['answer'] },
  vote: { owner: [], others: [] },
  pass: { owner: [], others: [] },
  task: { owner: ['claim', 'refuse'], others: ['claim'] },
  claim: { owner: [], others: [] },
  done: { owner: ['challenge', 'support'], others: ['challenge', 'support'] },
  read: { owner: [], others: [] },
};

/** How much an act weighs before the seat's leaning. */
const WEIGHTS: Partial<Record<Act, number>> = { answer: 1.5, revise: 1.5, agree: 0.6, withdraw: 0.3, refuse: 0.2 };
/** A message that is owed an answer draws that much more. */
const OWED = 3;
/** How many acts a menu offers for the message that matters most, the next and the third: each choice costs prompt tokens. */
const ACTS_OFFERED = [2, 1, 1] as const;
const MESSAGES = ACTS_OFFERED.length;

export type Choice = Move & { readonly target?: MessageView; readonly weight: number };

export type MenuInput = {
  readonly agent: AgentId;
  readonly seat: Seat;
  /** What the agent has in front of it, in order. */
  readonly messages: readonly MessageView[];
  readonly seed: number;
};

/**
 * The legal moves of a turn: at most four, over the three messages that matter most (owed answers first, then the newest), in an order
 * that the seed decides, so that a model's taste for the first label favours no act. Never empty.
 */
export function menuOf({ agent, seat, messages, seed }: MenuInput): readonly Choice[] {
  const next = random(seed);
  const choices = targets(agent, messages).flatMap((target, rank) => {
    const owed = isOwed(target, agent, messages);
    const legal = REPLIES[target.act][isNamed(target, agent) ? 'owner' : 'others'];
    return shuffled(legal, next)
      .filter((act) => mayReply(act, target, messages))
      .map((act) => ({
        act,
        to: addressee(target),
        inReplyTo: target.message,
        target,
        weight: weightOf(seat, act) * (owed ? OWED : 1),
      }))
      .filter((choice) => choice.weight > 0)
      .toSorted((a, b) => b.weight - a.weight)
      .slice(0, ACTS_OFFERED[rank]);
  });
  return choices.length === 0 ? [{ act: 'propose', to: 'all', weight: 1 }] : shuffled(choices, next);
}

/** Whether `message` asks `agent` by name for an answer that it has not given. */
export function isOwed(message: MessageView, agent: AgentId, messages: readonly MessageView[]): boolean {
  if (!isNamed(message, agent) || (message.act !== 'ask' && message.act !== 'challenge')) return false;
  return !messages.some((other) => other.from === agent && other.inReplyTo === message.message);
}

const isNamed = (message: MessageView, agent: AgentId): boolean => message.to !== 'all' && message.to.includes(agent);

const weightOf = (seat: Seat, act: Act): number => (WEIGHTS[act] ?? 1) * (seat.leaning[act] ?? 1);

function targets(agent: AgentId, messages: readonly MessageView[]): readonly MessageView[] {
  const open = messages.filter(
    (message) =>
      message.from !== agent && !messages.some((mine) => mine.from === agent && mine.inReplyTo === message.message),
  );
  const newest = open.toReversed();
  const owed = newest.filter((message) => isOwed(message, agent, messages));
  return [...owed, ...newest.filter((message) => !owed.includes(message))].slice(0, MESSAGES);
}

/** A protected dissenter: nothing is agreed before it was challenged once. */
function mayReply(act: Act, target: MessageView, messages: readonly MessageView[]): boolean {
  if (act !== 'agree') return true;
  const earlier = [target.message, target.inReplyTo];
  return messages.some((message) => message.act === 'challenge' && earlier.includes(message.inReplyTo));
}

const addressee = (target: MessageView): Move['to'] => (target.from === 'arbiter' ? 'all' : [target.from]);

/** The name by which peers know a sender. */
export const displayName = (sender: MessageView['from']): string =>
  sender === 'arbiter' ? 'The arbiter' : nameOf(sender);
