import type { RunId } from '#shared/events/ids.ts';
import { COMPARED_AT_MOST } from '#shared/projections/comparison.ts';

/** The runs of an address, each once, as many as one table holds, and those that are left out. */
export function askedRuns(runs: readonly RunId[]): {
  readonly runs: readonly RunId[];
  readonly over: readonly RunId[];
} {
  const each = [...new Set(runs)];
  return { runs: each.slice(0, COMPARED_AT_MOST), over: each.slice(COMPARED_AT_MOST) };
}

export const FULL = 'Six runs are as many as one table holds. Take one away to add another.';

/** Why so many runs cannot stand beside each other, in a sentence; undefined where they can. */
export function whyNot(count: number): string | undefined {
  if (count < 2) return 'Choose one more: a comparison takes two runs at least.';
  const over = count - COMPARED_AT_MOST;
  return over <= 0 ? undefined : `Six runs are as many as one table holds: take ${over === 1 ? 'one' : over} away.`;
}
