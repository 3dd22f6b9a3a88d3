import { micros } from '#shared/events/ids.ts';
import type { Clock } from '../ports.ts';

/** A clock that moves on by `step` microseconds whenever it is read. */
export function steppingClock(step = 1000): Clock {
  let now = 0;
  return {
    now: () => {
      now += step;
      return micros(now);
    },
  };
}
