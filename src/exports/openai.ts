import { jsonLine } from '#shared/base/json-line.ts';
import type { EventLog } from './event-log.ts';
import { formatNames } from './seat-names.ts';
import { seatStories } from './seat-story.ts';

/** `prefix`: what others said begins with "Name: ", for readers that leave `name` aside. */
export type SeatOptions = { readonly prefix?: 'names' | 'none' };

/**
 * A run as OpenAI messages, a line {"messages":[{role, content, name?}]} for each seat that spoke: that seat is the assistant, everyone
 * else a user of that name. In pieces that may end within a line; the log is gone through once, and texts are read as they are written.
 */
export function* exportOpenai(log: EventLog, { prefix = 'none' }: SeatOptions = {}): Generator<string> {
  const { seats, speaking } = seatStories(log);
  const names = formatNames(['arbiter', ...seats]);
  for (const story of speaking) {
    let before = '{"messages":[';
    for (const { kind, from, text } of story.lines()) {
      const name = from === undefined ? {} : { name: names.get(from) ?? 'other' };
      const content = from === undefined || prefix === 'none' ? text : `${from}: ${text}`;
      yield `${before}${document({ role: ROLES[kind], content, ...name })}`;
      before = ',';
    }
    yield ']}\n';
  }
}

const ROLES = { told: 'system', heard: 'user', said: 'assistant' } as const;

const document = (value: object): string => jsonLine(value).slice(0, -1);
