import { longestOverlap, words } from '#shared/base/text.ts';
import type { MessageId } from '#shared/events/ids.ts';
import type { Sampler } from '#shared/events/setup.ts';
import type { MessageView } from '#shared/projections/run.ts';

/** A run of that many words that stands in an earlier text is a copy. */
export const REPEATED_WORDS = 12;
/** A shorter text is a copy where that share of its words is one run of an earlier text. */
const REPEATED_SHARE = 0.8;
const FEWEST_WORDS = 3;

export type Refusal = {
  readonly brake: 'repetition' | 'empty';
  readonly evidence: string;
  readonly message?: MessageId;
};

/**
 * Why a text may not be sent: it says nothing, or it says word for word what a message, the question or the instruction says.
 * `own` are texts of the prompt that are no message.
 */
export function refusalOf(text: string, messages: readonly MessageView[], own: readonly string[]): Refusal | undefined {
  const count = words(text).length;
  if (count < FEWEST_WORDS) return { brake: 'empty', evidence: count === 0 ? 'no words' : `only "${text.trim()}"` };
  for (const message of messages) {
    const overlap = longestOverlap(text, message.body);
    if (overlap.length >= REPEATED_WORDS || overlap.length >= Math.max(FEWEST_WORDS, REPEATED_SHARE * count)) {
      return { brake: 'repetition', evidence: overlap.text, message: message.message };
    }
  }
  for (const other of own) {
    const overlap = longestOverlap(text, other);
    if (overlap.length >= REPEATED_WORDS || overlap.length >= Math.max(FEWEST_WORDS, REPEATED_SHARE * count)) {
      return { brake: 'repetition', evidence: overlap.text };
    }
  }
  return undefined;
}

/** The sampler of the one retry: warmer, with a stronger DRY penalty (measured: fewer copies, some drift). */
export const retrySampler = (sampler: Sampler): Sampler => ({
  ...sampler,
  temperature: Math.min(5, sampler.temperature + 0.2),
  dryStrength: Math.max(1.6, sampler.dryStrength * 2),
  dryBase: Math.max(2, sampler.dryBase),
  dryAllowedLength: Math.min(2, sampler.dryAllowedLength),
});
