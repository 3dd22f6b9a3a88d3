import type { AgentId, MessageId, Seq, TurnId } from '#shared/events/ids.ts';
import type { Form } from '#shared/events/vocabulary.ts';
import { messagesBefore, type Lineage, type MessageLink } from '#shared/projections/lineage.ts';
import { messagesIn } from '#shared/projections/texts.ts';

/** A turn that had the message in front, and in which form; the author's own are among them. */
export type DirectReach = { readonly turn: TurnId; readonly agent: AgentId; readonly form: Form };

/** What a message has reached over the whole of a lineage. What holds at a playhead is `reachAt`. */
export type Reached = {
  readonly direct: readonly DirectReach[];
  /** Answers to it, and answers to those. */
  readonly answered: readonly MessageLink[];
  /** What was written with it, or with what it reached, in front. */
  readonly inFront: readonly MessageLink[];
};

/** So many turns or messages between two yields: well under a millisecond each. */
const STRIDE = 16;

/** `holdersOf` and `taintOf` in steps, for a window that may not stand still while a long run is walked. */
export function* reachSteps(lineage: Lineage, message: MessageId): Generator<undefined, Reached, undefined> {
  const direct: DirectReach[] = [];
  let step = 0;
  for (const { turn, agent, prompt } of lineage.turns) {
    if ((step += 1) % STRIDE === 0) yield undefined;
    const held = messagesIn(lineage.tracked.texts, prompt).find((own) => own.message === message);
    if (held !== undefined) direct.push({ turn, agent, form: held.block.form });
  }
  const answered = new Set([message]);
  const tainted = new Set([message]);
  const links: { answered: MessageLink[]; inFront: MessageLink[] } = { answered: [], inFront: [] };
  for (const link of lineage.messages) {
    if ((step += 1) % STRIDE === 0) yield undefined;
    if (link.inReplyTo !== undefined && answered.has(link.inReplyTo)) {
      answered.add(link.message);
      if (link.message !== message) links.answered.push(link);
    }
    const before = link.turn === undefined ? [] : messagesBefore(lineage, link.turn);
    if (before.some((own) => tainted.has(own))) {
      tainted.add(link.message);
      links.inFront.push(link);
    }
  }
  return { direct, ...links };
}

/** What it had reached by then. `endOf`: where a turn ended, undefined where it has not. */
export function reachAt(
  { direct, answered, inFront }: Reached,
  head: Seq,
  endOf: (turn: TurnId) => Seq | undefined,
): Reached {
  return {
    direct: direct.filter(({ turn }) => (endOf(turn) ?? Infinity) <= head),
    answered: answered.filter(({ seq }) => seq <= head),
    inFront: inFront.filter(({ seq }) => seq <= head),
  };
}

/** Turns that were reached only through others: they wrote with something in front that was written with it in front. */
export function laterTurns({ direct, inFront }: Reached): readonly TurnId[] {
  const known = new Set(direct.map(({ turn }) => turn));
  return inFront.flatMap(({ turn }) => (turn === undefined || known.has(turn) ? [] : [turn]));
}
