import type { AnyEvent } from '#shared/events/event.ts';
import type { Seq } from '#shared/events/ids.ts';
import { minutesReader, type Minutes, type MinutesReader } from '#shared/projections/minutes.ts';
import type { Job } from './slices.ts';

/** Minutes that are being read: they go on where they left off as long as the position only grows. */
export type MinutesReading = { reader: MinutesReader; taken: number };

export const newReading = (): MinutesReading => ({ reader: minutesReader(), taken: 0 });

/** The minutes after the event at `upTo`; `events` may have grown since the last time and otherwise are the same. */
export function* minutesSteps(reading: MinutesReading, events: readonly AnyEvent[], upTo: Seq): Job<Minutes> {
  if (reading.taken > upTo) Object.assign(reading, newReading());
  while (reading.taken < upTo) {
    const event = events[reading.taken];
    if (event === undefined) break;
    reading.reader.take(event);
    reading.taken += 1;
    yield undefined;
  }
  return yield* reading.reader.minutes();
}
