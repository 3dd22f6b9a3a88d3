import { simulate, type Counters } from './simulate.ts';
import { SOMETIMES } from './every-state.ts';

/** What came of many seeds: each that did not hold as the command that repeats it, and what never happened. */
export type Findings = { readonly failed: readonly string[]; readonly never: readonly string[] };

export async function manySeeds(from: number, count: number): Promise<Findings> {
  const counters: Counters = new Map();
  const failed: string[] = [];
  for (let seed = from; seed < from + count; seed += 1) {
    const { violation } = await simulate(seed, { counters });
    if (violation !== undefined) failed.push(`npm run simulate -- --seeds 1 --from ${seed}: ${violation}`);
  }
  return { failed, never: SOMETIMES.filter((what) => !counters.has(what)) };
}
