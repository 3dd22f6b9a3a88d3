import { expect, test } from 'vitest';
import { memoryTransport } from './memory-transport.ts';
import { transportContract } from './testing/transport-contract.ts';
import type { Transport } from './transport.ts';

for (const { name, run } of transportContract(async () => memoryTransport())) {
  test(`over memory: ${name}`, async () => {
    await expect(run()).resolves.toBeUndefined();
  });
}

/** The contract must be able to fail: a transport with a planted fault. */
function faulty(
  fault: (text: string, send: (text: string) => void) => void,
): () => Promise<readonly [Transport, Transport]> {
  return async () => {
    const [near, far] = memoryTransport();
    return [near, { ...far, send: (text) => fault(text, (changed) => far.send(changed)) }];
  };
}

const rows: readonly (readonly [string, (text: string, send: (text: string) => void) => void, string])[] = [
  ['loses items', (text, send) => (text.includes('"turn":5') ? undefined : send(text)), 'in order'],
  [
    'swaps ids',
    (text, send) => send(text.replace(/"id":(\d)\b/u, (_all, id: string) => `"id":${10 - Number(id)}`)),
    'own answers',
  ],
]; // each fault is caught by the test that is named

for (const [name, fault, caught] of rows) {
  test(`a transport that ${name} fails the contract`, async () => {
    const found = transportContract(faulty(fault)).find((one) => one.name.includes(caught));
    const outcome = await Promise.race([
      found?.run().then(
        () => 'held',
        () => 'failed',
      ),
      new Promise((resolve) => setTimeout(resolve, 500, 'failed')),
    ]);
    expect(outcome).toBe('failed');
  });
}

test('what is sent is text, so that nothing is shared between the two ends', async () => {
  const [near, far] = memoryTransport();
  const heard: string[] = [];
  far.onText((text) => heard.push(text));
  near.send('a');
  near.send('b');
  expect(heard).toEqual([]);
  await Promise.resolve();
  await Promise.resolve();
  expect(heard).toEqual(['a', 'b']);
});
