import { decodeEvent, type AnyEvent } from '#shared/events/event.ts';
import { layout, type Layout } from '../layout.ts';

const FILES = import.meta.glob<string>('../../../../scenarios/recordings/*.jsonl', {
  query: '?raw',
  import: 'default',
  eager: true,
});

/** The events of a recording in the tree. */
export function recording(name: string): readonly AnyEvent[] {
  const text = FILES[`../../../../scenarios/recordings/${name}.jsonl`] ?? '';
  const rows = text.trim().split('\n').slice(1);
  return rows.flatMap((row) => {
    const event = decodeEvent(JSON.parse(row));
    return event.ok ? [event.value] : [];
  });
}

export function layoutOf(events: readonly AnyEvent[]): Layout {
  const own = layout(true);
  own.sync(events);
  return own;
}
