import type { MessageId, TurnId } from '../events/ids.ts';
import { messageLink, messagesBefore, type Lineage, type MessageLink } from './lineage.ts';

/** Two grades, both in the order in which the messages became public and without the message that was asked about. */
export type Reach = {
  /** Joined by a chain of `inReplyTo`. */
  readonly answered: readonly MessageId[];
  /** Joined by a chain of prompts: one stood in front of the turn that wrote the next. */
  readonly inFront: readonly MessageId[];
};

/** What a message has reached: all that answers it, and all that was written with it or with what it reached in front. */
export function taintOf(state: Lineage, message: MessageId): Reach {
  const origin = messageLink(state, message);
  if (origin === undefined) return { answered: [], inFront: [] };
  const answered = new Set([message]);
  const tainted = new Set([message]);
  const inFront: MessageId[] = [];
  for (const link of state.messages) {
    if (link.inReplyTo !== undefined && answered.has(link.inReplyTo)) answered.add(link.message);
    // A prompt holds only what was public before it, so one pass in that order closes the chain.
    if (inFrontOf(state, link.turn).some((before) => tainted.has(before))) {
      tainted.add(link.message);
      inFront.push(link.message);
    }
  }
  answered.delete(message);
  return { answered: [...answered], inFront };
}

/** What led to a message: the chain of messages that it answers, and all that stood in front on the way to it. */
export function causesOf(state: Lineage, message: MessageId): Reach {
  const answered = chainAbove(state, message);
  const wanted = new Set(inFrontOf(state, messageLink(state, message)?.turn));
  const inFront: MessageId[] = [];
  for (const link of [...state.messages].toReversed()) {
    if (!wanted.has(link.message)) continue;
    inFront.push(link.message);
    for (const before of inFrontOf(state, link.turn)) wanted.add(before);
  }
  return { answered, inFront: inFront.toReversed() };
}

/** The oldest first. */
function chainAbove(state: Lineage, message: MessageId): readonly MessageId[] {
  const chain: MessageId[] = [];
  let link: MessageLink | undefined = messageLink(state, message);
  while (link?.inReplyTo !== undefined && !chain.includes(link.inReplyTo)) {
    chain.unshift(link.inReplyTo);
    link = messageLink(state, link.inReplyTo);
  }
  return chain;
}

const inFrontOf = (state: Lineage, turn: TurnId | undefined): readonly MessageId[] =>
  turn === undefined ? [] : messagesBefore(state, turn);
