import { expect, test } from 'vitest';
import { transportContract } from '#shared/rpc/testing/transport-contract.ts';
import { portTransport } from './port-transport.ts';
import { FakeChannel } from './testing/fake-electron.ts';

function joined(): readonly [ReturnType<typeof portTransport>, ReturnType<typeof portTransport>] {
  const { port1, port2 } = new FakeChannel();
  return [portTransport(port1), portTransport(port2)];
}

for (const { name, run } of transportContract(async () => joined())) {
  test(`over a port: ${name}`, async () => {
    await expect(run()).resolves.toBeUndefined();
  });
}

test('what is no text is dropped, and what comes before a listener waits', async () => {
  const { port1, port2 } = new FakeChannel();
  const transport = portTransport(port1);
  for (const value of [1, null, { id: 1 }, 'first', new Uint8Array(3), 'second']) port2.postMessage(value);
  await Promise.resolve();
  const heard: string[] = [];
  transport.onText((text) => heard.push(text));
  await Promise.resolve();
  expect(heard).toEqual(['first', 'second']);
});

test('a page that goes closes the transport once, and later words are dropped', async () => {
  const { port1, port2 } = new FakeChannel();
  const transport = portTransport(port1);
  let closed = 0;
  transport.onClose(() => (closed += 1));
  port2.close();
  await Promise.resolve();
  await Promise.resolve();
  transport.send('late');
  transport.close();
  expect(closed).toBe(1);
});
