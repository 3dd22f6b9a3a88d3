import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { pieceBatch, type Pieces } from './piece-batch.ts';

test('pieces of a request are joined and sent in one message', async () => {
  const sent: Pieces[] = [];
  const batch = pieceBatch(
    (pieces) => sent.push(pieces),
    () => 5,
  );
  batch.add(1, 'Use ');
  batch.add(2, 'No');
  batch.add(1, 'UUIDs');
  expect(sent).toEqual([]);
  await delay(40);
  expect(sent).toEqual([
    [
      [1, 'Use UUIDs'],
      [2, 'No'],
    ],
  ]);
});

test('what waits is sent at once where an answer follows, and nothing is sent twice', async () => {
  const sent: Pieces[] = [];
  const batch = pieceBatch(
    (pieces) => sent.push(pieces),
    () => 5,
  );
  batch.add(1, 'Use');
  batch.flush();
  await delay(20);
  expect(sent).toEqual([[[1, 'Use']]]);
});
