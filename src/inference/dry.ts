export type DryOptions = {
  /** 0 is off. */
  readonly strength: number;
  readonly base: number;
  /** Repeats up to this many tokens cost nothing. */
  readonly allowedLength: number;
};

const LONGEST = 64;

/**
 * What to take from the logits of tokens that would carry on a repetition: where the last tokens of `history` stand in it earlier,
 * the token that followed there loses strength * base ** (length - allowedLength), length being the tokens in common. Tokens of
 * `breakers` (line breaks, quotes, colons) end a match. The "don't repeat yourself" sampler of p-e-w, as in llama.cpp, but over the
 * whole context: node-llama-cpp's own sees only what was sampled since the reply began, and so cannot stop a model that copies its
 * prompt.
 */
export function dryPenalties(
  history: readonly number[],
  breakers: ReadonlySet<number>,
  options: DryOptions,
): ReadonlyMap<number, number> {
  const penalties = new Map<number, number>();
  const last = history.length - 1;
  const end = history[last];
  if (options.strength === 0 || end === undefined || breakers.has(end)) return penalties;
  for (let at = 0; at < last; at += 1) {
    if (history[at] !== end) continue;
    const follower = history[at + 1];
    const length = matchLength(history, at, breakers);
    if (follower === undefined || length < options.allowedLength) continue;
    const penalty = options.strength * options.base ** (length - options.allowedLength);
    penalties.set(follower, Math.max(penalties.get(follower) ?? 0, penalty));
  }
  return penalties;
}

/** Tokens in common, backwards from `at` and from the end; beyond the longest nothing changes any more. */
function matchLength(history: readonly number[], at: number, breakers: ReadonlySet<number>): number {
  const last = history.length - 1;
  let length = 0;
  while (length <= at && length < LONGEST) {
    const token = history[at - length];
    if (token === undefined || token !== history[last - length] || breakers.has(token)) break;
    length += 1;
  }
  return length;
}
