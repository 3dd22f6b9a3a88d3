export type TokenBucket = {
  /** Whether that much may pass now; what may not is not taken. */
  take(amount: number): boolean;
};

type Options = { readonly burst: number; readonly perSecond: number; readonly now?: () => number };

/** At most `burst` at once and `perSecond` in the long run. */
export function tokenBucket({ burst, perSecond, now = () => performance.now() }: Options): TokenBucket {
  let level = burst;
  let at = now();
  return {
    take(amount) {
      const time = now();
      level = Math.min(burst, level + ((time - at) / 1000) * perSecond);
      at = time;
      if (level < amount) return false;
      level -= amount;
      return true;
    },
  };
}
