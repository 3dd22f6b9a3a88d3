import dgram from 'node:dgram';
import dns from 'node:dns';
import { once } from 'node:events';
import http from 'node:http';
import net, { type AddressInfo } from 'node:net';
import tls from 'node:tls';
import { expect, onTestFinished, test } from 'vitest';
import { nodePorts } from './library/ports.ts';
import { blockEgress, EgressBlocked, withEgress, type EgressOptions } from './egress.ts';

/** An address of this machine that the guard is told to take for another's: so nothing has to leave. */
const ABROAD = '127.0.0.2';
const isLocal: NonNullable<EgressOptions['isLocal']> = (host) => host === '127.0.0.1' || host === 'localhost';

function guarded(options: EgressOptions = {}): void {
  const guard = blockEgress(options);
  onTestFinished(() => guard.dispose());
}

async function server(
  host: string,
): Promise<{ readonly url: string; readonly port: number; readonly hits: () => number }> {
  let hits = 0;
  const listening = http.createServer((_request, response) => {
    hits += 1;
    response.end('here');
  });
  listening.listen(0, host);
  await once(listening, 'listening');
  onTestFinished(() => void listening.close());
  const { port } = listening.address() as AddressInfo;
  return { url: `http://${host}:${port}/`, port, hits: () => hits };
}

const why = async (asked: () => unknown): Promise<unknown> => {
  try {
    await asked();
  } catch (error) {
    return error instanceof TypeError ? error.cause : error;
  }
  return 'nothing was thrown';
};

const WAYS: readonly (readonly [string, () => unknown])[] = [
  ['net.connect with options', () => net.connect({ host: '192.0.2.1', port: 80 })],
  ['net.connect with port and host', () => net.connect(80, 'example.com')],
  ['net.createConnection', () => net.createConnection({ host: '2001:db8::1', port: 80 })],
  ['Socket.connect', () => new net.Socket().connect(80, '10.0.0.1')],
  ['Socket.connect with options', () => new net.Socket().connect({ host: '169.254.169.254', port: 80 })],
  ['tls.connect', () => tls.connect({ host: 'example.com', port: 443 })],
  ['http.get', () => http.get('http://192.0.2.1/')],
  ['fetch', () => fetch('http://192.0.2.1/')],
  ['fetch by name', () => fetch('https://example.com/')],
  ['WebSocket-like upgrade to a LAN host', () => net.connect({ host: '192.168.1.1', port: 8080 })],
  ['an odd spelling of an address', () => net.connect({ host: '0x7f.1', port: 80 })],
  ['a name that only begins like ours', () => net.connect({ host: 'localhost.evil.example', port: 80 })],
  ['dns.lookup', () => dns.lookup('example.com', () => {})],
  ['dns.promises.lookup', () => dns.promises.lookup('example.com')],
  ['dns.resolve4', () => dns.resolve4('example.com', () => {})],
  ['dns.promises.resolveTxt', () => dns.promises.resolveTxt('secret.example.com')],
  ['a resolver of its own', () => new dns.Resolver().resolve('example.com', () => {})],
  ['a resolver with promises', () => new dns.promises.Resolver().resolve4('example.com')],
  ['a datagram', () => dgram.createSocket('udp4').send('x', 53, '192.0.2.1')],
  ['a datagram socket that is bound', () => dgram.createSocket('udp6').bind(0)],
  ['a datagram socket that is connected', () => dgram.createSocket('udp4').connect(53, '192.0.2.1')],
];

test.each(WAYS)('%s to another machine throws EgressBlocked', async (_name, way) => {
  guarded();
  expect(await why(way)).toBeInstanceOf(EgressBlocked);
});

test('this machine is reached by address, by name and by pipe', async () => {
  const { url, port } = await server('127.0.0.1');
  guarded();
  expect(await (await fetch(url)).text()).toBe('here');
  const socket = net.connect({ host: 'localhost', port, family: 4 });
  await once(socket, 'connect');
  socket.destroy();
  const pipe = net.connect({ path: '/nowhere/at/all.sock' });
  const [error] = (await once(pipe, 'error')) as [NodeJS.ErrnoException];
  expect(error.code).toBe('ENOENT');
});

test('a download that was asked for reaches its own host and port, others meanwhile do not', async () => {
  const [asked, other] = [await server(ABROAD), await server(ABROAD)];
  guarded({ isLocal });
  expect(await why(() => fetch(asked.url))).toBeInstanceOf(EgressBlocked);
  const answer = withEgress(asked.url, () => fetch(asked.url));
  expect(await why(() => fetch(asked.url))).toBeInstanceOf(EgressBlocked);
  expect(await why(() => withEgress(asked.url, () => fetch(other.url)))).toBeInstanceOf(EgressBlocked);
  expect(await (await answer).text()).toBe('here');
  expect([asked.hits(), other.hits()]).toEqual([1, 0]);
});

test('a pull opens its own way out: over HTTP, over TLS and for the look-up of its host, and for nothing else', async () => {
  const { url, port, hits } = await server(ABROAD);
  guarded({ isLocal });
  const { fetch: pullFetch } = nodePorts();
  expect(await (await pullFetch(url, {})).text()).toBe('here');
  expect(hits()).toBe(1);
  // No certificate and no such name: failures of the network, which it got as far as.
  for (const other of [`https://${ABROAD}:${port}/`, 'https://parley.invalid/']) {
    const reason = await why(() => pullFetch(other, {}));
    expect(reason).toBeInstanceOf(Error);
    expect(reason).not.toBeInstanceOf(EgressBlocked);
  }
  expect(await why(() => fetch(url))).toBeInstanceOf(EgressBlocked);
});

test('without the guard the same address is reached, so what stops it is the guard', async () => {
  const { url, hits } = await server(ABROAD);
  const guard = blockEgress({ isLocal });
  expect(await why(() => fetch(url))).toBeInstanceOf(EgressBlocked);
  guard.dispose();
  await fetch(url);
  expect(hits()).toBe(1);
});
