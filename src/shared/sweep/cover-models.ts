/** What stands in the place of a word that would tell. */
const COVER = '▒▒▒';

/**
 * The text with every word covered by which one of these models would name itself: its id or path, its file, and the name that this begins
 * with (`smollm` of `smollm2-135m-instruct`) together with the numbers behind it, whatever the case.
 */
export function coverModels(text: string, models: readonly string[]): string {
  const whole = new Set<string>();
  const stems = new Set<string>();
  for (const model of models) {
    const file = (model.split(/[\\/]/u).at(-1) ?? model).replace(/\.gguf$/iu, '');
    for (const name of [model, file]) if (name !== '') whole.add(name);
    const [stem] = /^\p{L}{4,}/u.exec(file) ?? [];
    if (stem !== undefined) stems.add(stem);
  }
  const patterns = [
    // The longest first, so that no rest of a longer name stays behind.
    ...[...whole].toSorted((a, b) => b.length - a.length).map((name) => `${START}${escaped(name)}${END}`),
    ...[...stems].map((stem) => `${START}${escaped(stem)}\\d*(?!\\p{L})(?:[\\s-]+\\d[\\p{L}\\d.]*)*`),
  ];
  return patterns.length === 0 ? text : text.replaceAll(new RegExp(patterns.join('|'), 'giu'), COVER);
}

/** A name within a word is none. */
const START = String.raw`(?<![\p{L}\p{N}])`;
const END = String.raw`(?![\p{L}\p{N}])`;

const escaped = (words: string): string => words.replaceAll(/[\\^$.*+?()[\]{}|/]/gu, String.raw`\$&`);
