import { createServer } from 'node:http';
import { afterEach, expect, test } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { NEVER } from '#shared/base/abort.ts';
import { abortSource } from '#shared/rpc/abort-source.ts';
import { transportContract } from '#shared/rpc/testing/transport-contract.ts';
import type { Transport } from '#shared/rpc/transport.ts';
import { SHELL_LIMITS, type ShellLimits } from './limits.ts';
import { wsTransport } from './ws-transport.ts';

const leftovers: (() => void)[] = [];
afterEach(() => {
  for (const leave of leftovers.splice(0)) leave();
});

/** Two ends of a WebSocket over a port of its own. */
async function sockets(): Promise<readonly [near: WebSocket, far: WebSocket]> {
  const http = createServer();
  const server = new WebSocketServer({ server: http, perMessageDeflate: false });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const address = http.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const arrived = new Promise<WebSocket>((resolve) => server.once('connection', resolve));
  const near = new WebSocket(`ws://127.0.0.1:${port}`, { perMessageDeflate: false });
  const [far] = await Promise.all([arrived, new Promise((resolve) => near.once('open', resolve))]);
  leftovers.push(() => {
    near.terminate();
    server.close();
    http.close();
    http.closeAllConnections();
  });
  return [near, far];
}

async function joined(): Promise<readonly [Transport, Transport]> {
  const [near, far] = await sockets();
  return [wsTransport(near), wsTransport(far)];
}

for (const { name, run } of transportContract(joined)) {
  test(`over a WebSocket: ${name}`, async () => {
    await expect(run()).resolves.toBeUndefined();
  });
}

type Watched = {
  readonly transport: ReturnType<typeof wsTransport>;
  readonly breaches: string[];
  readonly closed: true[];
};

function watched(socket: WebSocket, limits: Partial<ShellLimits> = {}): Watched {
  const breaches: string[] = [];
  const closed: true[] = [];
  const transport = wsTransport(socket, {
    limits: { ...SHELL_LIMITS, ...limits },
    onBreach: (why) => breaches.push(why),
  });
  transport.onClose(() => closed.push(true));
  return { transport, breaches, closed };
}

const closing = (socket: WebSocket): Promise<number> => new Promise((resolve) => socket.once('close', resolve));

test('texts of any script arrive as they were sent, and none after the close', async () => {
  const [near, far] = await sockets();
  const heard: string[] = [];
  const { transport, closed } = watched(far);
  transport.onText((text) => heard.push(text));
  const texts = ['', 'é\u{1F600}漢', '\0', 'x'.repeat(500_000)];
  for (const text of texts) near.send(text);
  near.close();
  await closing(near);
  transport.send('nobody hears it');
  expect(heard).toEqual(texts);
  expect(closed).toHaveLength(1);
});

test('a binary frame closes the socket', async () => {
  const [near, far] = await sockets();
  const { breaches } = watched(far);
  near.send(Buffer.from('{}'));
  expect(await closing(near)).toBe(1003);
  expect(breaches).toEqual(['a binary frame']);
});

test.each([
  [{ burst: 11, perSecond: 1 }, true],
  [{ burst: 10_000, perSecond: 1 }, false],
])('L9: a thousand frames at once under %j close the socket: %s', async (limits, breaks) => {
  const [near, far] = await sockets();
  let heard = 0;
  const { transport, breaches } = watched(far, limits);
  transport.onText(() => (heard += 1));
  for (let frame = 0; frame < 1000; frame += 1) near.send('{}');
  if (!breaks) near.close();
  expect(await closing(near)).toBe(breaks ? 1008 : 1005);
  expect([heard, breaches]).toEqual(breaks ? [10, ['too many frames']] : [1000, []]);
});

/** Stops reading for good, as a page that hangs. */
function deafen(socket: WebSocket): void {
  socket.pause();
}

test.each([
  [8 * 1024 * 1024, true],
  [Infinity, false],
])('L10: what waits for an end that does not read is bounded by %d bytes: %s', async (buffered, bounded) => {
  const [near, far] = await sockets();
  const { transport, breaches, closed } = watched(far, { buffered });
  deafen(near);
  let most = 0;
  for (let text = 0; text < 64; text += 1) {
    transport.send('x'.repeat(1024 * 1024));
    most = Math.max(most, far.bufferedAmount);
  }
  expect([breaches, closed.length]).toEqual(bounded ? [['it reads too slowly'], 1] : [[], 0]);
  expect(most > 10 * 1024 * 1024).toBe(!bounded);
});

test('there is room while little waits, and again after it was sent, the socket closed or nobody asks any more', async () => {
  const [near, far] = await sockets();
  const { transport } = watched(far);
  await transport.room(NEVER);
  const source = abortSource();
  const settled: string[] = [];
  deafen(near);
  for (let text = 0; text < 16; text += 1) transport.send('x'.repeat(1024 * 1024));
  const waits = [
    transport.room(source.signal).then(() => settled.push('aborted')),
    transport.room(NEVER).then(() => settled.push('sent')),
  ];
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(settled).toEqual([]);
  source.abort();
  await waits[0];
  expect(settled).toEqual(['aborted']);
  near.resume();
  await waits[1];
  near.pause();
  for (let text = 0; text < 16; text += 1) transport.send('x'.repeat(1024 * 1024));
  const last = transport.room(NEVER);
  transport.close();
  await expect(last).resolves.toBeUndefined();
});
