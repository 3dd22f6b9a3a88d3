import type { MessageId, Seq } from '#shared/events/ids.ts';
import { messagesBefore, type Lineage } from '#shared/projections/lineage.ts';
import type { Job } from '../inspector/slices.ts';
import { useJob } from '../inspector/use-job.ts';
import type { LogIndex } from '../state/log-index.ts';
import { useRun, useSession } from '../state/window.tsx';

/** Of each message that something taken back has reached: since which event. */
export type TaintedFrom = ReadonlyMap<MessageId, Seq>;

const NONE: TaintedFrom = new Map();

/**
 * What was reached is a fact of the log: it is read off the newest lineage once, in slices, so that a playhead that moves asks for nothing but
 * where it stands.
 */
export function useTaintedFrom(): TaintedFrom {
  const { log, run } = useSession();
  const lineage = useRun((state) => state.latest.lineage);
  // A retraction changes no lineage: the two together say what there is to read.
  const taken = useRun(() => log.stops('retraction').length);
  const version = `${lineage.messages.length} ${taken}`;
  const { value = NONE } = useJob(() => taintSteps(lineage, retractionsOf(log)), { subject: run, version });
  return value;
}

/** Where each message that was taken back was taken back for the first time. */
export function retractionsOf(log: LogIndex): ReadonlyMap<MessageId, Seq> {
  const at = new Map<MessageId, Seq>();
  for (const seq of log.stops('retraction')) {
    const event = log.at(seq);
    if (event?.type === 'v1.message.retracted' && !at.has(event.data.message)) at.set(event.data.message, seq);
  }
  return at;
}

/**
 * One pass over the messages in the order in which they became public, for all that was taken back together: a message is reached where what
 * it answers was taken back or answers such a one, or where a chain of prompts leads to one, whichever was first.
 */
export function* taintSteps(lineage: Lineage, retractions: ReadonlyMap<MessageId, Seq>): Job<TaintedFrom> {
  const answered = new Map<MessageId, Seq>();
  const inFront = new Map<MessageId, Seq>();
  const reached = new Map<MessageId, Seq>();
  if (retractions.size === 0) return reached;
  const from = (chain: ReadonlyMap<MessageId, Seq>, before: MessageId): Seq | undefined =>
    first(retractions.get(before), chain.get(before));
  for (const { message, inReplyTo, turn } of lineage.messages) {
    const byAnswer = inReplyTo === undefined ? undefined : from(answered, inReplyTo);
    let byPrompt: Seq | undefined;
    for (const before of turn === undefined ? [] : messagesBefore(lineage, turn))
      byPrompt = first(byPrompt, from(inFront, before));
    if (byAnswer !== undefined) answered.set(message, byAnswer);
    if (byPrompt !== undefined) inFront.set(message, byPrompt);
    const own = first(byAnswer, byPrompt);
    if (own !== undefined) reached.set(message, own);
    yield undefined;
  }
  return reached;
}

const first = (one: Seq | undefined, other: Seq | undefined): Seq | undefined =>
  one === undefined || (other !== undefined && other < one) ? other : one;
