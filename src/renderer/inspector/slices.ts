/** Work that can be left off between two steps. What it yields is nothing; what it returns is its result. */
export type Job<Value> = Generator<undefined, Value, undefined>;

export type SliceOptions = {
  /** Longest time in one go, in milliseconds. A frame has 16. */
  readonly budget: number;
  /** Milliseconds from any beginning. */
  readonly now: () => number;
  /** Calls back soon, after input has had its turn; returns how to take that back. */
  readonly later: (next: () => void) => () => void;
};

/**
 * Does `job` in slices and hands its result to `done`, at once where one slice was enough. Returns how to stop it; a job that was stopped
 * never comes to an end.
 */
export function runSliced<Value>(job: Job<Value>, done: (value: Value) => void, options: SliceOptions): () => void {
  let takeBack: () => void = () => {};
  let stopped = false;
  const slice = (): void => {
    const until = options.now() + options.budget;
    do {
      const step = job.next();
      if (step.done === true) return done(step.value);
    } while (options.now() < until);
    if (!stopped) takeBack = options.later(slice);
  };
  slice();
  return () => {
    stopped = true;
    takeBack();
  };
}
