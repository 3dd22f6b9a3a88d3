import { present } from '#shared/base/assert.ts';
import type { Seq } from '#shared/events/ids.ts';
import type { Seen } from './seen.ts';

/** What stays word for word takes at most this share of the context: one large step, so that the next is far away. */
const FULL_SHARE = 1 / 3;

export type CompactionInput = {
  /** The messages of the ground that is too long, in order, and the tokens of each. */
  readonly messages: readonly Seen[];
  readonly tokens: readonly number[];
  /** Tokens of the context. */
  readonly context: number;
};

/**
 * Up to which message all become gists where a prompt is too long: the newest such that what stays in full takes at most a third of the
 * context, and all but the newest message where even that leaves nothing to shorten. Undefined where nothing is left to compact.
 */
export function compactionOf({ messages, tokens, context }: CompactionInput): Seq | undefined {
  const full = messages
    .map((message, index) => ({ ...message, tokens: present(tokens[index], 'each message has its tokens') }))
    .filter(({ form }) => form === 'full');
  let left = Math.floor(context * FULL_SHARE);
  let kept = 0;
  for (const message of full.toReversed()) {
    left -= message.tokens;
    if (left < 0 && kept > 0) break;
    kept += 1;
  }
  return full[kept === full.length ? full.length - 2 : full.length - kept - 1]?.seq;
}
