import { expect, test } from 'vitest';
import { manySeeds } from './many-seeds.ts';

test('the list of what has to happen can fail: in three seeds not everything does', async () => {
  const { failed, never } = await manySeeds(1, 3);
  expect(failed).toEqual([]);
  expect(never.length).toBeGreaterThan(0);
});
