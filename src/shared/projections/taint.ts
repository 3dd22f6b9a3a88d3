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
export const taintOf = (state: Lineage, message: MessageId): Reach => taintReader(state)([message]);

/**
 * Tells what any of some messages has reached, themselves left out: one pass over what became public after the first of them. What stood in
 * front of a message and what it answers is looked up once, however often it is asked.
 */
export function taintReader(state: Lineage): (messages: readonly MessageId[]) => Reach {
  const messages = [...state.messages];
  const placeOf = (message: MessageId): number | undefined => state.byMessage.get(message);
  const answers = messages.map(({ inReplyTo }) => (inReplyTo === undefined ? undefined : placeOf(inReplyTo)));
  const front: (readonly number[])[] = [];
  const frontOf = (place: number): readonly number[] =>
    (front[place] ??= inFrontOf(state, messages[place]?.turn).flatMap((message) => placeOf(message) ?? []));
  const isInFront: Links['isInFront'] = (place, test) => frontOf(place).some(test);
  return reachReader({ messages, placeOf, answersTo: (place) => answers[place], isInFront });
}

/** How public messages hang together, by their places in the order in which they became public. */
export type Links = {
  readonly messages: readonly { readonly message: MessageId }[];
  readonly placeOf: (message: MessageId) => number | undefined;
  readonly answersTo: (place: number) => number | undefined;
  /** Whether `test` holds of any that stood in the prompt with which the one at `place` was written. */
  readonly isInFront: (place: number, test: (place: number) => boolean) => boolean;
};

/** The same for whoever keeps the links in another form. */
export function reachReader(links: Links): (messages: readonly MessageId[]) => Reach {
  return (messages) => {
    const origins = new Set(messages.flatMap((message) => links.placeOf(message) ?? []));
    const [answered, inFront] = [grade(links.messages, origins), grade(links.messages, origins)];
    for (let place = Math.min(...origins); place < links.messages.length; place += 1) {
      const answers = links.answersTo(place);
      if (answers !== undefined && answered.has(answers)) answered.add(place);
      // A prompt holds only what was public before it, so one pass in that order closes the chain.
      if (links.isInFront(place, inFront.has)) inFront.add(place);
    }
    return { answered: answered.messages, inFront: inFront.messages };
  };
}

/** What is reached in one grade, by its place; what it is reached from is in it and not among its messages. */
function grade(links: Links['messages'], origins: ReadonlySet<number>) {
  const reached = new Uint8Array(links.length);
  for (const place of origins) reached[place] = 1;
  const messages: MessageId[] = [];
  return {
    messages,
    has: (place: number): boolean => reached[place] === 1,
    add(place: number): void {
      const link = links[place];
      if (reached[place] === 1 || link === undefined) return;
      reached[place] = 1;
      messages.push(link.message);
    },
  };
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
