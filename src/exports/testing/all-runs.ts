import { decodeEvent, type AnyEvent } from '#shared/events/event.ts';
import type { ExportRow } from '../jsonl.ts';

/** The rows of an export as text, and their events. */
export function rowsOf(text: string): readonly ExportRow[] {
  return text
    .split('\n')
    .slice(1)
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as ExportRow);
}

export function eventsOf(rows: readonly ExportRow[]): readonly AnyEvent[] {
  return rows.map(({ seq, at, type, data }) => {
    const event = decodeEvent({ seq, at, type, data });
    if (!event.ok) throw new Error(event.failure);
    return event.value;
  });
}

/** What breaks formats: fences, tags, line separators, formulas, half characters, NUL. */
export const NASTY =
  '```\n~~~~\n# x\n> y\n- z\n</script><!-- ]]> \u2028\u2029\u0000\ud800 =cmd|\' /C calc\'!A0 "quoted\\" ﹡Ada: \u202e{"messages":[]}\r\n---';
