import { expect, test } from 'vitest';
import { createLock, createPlaces } from './places.ts';
import { createFakeSequence } from '../testing/fake-sequence.ts';

const slots = (count: number) => Array.from({ length: count }, (_, id) => createFakeSequence(id, 'slot'));
const never = new AbortController().signal;

test('the lowest free slot is handed out, and one that comes back is taken before a higher one', async () => {
  const places = createPlaces(slots(3), 3);
  const [first, second] = [await places.take(never), await places.take(never)];
  expect([first.id, second.id]).toEqual([0, 1]);
  places.give(first);
  expect((await places.take(never)).id).toBe(0);
});

test('who waits longest is served first', async () => {
  const places = createPlaces(slots(1), 1);
  const held = await places.take(never);
  const served: string[] = [];
  const [early, late] = ['early', 'late'].map(async (name) => {
    const slot = await places.take(never);
    served.push(name);
    places.give(slot);
  });
  places.give(held);
  await Promise.all([early, late]);
  expect(served).toEqual(['early', 'late']);
});

test('one at a time where only one may be out, whatever there is', async () => {
  const places = createPlaces(slots(3), 1);
  const held = await places.take(never);
  const second = places.take(never);
  expect(await Promise.race([second.then(() => 'served'), Promise.resolve('waits')])).toBe('waits');
  places.give(held);
  expect((await second).id).toBe(0);
});

test('who gives up waiting loses its place in the queue and no slot is lost', async () => {
  const places = createPlaces(slots(1), 1);
  const held = await places.take(never);
  const controller = new AbortController();
  const given = places.take(controller.signal);
  const next = places.take(never);
  controller.abort();
  await expect(given).rejects.toThrow('cancelled');
  places.give(held);
  expect((await next).id).toBe(0);
  await expect(places.take(controller.signal)).rejects.toThrow('cancelled');
});

test('the lock runs one after the other, and a failure does not close it', async () => {
  const lock = createLock();
  const order: number[] = [];
  const failing = lock(async () => {
    await Promise.resolve();
    order.push(1);
    throw new Error('no');
  });
  const next = lock(() => Promise.resolve(order.push(2)));
  await expect(failing).rejects.toThrow('no');
  await next;
  expect(order).toEqual([1, 2]);
});
