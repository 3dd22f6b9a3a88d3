/** Whether a text says anything that was not said before: measures on words alone, no model and no meaning. */
import { words } from '#shared/base/text.ts';
import { STOP_WORDS } from './stop-words.ts';

/** A text is barren where fewer than one in ten of its content words is new: no message of the two recordings had less than 14 %. */
export const NEW_WORDS = 0.1;
/**
 * And where fewer than one in three of its pairs of neighbouring content words is new: a long talk on one matter runs out of words
 * (Heaps' law), so old words in a new order count as something said. No message of the recordings had less than 72 %.
 */
export const NEW_PAIRS = 1 / 3;
/** Two texts are near duplicates where at least half of the word triples of both are common to both (Broder's resemblance, 1997). */
export const NEAR_DUPLICATE = 0.5;
/** Nobody writes that much in a turn; of what an arbiter pastes the beginning is enough, so that a check stays short. */
const LONGEST = 6000;

export type Novelty = {
  /** Different content words, different pairs of them, and how many of each were not there before. */
  readonly words: number;
  readonly pairs: number;
  readonly newWords: number;
  readonly newPairs: number;
};

/** Words with stop words removed, in order; in scripts without spaces, where a word is a character, each with its follower. */
export function contentWords(text: string): readonly string[] {
  const content: string[] = [];
  let character: string | undefined;
  for (const word of wordsToCompare(text)) {
    const before = character;
    character = isCharacterWord(word) ? word : undefined;
    if (character !== undefined) {
      if (before !== undefined) content.push(before + character);
      continue;
    }
    const stem = word.replace(/['’].*$/u, '');
    if (stem.length > 1 && !STOP_WORDS.has(stem)) content.push(stem);
  }
  return content;
}

/** What `text` has that stands in none of the texts `before` it. O(length of all of them). */
export function noveltyOf(text: string, before: readonly string[]): Novelty {
  const own = contentWords(text);
  const distinct = new Set(own);
  const pairs = new Set(pairsOf(own));
  const newWords = new Set(distinct);
  const newPairs = new Set(pairs);
  for (const other of before) {
    if (newWords.size === 0 && newPairs.size === 0) break;
    let previous: string | undefined;
    for (const word of contentWords(other)) {
      const known = distinct.has(word) ? word : undefined;
      if (known !== undefined) newWords.delete(known);
      if (known !== undefined && previous !== undefined) newPairs.delete(`${previous} ${known}`);
      previous = known;
    }
  }
  return { words: distinct.size, pairs: pairs.size, newWords: newWords.size, newPairs: newPairs.size };
}

/** A text without any content word is barren too. */
export const isBarren = ({ words: count, pairs, newWords, newPairs }: Novelty): boolean =>
  (count === 0 || newWords < NEW_WORDS * count) && (pairs === 0 || newPairs < NEW_PAIRS * pairs);

/**
 * A cheap screen in front of `noveltyOf`: whether so many words of `text` stand nowhere in `before`, not even as a part of another word,
 * that it cannot be barren.
 */
export function isSurelyNew(text: string, before: readonly string[]): boolean {
  const own = new Set(contentWords(text));
  const said = before
    .map((other) => other.slice(0, LONGEST))
    .join('\n')
    .toLowerCase();
  let unseen = 0;
  for (const word of own) {
    if (said.includes(word)) continue;
    unseen += 1;
    if (unseen >= NEW_WORDS * own.size) return true;
  }
  return false;
}

/**
 * The share of word triples that two texts have in common, 0 to 1; a text of one or two words is one triple. Counts as 0 at once where
 * most words of the other text do not stand in the one.
 */
export function resemblance(one: readonly string[], other: readonly string[]): number {
  const known = new Set(one);
  const shared = other.filter((word) => known.has(word)).length;
  if (shared === 0 || shared * 2 < other.length) return 0;
  const left = triplesOf(one);
  const right = triplesOf(other);
  let common = 0;
  for (const triple of left) if (right.has(triple)) common += 1;
  return common / (left.size + right.size - common);
}

/** All words of a text in order, up to the length that a check looks at. */
export const wordsToCompare = (text: string): readonly string[] => words(text.slice(0, LONGEST));

/** Astral characters are two units long. */
const isCharacterWord = (word: string): boolean =>
  word.length <= 2 &&
  word.charCodeAt(0) > 0x0dff &&
  /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]$/u.test(word);

const pairsOf = (own: readonly string[]): readonly string[] =>
  own.slice(1).map((word, index) => `${own[index] ?? ''} ${word}`);

function triplesOf(all: readonly string[]): ReadonlySet<string> {
  if (all.length < 3) return new Set(all.length === 0 ? [] : [all.join(' ')]);
  return new Set(all.slice(2).map((word, index) => `${all[index] ?? ''} ${all[index + 1] ?? ''} ${word}`));
}
