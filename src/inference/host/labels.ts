import type { ModelVocabulary } from './vocabulary.ts';
import { HostFailure } from './host-failure.ts';

/**
 * The tokens that begin each label as an answer, with and without a space before it: models differ in what follows their markup.
 * No token may begin two labels.
 */
export function labelTokens(
  labels: readonly string[],
  vocabulary: Pick<ModelVocabulary, 'plain'>,
): readonly (readonly number[])[] {
  const tokens = labels.map((label) => {
    const starts = [label, ` ${label}`].map((text) => vocabulary.plain(text));
    return [...new Set(starts.flatMap((ids) => (ids.length === 1 ? ids : [])))];
  });
  const all = tokens.flat();
  if (tokens.some((ids) => ids.length === 0) || new Set(all).size !== all.length) {
    const detail = `the labels ${labels.join(', ')} are not one distinct token each in this model`;
    throw new HostFailure({ kind: 'unsupported', detail });
  }
  return tokens;
}

/** Natural log-probability of each label: the sum over the tokens that may begin it. `logprobs` are in the order of `tokens.flat()`. */
export function likelihoods(tokens: readonly (readonly number[])[], logprobs: readonly number[]): readonly number[] {
  let next = 0;
  return tokens.map((ids) => {
    const own = logprobs.slice(next, next + ids.length);
    next += ids.length;
    const highest = Math.max(...own);
    return highest === -Infinity
      ? highest
      : highest + Math.log(own.reduce((sum, one) => sum + Math.exp(one - highest), 0));
  });
}
