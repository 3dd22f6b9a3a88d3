import type { Clock } from '#engine/ports.ts';
import { micros, type Micros } from '#shared/events/ids.ts';

/** Microseconds since the run began, on the machine's monotonic clock; a run that goes on counts from its last event. */
export function runClock(elapsed: Micros = micros(0)): Clock {
  const begun = process.hrtime.bigint();
  return { now: () => micros(elapsed + Number((process.hrtime.bigint() - begun) / 1000n)) };
}
