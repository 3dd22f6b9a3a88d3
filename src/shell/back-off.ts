import type { ShellLimits } from './limits.ts';

type Options = Pick<ShellLimits, 'wrongLinks' | 'firstWait' | 'longestWait'> & { readonly now: () => number };

/** After some wrong guesses the door is shut for a time that doubles with each one more, for the right one too. */
export function backOff({ wrongLinks, firstWait, longestWait, now }: Options): {
  /** Milliseconds. */
  wait(): number;
  wrong(): void;
  right(): void;
} {
  let wrong = 0;
  let shutUntil = -Infinity;
  return {
    wait: () => Math.max(0, shutUntil - now()),
    wrong() {
      wrong += 1;
      if (wrong >= wrongLinks) shutUntil = now() + Math.min(longestWait, firstWait * 2 ** (wrong - wrongLinks));
    },
    right() {
      wrong = 0;
    },
  };
}
