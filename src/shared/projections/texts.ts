import type { AnyEvent, EventOf } from '../events/event.ts';
import type { MessageId, Seq } from '../events/ids.ts';
import type { EventData, LineageEntry, Sender } from '../events/vocabulary.ts';
import { Dict } from './dict.ts';
import { holdsText, STAGES, type Prompt } from './open-turns.ts';

export type Written = { readonly message: MessageId; readonly from: Sender };

/**
 * Whose words an event holds. The words of a message stand where it was written (sent, or held for approval) and again wherever it was edited;
 * a prompt names the event.
 */
export type Texts = { readonly bySource: Dict<Seq, Written>; readonly byMessage: Dict<MessageId, Written> };

/** As much of it as tells whose words stand in a prompt. */
export type Sources = { readonly bySource: { get(source: Seq): Written | undefined } };

export const NO_TEXTS: Texts = { bySource: Dict.empty(), byMessage: Dict.empty() };

/** The texts after `event`; an event that holds none leaves the very same value. */
export function trackTexts(texts: Texts, event: AnyEvent): Texts {
  if (event.type === 'v1.message.sent' || event.type === 'v1.message.held') {
    const { message, from } = event.data;
    const written: Written = { message, from };
    return {
      bySource: texts.bySource.with(event.seq, written),
      byMessage: texts.byMessage.with(message, written),
    };
  }
  const edited = event.type === 'v1.message.edited' ? texts.byMessage.get(event.data.message) : undefined;
  return edited === undefined ? texts : { ...texts, bySource: texts.bySource.with(event.seq, edited) };
}

/** A message whose words stood in a prompt, and the block that held them. */
export type InFront = Written & { readonly block: LineageEntry };

/** The message whose words a block holds, as they stood at any time. */
export const writtenIn = (texts: Sources, block: LineageEntry): Written | undefined =>
  block.source === undefined || !holdsText(block) ? undefined : texts.bySource.get(block.source);

/** The messages whose words stood before the model, block by block. */
export function messagesIn(texts: Sources, prompt: Prompt): readonly InFront[] {
  const found: InFront[] = [];
  for (const stage of STAGES)
    for (const block of prompt[stage]) {
      const written = writtenIn(texts, block);
      if (written !== undefined) found.push({ message: written.message, from: written.from, block });
    }
  return found;
}

/** What someone said, and the event that holds its words as they stand now. */
export type Worded = { readonly data: EventData<'v1.message.sent'>; readonly source: Seq };

/** Messages that are written and not yet approved. */
export type HeldBack = Dict<MessageId, Worded>;

export const NOTHING_HELD: HeldBack = Dict.empty();

/** What is held after `event`; an event about none leaves the very same value. */
export function trackHeld(held: HeldBack, event: AnyEvent): HeldBack {
  switch (event.type) {
    case 'v1.message.held':
      return held.with(event.data.message, { source: event.seq, data: event.data });
    case 'v1.message.edited': {
      const known = held.get(event.data.message);
      return known === undefined ? held : held.with(event.data.message, reworded(known, event));
    }
    case 'v1.message.approved':
    case 'v1.message.dropped':
      return held.without(event.data.message);
    default:
      return held;
  }
}

/** A message that becomes public with `event`, in the words that it then has; `held` is what was held before it. */
export function madePublic(held: HeldBack, event: AnyEvent): Worded | undefined {
  if (event.type === 'v1.message.sent') return { data: event.data, source: event.seq };
  return event.type === 'v1.message.approved' ? held.get(event.data.message) : undefined;
}

/** In other words, which stand in the event of the edit. */
export function reworded({ data }: Worded, { seq, data: edit }: EventOf<'v1.message.edited'>): Worded {
  return { data: { ...data, gist: edit.gist, body: edit.body }, source: seq };
}
