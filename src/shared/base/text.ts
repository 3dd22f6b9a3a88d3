/** Reading of free text in any script: sentences, a speaker's part, words, and what two texts have in common word for word. */

const ENDERS = /[.!?…]+["'”’)\]]*(?=\s|$)|[。！？]+["”’」』）]*|\n+/gu;
const ABBREVIATION =
  /(?:^|[\s(])(?:e\.g|i\.e|etc|vs|cf|approx|no|dr|mr|mrs|ms|prof|st|fig|inc|ltd|[a-z])$|(?:^|\n)\s*\d{1,2}$/iu;

/**
 * Ends of the sentences of `text`: UTF-16 indices just behind each. A dot inside a URL, a number or after an abbreviation ends
 * nothing; a line break does, unless the line only announces what follows (`for example:`). A fenced block of code is one sentence, and
 * what follows an open fence is none. With `mayGoOn` an end at the very end of the text does not count yet, since `1.` may become `1.5`.
 */
export function sentenceEnds(text: string, options: { readonly mayGoOn?: true } = {}): readonly number[] {
  const blocks = codeBlocks(text);
  const ends: number[] = [];
  for (const match of text.matchAll(ENDERS)) {
    const end = match.index + match[0].length;
    const block = blocks.find(({ from, to }) => match.index >= from && match.index < to);
    if (block !== undefined) {
      if (block.closed && ends.at(-1) !== block.to) ends.push(block.to);
      continue;
    }
    const since = text.slice(ends.at(-1) ?? 0, match.index);
    if (!/[\p{L}\p{N}]/u.test(since)) continue;
    if (match[0].startsWith('\n') && /[:;,]\s*$/u.test(since)) continue;
    if (match[0] === '.' && ABBREVIATION.test(since)) continue;
    if (options.mayGoOn === true && end === text.length && !/[。！？\n]$/u.test(match[0])) continue;
    ends.push(end);
  }
  return ends;
}

/** Fenced blocks with the line that announces each; the last may be open. */
function codeBlocks(text: string): readonly { readonly from: number; readonly to: number; readonly closed: boolean }[] {
  return [...text.matchAll(/```[\s\S]*?(?:```|$)/gu)].map((match) => ({
    from: match.index,
    to: match.index + match[0].length,
    closed: match[0].length > 3 && match[0].endsWith('```'),
  }));
}

export const countSentences = (text: string, options: { readonly mayGoOn?: true } = {}): number =>
  sentenceEnds(text, options).length;

/**
 * At most `limit` whole sentences. Text without one is cut at its last word and closed with an ellipsis; nothing is left of a line that
 * only announces what did not come.
 */
export function cutToSentences(text: string, limit: number): string {
  const trimmed = text.trim();
  const ends = sentenceEnds(trimmed);
  const end = ends[Math.min(limit, ends.length) - 1];
  if (end !== undefined) return trimmed.slice(0, end).trim();
  const prose = trimmed.replace(/```[\s\S]*$/u, '').trim();
  if (/[:;,]$/u.test(prose)) return '';
  const words = prose.replace(/\s+\S*$/u, '');
  return words === '' ? '' : `${words} …`;
}

/** The first sentence, at most `limit` words. */
export function gistOf(text: string, limit = 20): string {
  const line = text.replaceAll(/\s+/gu, ' ').trim();
  const sentence = line.slice(0, sentenceEnds(line)[0] ?? line.length).trim();
  const parts = sentence.split(' ');
  return parts.length <= limit ? sentence : `${parts.slice(0, limit).join(' ')} …`;
}

/**
 * Where the text begins the part of one of `names` (`Ben: …`, `Ben wrote:`, `Ben challenges Ada:`) or a quote, on a line of its own
 * after the first: a small model imitates the transcript. The first line is left to `withoutLeadingForm`.
 */
export function speakerStart(text: string, names: readonly string[]): number | undefined {
  const header = new RegExp(`\\n[\\s*#"]*(?:>|(?:${alternatives(names)})\\b[^\\n:.!?]{0,60}:)`, 'iu');
  return header.exec(text)?.index;
}

/** The text without what imitates the transcript's form at its start: quote marks, `>`, `Ben:`, `Ben wrote:`. */
export function withoutLeadingForm(text: string, names: readonly string[]): string {
  const header = new RegExp(`^(?:${alternatives(names)})\\b[^\\n:.!?]{0,40}:\\s*`, 'iu');
  let rest = text;
  for (let before = ''; before !== rest;) {
    before = rest;
    rest = rest
      .replace(/^[\s>*#]+/u, '')
      .replace(header, '')
      .replace(/^["“”'`]+(?=\s*\p{L})/u, '');
  }
  if (rest !== text && !/["“”]/u.test(rest.slice(0, -1))) rest = rest.replace(/["”]+\s*$/u, '');
  return rest.trim();
}

/** Lower-case words: runs of letters and digits; each character of a script without spaces is a word of its own. */
export function words(text: string): readonly string[] {
  return (
    text
      .toLowerCase()
      .match(
        /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]|[\p{L}\p{N}]+(?:['’][\p{L}\p{N}]+)*/gu,
      ) ?? []
  );
}

export type Overlap = { readonly length: number; readonly text: string };

/** The longest run of words that stands in both texts, in words; one table row at a time, O(n × m). */
export function longestOverlap(one: string, other: string): Overlap {
  const left = words(one);
  const right = words(other);
  let best = 0;
  let end = 0;
  let row = new Uint16Array(right.length + 1);
  for (let i = 0; i < left.length; i += 1) {
    const next = new Uint16Array(right.length + 1);
    for (let j = 0; j < right.length; j += 1) {
      if (left[i] !== right[j]) continue;
      const run = (row[j] ?? 0) + 1;
      next[j + 1] = run;
      if (run > best) [best, end] = [run, i + 1];
    }
    row = next;
  }
  return { length: best, text: left.slice(end - best, end).join(' ') };
}

function alternatives(names: readonly string[]): string {
  const escaped = names.map((name) => name.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`));
  return [...escaped, 'user', 'assistant', 'system'].join('|');
}

/** `1 turn`, `6 turns`: for words whose plural takes an s. */
export const counted = (count: number, one: string): string => `${count} ${one}${count === 1 ? '' : 's'}`;
