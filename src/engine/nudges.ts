import { present } from '#shared/base/assert.ts';
import { brakeRules } from '#shared/events/rules.ts';
import type { Draft } from '#shared/events/event.ts';
import { nameOf, type AgentId } from '#shared/events/ids.ts';
import { agentNamed, expiryKey, type AgentView, type MessageView, type RunView } from '#shared/projections/run.ts';

/**
 * What code has to write about answers that are overdue, in the order of the messages: a nudge to one who has not read what it was asked,
 * each after twice the wait of the one before and at most so many as the scenario allows; else the end of the wait. A nudge writes no
 * message, and where the agent speaks anyway none is written. O(messages).
 */
export function overdueDrafts(view: RunView): readonly Draft[] {
  const within = view.setup?.answerWithin;
  if (within === undefined) return [];
  return view.messages.flatMap((message, index) => {
    const { replyBy, to, retracted } = message;
    if (replyBy === undefined || view.turns.length < replyBy || to === 'all' || retracted) return [];
    return to.flatMap((agent) => overdue(view, { message, index, agent, within }));
  });
}

type Debt = {
  readonly message: MessageView;
  readonly index: number;
  readonly agent: AgentId;
  readonly within: number;
};

function overdue(view: RunView, debt: Debt): readonly Draft[] {
  const { message, agent, within } = debt;
  if (view.expired.has(expiryKey(message.message, agent)) || isAnswered(view, debt)) return [];
  const addressee = agentNamed(view, agent);
  // What is addressed to one that has left is a dead letter, and nobody waits for that.
  if (addressee === undefined || addressee.state === 'left' || isThinking(view, debt)) return [];
  const earlier = view.nudges.filter((nudge) => nudge.agent === agent && nudge.message === message.message);
  if (view.turns.length < (earlier.at(-1)?.until ?? firstDue(view, debt))) return [];
  const limit = brakeRules(present(view.setup, 'a running run has a setup')).nudges;
  const unread = !addressee.spent && addressee.unread.includes(message.message);
  if (unread && earlier.length < limit) {
    const until = view.turns.length + within * 2 ** (earlier.length + 1);
    return [{ type: 'v1.agent.nudged', data: { agent, message: message.message, count: earlier.length + 1, until } }];
  }
  const expired: Draft = { type: 'v1.message.expired', data: { message: message.message, agent } };
  return unread && limit > 0 ? [spentNudges(debt, addressee, earlier.length), expired] : [expired];
}

/** It has the message in front of it in a turn that is under way. */
const isThinking = (view: RunView, { agent, message }: Debt): boolean =>
  view.turns.some((turn) => turn.agent === agent && turn.state === 'open' && turn.holds.includes(message.source));

/** The turn count from which an answer is overdue: one that had to be approved first is owed from then on. */
function firstDue(view: RunView, { message, within }: Debt): number {
  const when = view.turns.findIndex(({ startedAt }) => startedAt > message.seq);
  const before = when === -1 ? view.turns.length : when;
  return Math.max(message.replyBy ?? 0, message.turn === undefined ? 0 : before + within);
}

function spentNudges({ message }: Debt, { agent, name }: AgentView, count: number): Draft {
  const times = count === 1 ? 'once' : `${count} times`;
  const evidence = `${name} was nudged ${times} about ${message.message} of ${nameOfSender(message)} and has not read it`;
  return {
    type: 'v1.run.braked',
    data: { brake: 'nudges', evidence, agents: [agent], messages: [message.message], did: 'held-back' },
  };
}

const nameOfSender = ({ from }: MessageView): string => (from === 'arbiter' ? 'the arbiter' : nameOf(from));

/** Answers come after what they answer; one that is held is an answer too. */
function isAnswered(view: RunView, { message, index, agent }: Debt): boolean {
  const answers = (other: MessageView): boolean => other.from === agent && other.inReplyTo === message.message;
  for (let at = index + 1; at < view.messages.length; at += 1) {
    const other = view.messages[at];
    if (other !== undefined && answers(other)) return true;
  }
  return view.held.some(answers);
}
