import { isRecorded, type Missing } from '#shared/events/imported.ts';
import type { AnyEvent } from '#shared/events/event.ts';
import { useRun, useSession } from './window.tsx';

/** Whether the log of a run says this. One that another program wrote may not: what is missing is told as such and never made up. */
export function recordedIn({ events }: { readonly events: readonly AnyEvent[] }, what: Missing): boolean {
  const [first] = events;
  return first?.type !== 'v1.run.created' || isRecorded(first.data, what);
}

/** The same of the open run. */
export function useRecorded(what: Missing): boolean {
  const { log } = useSession();
  return useRun(({ last }) => last === 0 || recordedIn(log, what));
}
