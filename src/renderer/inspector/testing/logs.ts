import { decodeEvent, type AnyEvent } from '#shared/events/event.ts';
import { logIndex, type LogIndex } from '../../state/log-index.ts';

const FILES = import.meta.glob<string>('../../../../scenarios/recordings/*.jsonl', {
  query: '?raw',
  import: 'default',
  eager: true,
});

/** The names of the recordings in the tree. */
export const recordings = (): readonly string[] => Object.keys(FILES).map((path) => path.split('/').at(-1) ?? '');

/** The events of a recording; its first line is a header. */
export function recording(name: string): readonly AnyEvent[] {
  const [, text = ''] = Object.entries(FILES).find(([path]) => path.endsWith(`/${name}`)) ?? [];
  const lines = text.trim().split('\n').slice(1);
  return lines.map((line) => {
    const event = decodeEvent(JSON.parse(line));
    if (!event.ok) throw new Error(event.failure);
    return event.value;
  });
}

export function indexOf(events: readonly AnyEvent[]): LogIndex {
  const log = logIndex();
  for (const event of events) log.add(event);
  return log;
}
