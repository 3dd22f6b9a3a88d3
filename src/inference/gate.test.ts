import { expect, test } from 'vitest';
import { closedFor, createGate } from './gate.ts';

test('an open gate gives nothing to wait for', () => {
  expect(createGate().pass()).toBeUndefined();
});

test('streams wait at a closed gate until the last of those who closed it opens it', async () => {
  const gate = createGate();
  const [first, second] = [gate.close(), gate.close()];
  let passed = false;
  const waiting = gate.pass()?.then(() => {
    passed = true;
  });
  first();
  first();
  await Promise.resolve();
  expect(passed).toBe(false);
  second();
  await waiting;
  expect(passed).toBe(true);
  expect(gate.pass()).toBeUndefined();
});

test('work that fails opens the gate again', async () => {
  const gate = createGate();
  await expect(closedFor(gate, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(gate.pass()).toBeUndefined();
});
