import { connect, type Socket } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { ok } from '#shared/base/result.ts';
import { runId } from '#shared/events/ids.ts';
import { fakeHandlers } from '#shared/rpc/testing/fake-handlers.ts';
import type { ShellLimits } from './limits.ts';
import { openedShell, type OpenedShell } from './testing/opened-shell.ts';
import { rawRequest } from './testing/raw-request.ts';
import { enter, enterAgain, join, originOf, type Entered } from './testing/shell-client.ts';

/** Row L9: what one machine's worth of rude clients must not take from the others. */
const shells: OpenedShell[] = [];
const held: Socket[] = [];
async function shell(limits: Partial<ShellLimits> = {}): Promise<OpenedShell> {
  const opened = await openedShell({ handlers: fakeHandlers({}), limits });
  shells.push(opened);
  return opened;
}
afterEach(async () => {
  for (const socket of held.splice(0)) socket.destroy();
  await Promise.all(shells.splice(0).map((one) => one.close()));
});

/** A connection that sends this and then nothing, and when it ended. */
function holding(port: number, text: string): { readonly ended: Promise<string>; readonly socket: Socket } {
  const socket = connect({ host: '127.0.0.1', port });
  held.push(socket);
  let heard = '';
  socket.setEncoding('latin1').on('data', (chunk: string) => (heard += chunk));
  socket.on('error', () => {});
  const ended = new Promise<string>((resolve) => socket.once('close', () => resolve(heard)));
  socket.write(text);
  return { ended, socket };
}

/** `true` where it ended within the time, else `false`. */
const within = (ended: Promise<unknown>, ms: number): Promise<boolean> =>
  Promise.race([ended.then(() => true), new Promise<boolean>((resolve) => setTimeout(resolve, ms, false))]);

const pageAnswers = async (port: number): Promise<number> =>
  (await rawRequest(port, ['GET / HTTP/1.1', `Host: 127.0.0.1:${port}`, 'Connection: close'])).status;

test.each([
  [16, [...Array<number>(16).fill(1), 0]],
  [20, Array<number>(17).fill(1)],
])('of 17 windows under a cap of %d this many come in: %j', async (clients, expected) => {
  const one = await shell({ clients });
  const first = await enter(one.link);
  const found: number[] = [];
  for (let window = 0; window < 17; window += 1) {
    const joined = await join(await enterAgain(first)).catch(() => undefined);
    found.push(joined === undefined ? 0 : 1);
  }
  expect(found).toEqual(expected);
});

test('one window more comes in when another has gone', async () => {
  const one = await shell({ clients: 1 });
  const first = await enter(one.link);
  const { socket } = await join(first);
  await expect(join(await enterAgain(first))).rejects.toThrow('503');
  const gone = new Promise((resolve) => socket.once('close', resolve));
  socket.terminate();
  await gone;
  await expect.poll(async () => (await join(await enterAgain(first)).catch(() => undefined)) !== undefined).toBe(true);
});

test.each([
  ['a frame over the cap', 1024 * 1024 + 1, 1009],
  ['a frame under it', 1024 * 1024 - 100, undefined],
])('%s (%d bytes) closes the socket with %s', async (_, size, code) => {
  const one = await shell();
  const { socket, client } = await join(await enter(one.link));
  const closed = new Promise<number>((resolve) => socket.once('close', resolve));
  const frame = JSON.stringify({ id: 7, method: 'doctor', input: { x: '' } });
  socket.send(frame.replace('""', `"${'y'.repeat(size - frame.length)}"`));
  if (code === undefined) expect((await client.call('doctor', {})).ok).toBe(true);
  else expect(await closed).toBe(code);
});

test('a fragmented frame that grows over the cap closes the socket too', async () => {
  const one = await shell();
  const { socket } = await join(await enter(one.link));
  const closed = new Promise<number>((resolve) => socket.once('close', resolve));
  for (let piece = 0; piece < 40; piece += 1) socket.send('x'.repeat(64 * 1024), { fin: false });
  expect(await closed).toBe(1009);
});

/** A handshake by hand, and then these bytes of WebSocket. */
async function afterHandshake({ port, cookie, ticket }: Entered, bytes: Buffer): Promise<string> {
  const lines = [
    'GET /rpc HTTP/1.1',
    `Host: 127.0.0.1:${port}`,
    `Origin: ${originOf(port)}`,
    `Cookie: ${cookie}`,
    `Sec-WebSocket-Protocol: parley, ${ticket}`,
    'Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits',
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
  ];
  const { socket, ended } = holding(port, `${lines.join('\r\n')}\r\n\r\n`);
  await new Promise((resolve) => socket.once('data', resolve));
  socket.write(bytes);
  return await ended;
}

