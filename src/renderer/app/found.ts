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
