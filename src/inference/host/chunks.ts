/** How many tokens of a prompt are evaluated at once. A running evaluation cannot be stopped, so this is how long a cancel may wait. */
export interface Chunks {
  /** Positions that reuse is cut to: 1 where any will do. */
  readonly grid: number;
  readonly next: (position: number) => number;
  readonly took: (tokens: number, milliseconds: number) => void;
}

const EXACT_GRID = 128;
const SMALLEST = 32;
const LARGEST = 512;
const TARGET = 150;

/**
 * In exact mode chunks end at multiples of 128, whatever was reused, so that each token is always evaluated in the same company.
 * Else as many tokens as took about 150 ms lately: a slow model stays cancellable, a fast one loses nothing.
 */
export function createChunks(exact: boolean): Chunks {
  if (exact) return { grid: EXACT_GRID, next: (position) => EXACT_GRID - (position % EXACT_GRID), took: () => {} };
  let size = SMALLEST * 2;
  return {
    grid: 1,
    next: () => size,
    took(tokens, milliseconds) {
      if (tokens < SMALLEST) return;
      const wanted = (tokens / Math.max(milliseconds, 0.1)) * TARGET;
      // Half of the way each time: one chunk beside a busy machine decides little.
      size = Math.round(Math.min(LARGEST, Math.max(SMALLEST, (size + wanted) / 2)));
    },
  };
}