test('compression is never agreed to, and a compressed frame closes the socket', async () => {
  const one = await shell();
  // FIN, RSV1 (compressed), text; masked, four bytes.
  const heard = await afterHandshake(await enter(one.link), Buffer.from([0xc1, 0x84, 1, 2, 3, 4, 5, 6, 7, 8]));
  expect(heard).toContain('101 Switching Protocols');
  expect(heard.toLowerCase()).not.toContain('sec-websocket-extensions');
  // A close frame with the status 1002, protocol error.
  expect(heard.endsWith('\x88\x02\x03\xea')).toBe(true);
});

test('frames that are no requests end the window after a few, and fill no log', async () => {
  const one = await shell({ badFrames: 3 });
  const { socket } = await join(await enter(one.link));
  const closed = new Promise<number>((resolve) => socket.once('close', resolve));
  for (let frame = 0; frame < 100; frame += 1) socket.send('rubbish');
  expect(await closed).toBe(1000);
  expect(one.lines).toEqual([]);
});

test('a flood of frames ends its own window, and the stream of another misses nothing', async () => {
  const counting = fakeHandlers({
    'pieces.watch': async function* counting() {
      for (let turn = 1; turn <= 200; turn += 1) {
        await new Promise((resolve) => setTimeout(resolve, 1));
        yield ok({ turn, agent: 'Ada#1', try: 1, text: 'x' });
      }
    },
  });
  const one = await openedShell({ handlers: counting });
  shells.push(one);
  const first = await enter(one.link);
  const [rude, calm] = [await join(first), await join(await enterAgain(first))];
  const closed = new Promise<number>((resolve) => rude.socket.once('close', resolve));
  const turns: number[] = [];
  const reading = (async () => {
    for await (const item of calm.client.stream('pieces.watch', { run: runId('r1') }))
      turns.push(item.ok ? item.value.turn : -1);
  })();
  for (let frame = 0; frame < 20_000; frame += 1) rude.socket.send('{"id":1,"cancel":true}');
  expect(await closed).toBe(1008);
  await reading;
  expect(turns).toEqual(Array.from({ length: 200 }, (_, index) => index + 1));
  calm.client.close();
});

test('slow headers, slow bodies and silence are ended in time, and a window is served meanwhile', async () => {
  const one = await shell({ headersTimeout: 500, requestTimeout: 1_000, checkEvery: 50 });
  const head = `POST /session HTTP/1.1\r\nHost: 127.0.0.1:${one.port}\r\nOrigin: ${originOf(one.port)}\r\n`;
  const slow = [
    holding(one.port, 'GET / HTTP/1.1\r\nX: '),
    holding(one.port, ''),
    holding(one.port, `${head}Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{`),
  ];
  expect(await pageAnswers(one.port)).toBe(200);
  const heard = await Promise.all(slow.map(({ ended }) => ended));
  expect(heard.map((text) => text.split(' ')[1] ?? '')).toEqual(['408', '408', '408']);
});

test('the control: with long timeouts the same connections are still there', async () => {
  const one = await shell({ checkEvery: 50 });
  expect(await within(holding(one.port, 'GET / HTTP/1.1\r\nX: ').ended, 1_500)).toBe(false);
});

test('a connection on which nothing moves is ended', async () => {
  const one = await shell({ idleTimeout: 200 });
  const get = `GET / HTTP/1.1\r\nHost: 127.0.0.1:${one.port}\r\n\r\n`;
  expect(await within(holding(one.port, get).ended, 10_000)).toBe(true);
});

test.each([
  [10, 10],
  [1000, 100],
])('of 100 silent connections under a cap of %d this many stay: %d', async (sockets, expected) => {
  const one = await shell({ sockets });
  const all = Array.from({ length: 100 }, () => holding(one.port, ''));
  const stay = await Promise.all(all.map(async ({ ended }) => !(await within(ended, 2_500))));
  expect(stay.filter(Boolean)).toHaveLength(expected);
  for (const { socket } of all) socket.destroy();
  await expect.poll(() => pageAnswers(one.port)).toBe(200);
});

test.each([
  ['answers pings stays', false],
  ['answers none is ended', true],
])('a window that %s', async (_, deaf) => {
  const one = await shell({ pingEvery: 1_000 });
  const { socket } = await join(await enter(one.link));
  const closed = new Promise((resolve) => socket.once('close', resolve));
  if (deaf) socket.pong = () => {};
  expect(await within(closed, deaf ? 20_000 : 3_500)).toBe(deaf);
});
