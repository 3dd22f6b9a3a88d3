import type { SearchHit } from '#shared/rpc/methods.ts';
import type { TranscriptEntry, TranscriptMessage } from '#shared/projections/transcript.ts';

/** Whether every word stands somewhere in the texts, small or capital; nothing asked for is in everything. */
export function holdsWords(words: string, texts: readonly string[]): boolean {
  const all = texts.join('\n').toLowerCase();
  return words
    .toLowerCase()
    .split(/\s+/)
    .every((word) => all.includes(word));
}

/** Messages of a run that hold the words, in the order in which they were said, at most `most`. */
export function messagesWith(
  entries: Iterable<TranscriptEntry>,
  words: string,
  most: number,
): readonly TranscriptMessage[] {
  const found: TranscriptMessage[] = [];
  for (const entry of entries) {
    if (found.length === most) break;
    if (entry.kind === 'message' && holdsWords(words, [entry.name, entry.gist, entry.body])) found.push(entry);
  }
  return found;
}

/** How much of a text stands before and after what was looked for. */
const BEFORE = 32;
const AFTER = 160;

/** The piece of a text in which the words stand first, with each of them marked; the beginning where none does. */
export function pieceWith(text: string, words: string): SearchHit['snippet'] {
  const asked = words.split(/\s+/).filter((word) => word !== '');
  const any = new RegExp(`(${asked.map(escaped).join('|')})`, 'giu');
  const first = asked.length === 0 ? 0 : Math.max(0, text.search(any));
  // From the beginning of a word on.
  const from = first <= BEFORE ? 0 : text.indexOf(' ', first - BEFORE) + 1;
  const piece = text.slice(Math.min(from, first), first + AFTER);
  const marked = asked.length === 0 ? [piece] : piece.split(any);
  return [
    ...(from > 0 ? [{ text: '… ', hit: false }] : []),
    ...marked.map((part, index) => ({ text: part, hit: index % 2 === 1 })).filter((part) => part.text !== ''),
  ];
}

const escaped = (word: string): string => word.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
