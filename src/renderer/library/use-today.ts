import { useSyncExternalStore } from 'react';
import { dayOf } from './day.ts';

const MINUTE_MS = 60_000;

/** The day of this place, as `dayOf` writes it; another one once it is midnight. */
export const useToday = (): string =>
  useSyncExternalStore(
    (changed) => {
      const timer = setInterval(changed, MINUTE_MS);
      return () => clearInterval(timer);
    },
    () => dayOf(new Date()),
  );
