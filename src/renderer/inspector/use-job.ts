import { useEffect, useRef, useState } from 'react';
import { runSliced, type Job, type SliceOptions } from './slices.ts';

const SLICES: SliceOptions = {
  budget: 6,
  now: () => performance.now(),
  later(next) {
    const timer = setTimeout(next);
    return () => clearTimeout(timer);
  },
};

/** Once a result is there, the next one is not begun before so many milliseconds without news. */
const SETTLE_MS = 150;

export type JobState<Value> = { readonly value: Value | undefined; readonly busy: boolean };

/**
 * The result of a job that never holds the window up. Begins anew with another `subject` (the result of the one before is gone at once) or
 * another `version` (the result of the one before stays until the new one is there).
 */
export function useJob<Value>(
  job: () => Job<Value>,
  { subject, version }: { readonly subject: string; readonly version: unknown },
): JobState<Value> {
  const [found, setFound] = useState<{ readonly subject: string; readonly version: unknown; readonly value: Value }>();
  const shown = useRef<string>(undefined);
  const newest = useRef(job);
  useEffect(() => {
    newest.current = job;
  });
  useEffect(() => {
    let stop: () => void = () => {};
    const begin = (): void => {
      stop = runSliced(
        newest.current(),
        (value) => {
          shown.current = subject;
          setFound({ subject, version, value });
        },
        SLICES,
      );
    };
    const timer = shown.current === subject ? setTimeout(begin, SETTLE_MS) : undefined;
    if (timer === undefined) begin();
    return () => {
      clearTimeout(timer);
      stop();
    };
  }, [subject, version]);
  return found?.subject === subject
    ? { value: found.value, busy: found.version !== version }
    : { value: undefined, busy: true };
}
