import { assert } from '#shared/base/assert.ts';
import type { AnyEvent } from '#shared/events/event.ts';
import type { Seq } from '#shared/events/ids.ts';
import type { Sender } from '#shared/events/vocabulary.ts';

/**
 * A recorded run: gone through from its first event as often as one likes, or looked at in a place, of which 0 is the first event. An array is
 * one; so is a file of which only a few events at a time are in memory.
 */
export interface EventLog extends Iterable<AnyEvent> {
  at(index: number): AnyEvent | undefined;
}

/** What an event says of a message; an edit does not say whose it is. */
export type Words = { readonly from?: Sender; readonly gist: string; readonly body: string };

/** So many texts are at hand: what stands in prompts at one time is mostly what was said last. */
const AT_HAND = 512;

/** Reads words where they are told, instead of keeping those of a whole run; `source` is an event that holds some. */
export function wordsIn(log: EventLog): (source: Seq) => Words {
  const known = new Map<Seq, Words>();
  return (source) => {
    const words = known.get(source) ?? wordsAt(log, source);
    // The one that was asked for last stands last, and the first is forgotten.
    known.delete(source);
    known.set(source, words);
    const [oldest] = known.keys();
    if (known.size > AT_HAND && oldest !== undefined) known.delete(oldest);
    return words;
  };
}

function wordsAt(log: EventLog, source: Seq): Words {
  const event = log.at(source - 1);
  const isWorded =
    event?.type === 'v1.message.sent' || event?.type === 'v1.message.held' || event?.type === 'v1.message.edited';
  assert(isWorded, `event ${source} holds the words of a message`);
  const { gist, body } = event.data;
  return event.type === 'v1.message.edited' ? { gist, body } : { from: event.data.from, gist, body };
}
