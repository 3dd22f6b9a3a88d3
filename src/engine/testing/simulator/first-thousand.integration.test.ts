import { expect, test } from 'vitest';
import { manySeeds } from './many-seeds.ts';

// Two files of a thousand seeds, so that each has a core of its own.
test(
  'in the first thousand seeds of 300 steps every invariant holds, and every fault, command, end and delivery state happens',
  { timeout: 600_000 },
  async () => {
    expect(await manySeeds(1, 1000)).toEqual({ failed: [], never: [] });
  },
);
