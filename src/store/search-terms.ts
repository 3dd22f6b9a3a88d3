/** Longest query in characters, and most terms: what is longer is cut, for nobody types it. */
const LONGEST = 200;
const MOST_TERMS = 12;

/** No word is in the query: an empty match would be an error to the index. */
export const MATCHES_NOTHING = '';

/** The parts of a query between its spaces. A zero character would end the text for SQLite. */
export function termsOf(query: string): readonly string[] {
  const cut = Array.from(query.slice(0, 2 * LONGEST))
    .slice(0, LONGEST)
    .join('')
    .toWellFormed();
  return cut
    .split(/[\s\0]+/u)
    .filter((term) => term !== '')
    .slice(0, MOST_TERMS);
}

/**
 * A match of whole words for FTS5: each term a phrase in quotes, so that nothing in it is an operator; of the last one also words that
 * begin so, unless it ends in a sign, as `C++` does.
 */
export function fromWords(terms: readonly string[]): string {
  const worded = terms.filter((term) => /[\p{L}\p{N}]/u.test(term));
  const last = worded.at(-1);
  if (last === undefined) return MATCHES_NOTHING;
  const open = /[\p{L}\p{N}]$/u.test(last) && last === terms.at(-1);
  return `${worded.map(phraseOf).join(' ')}${open ? '*' : ''}`;
}

/** A string of FTS5: in double quotes, those inside doubled. https://sqlite.org/fts5.html#fts5_strings */
export const phraseOf = (term: string): string => `"${term.replaceAll('"', '""')}"`;

/** A pattern for LIKE that finds the term anywhere, its own wildcards taken as they are. */
export const likeOf = (term: string): string => `%${term.replaceAll(/[\\%_]/gu, String.raw`\$&`)}%`;

/** Whether a term is more than letters and digits. */
export const hasSign = (term: string): boolean => /[^\p{L}\p{N}\p{M}]/u.test(term);
