import type { Seq } from '#shared/events/ids.ts';
import type { List } from '#shared/projections/list.ts';
import type { TranscriptEntry, TranscriptLine } from '#shared/projections/transcript.ts';

/** What the transcript tells of an event in a line of its own: entries are in the order of their events, so this is a binary search. */
export function lineAt(entries: List<TranscriptEntry>, seq: Seq): TranscriptLine | undefined {
  let low = 0;
  let high = entries.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((entries.at(middle)?.seq ?? 0) < seq) low = middle + 1;
    else high = middle;
  }
  const found = entries.at(low);
  return found?.seq === seq && found.kind === 'line' ? found : undefined;
}
