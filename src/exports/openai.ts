import { jsonLine } from '#shared/base/json-line.ts';
import type { AnyEvent } from '#shared/events/event.ts';
import { formatNames } from './seat-names.ts';
import { seatStory, speakingSeats } from './seat-story.ts';

/** `prefix`: what others said begins with "Name: ", for readers that leave `name` aside. */
export type SeatOptions = { readonly prefix?: 'names' | 'none' };

/**
 * A run as OpenAI messages, a line {"messages":[{role, content, name?}]} for each seat that spoke: that seat is the assistant, everyone
 * else a user of that name. In pieces that may end within a line; `events` is gone through once for each seat and once before, and
 * begins anew each time.
 */
export function* exportOpenai(events: Iterable<AnyEvent>, { prefix = 'none' }: SeatOptions = {}): Generator<string> {
  const names = formatNames(['arbiter', ...seatsOf(events)]);
  for (const seat of speakingSeats(events)) {
    let before = '{"messages":[';
    for (const { kind, from, text } of seatStory(events, seat)) {
      const name = from === undefined ? {} : { name: names.get(from) ?? 'other' };
      const content = from === undefined || prefix === 'none' ? text : `${from}: ${text}`;
      yield `${before}${document({ role: ROLES[kind], content, ...name })}`;
      before = ',';
    }
    yield ']}\n';
  }
}

const ROLES = { told: 'system', heard: 'user', said: 'assistant' } as const;

/** Every name that may occur, in the order of the setup; a run that is read no further than its beginning. */
function seatsOf(events: Iterable<AnyEvent>): readonly string[] {
  for (const event of events)
    if (event.type === 'v1.run.created') return event.data.setup.seats.map(({ name }) => name);
  return [];
}

const document = (value: object): string => jsonLine(value).slice(0, -1);
