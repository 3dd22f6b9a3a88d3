import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { WINDOW_HEADERS } from '#host/window-files.ts';
import { ok } from '#shared/base/result.ts';
import { runId, seq } from '#shared/events/ids.ts';
import { fakeHandlers } from '#shared/rpc/testing/fake-handlers.ts';
import { openedShell, type OpenedShell } from './testing/opened-shell.ts';
import { rawRequest, type RawAnswer } from './testing/raw-request.ts';
import {
  enter,
  enterAgain,
  join as joined,
  originOf,
  postSession,
  proven,
  tokenIn,
  type Entered,
} from './testing/shell-client.ts';

/** Commands that reached the host: zero of them may come from a stranger. */
let commands = 0;
const handlers = fakeHandlers({
  'run.cancel': async () => {
    commands += 1;
    return ok({ seq: seq(1) });
  },
});
const shells: OpenedShell[] = [];
async function shell(options: Partial<Parameters<typeof openedShell>[0]> = {}): Promise<OpenedShell> {
  const opened = await openedShell({ handlers, ...options });
  shells.push(opened);
  return opened;
}
afterEach(async () => {
  await Promise.all(shells.splice(0).map((one) => one.close()));
});

const UPGRADE = ['Connection: Upgrade', 'Upgrade: websocket', 'Sec-WebSocket-Version: 13'];
const KEY = 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==';

/** The lines of a handshake, right but for what is given: a value of `undefined` leaves a header out. */
function handshake(
  { port, cookie, ticket }: Entered,
  other: Readonly<Record<string, string | undefined>> = {},
): string[] {
  const right: Readonly<Record<string, string | undefined>> = {
    Host: `127.0.0.1:${port}`,
    Origin: originOf(port),
    'Sec-Fetch-Site': 'same-origin',
    Cookie: cookie,
    'Sec-WebSocket-Protocol': `parley, ${ticket}`,
    ...other,
  };
  const lines = Object.entries(right).flatMap(([name, value]) => (value === undefined ? [] : [`${name}: ${value}`]));
  return ['GET /rpc HTTP/1.1', ...lines, ...UPGRADE, KEY];
}

function expectNothingSaid(answer: RawAnswer, status: number): void {
  expect(answer.status).toBe(status);
  expect(answer.body).toBe('');
  for (const [name, value] of Object.entries({ ...WINDOW_HEADERS, 'Cache-Control': 'no-store' }))
    expect([name, answer.headers.get(name.toLowerCase())]).toEqual([name, value]);
  expect([...answer.headers.keys()].filter((name) => /access-control|cookie|server|powered/u.test(name))).toEqual([]);
}

const ROUTES = [
  'GET /',
  'GET /assets/main.js',
  'GET /nowhere',
  'POST /session',
  'OPTIONS /session',
  'HEAD /',
  'PUT /x',
];

test('L1: every route and the upgrade refuse every foreign Host before all else, and say nothing', async () => {
  const one = await shell();
  const { port } = one;
  const good = await enter(one.link);
  const hosts = ['evil.com', `evil.com:${port}`, `127.0.0.1.nip.io:${port}`, `localhost.:${port}`, `localhost:${port}`];
  for (const host of [...hosts, `0.0.0.0:${port}`, `[::1]:${port}`, '', undefined]) {
    const line = host === undefined ? [] : [`Host: ${host}`];
    for (const route of ROUTES) {
      const lines = [`${route} HTTP/1.1`, ...line, `Origin: ${originOf(port)}`, 'Content-Length: 0'];
      expectNothingSaid(await rawRequest(port, lines), 421);
    }
    expectNothingSaid(await rawRequest(port, handshake(good, { Host: host })), 421);
  }
  const two = ['GET / HTTP/1.1', `Host: 127.0.0.1:${port}`, 'Host: evil.com'];
  expectNothingSaid(await rawRequest(port, two), 421);
  // The control: with the right Host the same ticket, which nobody has looked at, opens.
  expect((await rawRequest(port, handshake(good))).status).toBe(101);
});

test('the window is served with its types and all headers, by GET alone', async () => {
  const { port } = await shell();
  const get = (path: string): Promise<RawAnswer> =>
    rawRequest(port, [`GET ${path} HTTP/1.1`, `Host: 127.0.0.1:${port}`]);
  const page = await get('/');
  expect([page.status, page.body, page.headers.get('content-type')]).toEqual([
    200,
    '<!doctype html><title>Parley</title>',
    'text/html; charset=utf-8',
  ]);
  const script = await get('/assets/main.js');
  expect([script.status, script.headers.get('content-type')]).toEqual([200, 'text/javascript; charset=utf-8']);
  for (const [name, value] of Object.entries({ ...WINDOW_HEADERS, 'Cache-Control': 'no-store' }))
    for (const answer of [page, script]) expect(answer.headers.get(name.toLowerCase())).toBe(value);
  for (const [route, status] of [
    ['HEAD /', 405],
    ['PUT /assets/main.js', 405],
    ['DELETE /', 405],
    ['OPTIONS /session', 405],
    ['POST /', 404],
    ['POST /session/', 404],
  ] as const) {
    const answer = await rawRequest(port, [
      `${route} HTTP/1.1`,
      `Host: 127.0.0.1:${port}`,
      `Origin: ${originOf(port)}`,
    ]);
    expectNothingSaid(answer, status);
  }
});

test('L7, L11: no data by GET, no folder, no source map, no path out of the window', async () => {
  const { port } = await shell();
  for (const [path, status] of [
    ['/session', 404],
    ['/rpc', 404],
    ['/assets/', 400],
    ['/assets', 404],
    ['/assets/main.js.map', 404],
    ['/../../etc/passwd', 400],
    ['/..%2f..%2fetc/passwd', 400],
    ['//evil.com/', 400],
    ['http://evil.com/', 400],
  ] as const) {
    const answer = await rawRequest(port, [`GET ${path} HTTP/1.1`, `Host: 127.0.0.1:${port}`]);
    expect([path, answer.status]).toEqual([path, status]);
    expectNothingSaid(answer, status);
  }
});

test('L7: scripts, images and frames of other pages get nothing; a link to the window opens it', async () => {
  const { port } = await shell();
  const get = (headers: readonly string[]): Promise<RawAnswer> =>
    rawRequest(port, ['GET / HTTP/1.1', `Host: 127.0.0.1:${port}`, 'Sec-Fetch-Site: cross-site', ...headers]);
  expectNothingSaid(await get(['Sec-Fetch-Mode: no-cors', 'Sec-Fetch-Dest: script']), 403);
  expectNothingSaid(await get(['Sec-Fetch-Mode: navigate', 'Sec-Fetch-Dest: iframe']), 403);
  expect((await get(['Sec-Fetch-Mode: navigate', 'Sec-Fetch-Dest: document'])).status).toBe(200);
});

test('the one-time link is exchanged for a cookie that no script, no other site and no other host sees, and for a ticket', async () => {
  const one = await shell({ at: '#/run/r1?seq=3' });
  expect(one.link).toBe(
    `http://127.0.0.1:${one.port}/#link=${tokenIn(one.link)}&at=${encodeURIComponent('#/run/r1?seq=3')}`,
  );
  const answer = await postSession(one.port, { link: tokenIn(one.link) });
  const cookie = [answer.headers['set-cookie'] ?? []].flat();
  expect(answer.status).toBe(200);
  expect(Object.keys(JSON.parse(answer.body) as object)).toEqual(['ticket', 'key']);
  expect(cookie).toEqual([
    expect.stringMatching(new RegExp(`^parley-${one.port}=[\\w-]{43}; Path=/; HttpOnly; SameSite=Strict$`, 'u')),
  ]);
  expect(answer.headers['cache-control']).toBe('no-store');
});

test('L6: a link opens once; the cookie gives more tickets, each for one socket', async () => {
  const entries: true[] = [];
  const one = await shell({ onEntered: () => entries.push(true) });
  const first = await enter(one.link);
  expect((await postSession(one.port, { link: tokenIn(one.link) })).status).toBe(401);
  const second = await enterAgain(first);
  expect((await rawRequest(one.port, handshake(second))).status).toBe(101);
  expectNothingSaid(await rawRequest(one.port, handshake(second)), 401);
  expect((await rawRequest(one.port, handshake(first))).status).toBe(101);
  expect(entries).toHaveLength(1);
  expect((await enter(one.newLink())).cookie).not.toBe(first.cookie);
});

test('a window talks to the host over its socket', async () => {
  const one = await shell();
  const before = commands;
  const { client, socket } = await joined(await enter(one.link));
  expect(socket.protocol).toBe('parley');
  expect(socket.extensions).toBe('');
  expect(await client.call('run.cancel', { run: runId('r1') })).toEqual(ok({ seq: 1 }));
  expect(commands).toBe(before + 1);
  client.close();
});

test('L3: the upgrade is refused before the 101 unless Origin, cookie, ticket and path hold', async () => {
  const one = await shell();
  const { port } = one;
  const good = await enter(one.link);
  const other = await shell();
  const stranger = await enter(other.link);
  const rows: readonly (readonly [Readonly<Record<string, string | undefined>>, number])[] = [
    [{ Origin: undefined }, 403],
    [{ Origin: 'null' }, 403],
    [{ Origin: 'http://evil.com' }, 403],
    [{ Origin: `https://127.0.0.1:${port}` }, 403],
    [{ Origin: originOf(other.port) }, 403],
    [{ Origin: `http://localhost:${port}` }, 403],
    [{ 'Sec-Fetch-Site': 'cross-site' }, 403],
    [{ 'Sec-Fetch-Site': 'same-site' }, 403],
    [{ Cookie: undefined }, 401],
    [{ Cookie: `parley-${port}=` }, 401],
    [{ Cookie: `${good.cookie}; ${good.cookie}` }, 401],
    [{ Cookie: stranger.cookie.replace(String(other.port), String(port)) }, 401],
    [{ 'Sec-WebSocket-Protocol': undefined }, 401],
    [{ 'Sec-WebSocket-Protocol': 'parley' }, 401],
    [{ 'Sec-WebSocket-Protocol': good.ticket }, 401],
    // What a server on another port of this host sees of us is enough for a ticket, and not for a socket.
    [{ 'Sec-WebSocket-Protocol': `parley, ${good.ticket.split('.')[0]}` }, 401],
    [{ 'Sec-WebSocket-Protocol': `parley, ${proven(good.ticket.split('.')[0] ?? '', stranger.key)}` }, 401],
    [{ 'Sec-WebSocket-Protocol': `parley, ${stranger.ticket}` }, 401],
    [{ 'Sec-WebSocket-Protocol': `parley, ${'A'.repeat(43)}` }, 401],
    [{ 'Sec-WebSocket-Protocol': `chat, ${good.ticket}` }, 401],
  ];
  for (const [change, status] of rows) {
    const answer = await rawRequest(port, handshake(await enterAgain(good), change));
    expectNothingSaid(answer, status);
  }
  const path = handshake(await enterAgain(good)).map((line) => line.replace('GET /rpc ', 'GET /else '));
  expectNothingSaid(await rawRequest(port, path), 404);
  const old = handshake(await enterAgain(good)).map((line) => line.replace('Version: 13', 'Version: 1'));
  expectNothingSaid(await rawRequest(port, old), 400);
  expect((await rawRequest(port, handshake(await enterAgain(good)))).status).toBe(101);
});

test('L4: what a page of another origin can send without being asked reaches nothing', async () => {
  const one = await shell();
  const good = await enter(one.link);
  const before = commands;
  const body = JSON.stringify({ id: 1, method: 'run.cancel', input: { run: 'r1' } });
  const cookie = { Cookie: good.cookie };
  for (const [headers, status] of [
    [{ Origin: 'http://evil.com', 'Content-Type': 'text/plain' }, 403],
    [{ Origin: 'null', 'Content-Type': 'application/x-www-form-urlencoded' }, 403],
    [{ Origin: undefined, 'Sec-Fetch-Site': undefined }, 403],
    [{ 'Sec-Fetch-Site': 'cross-site' }, 403],
    [{ 'Content-Type': 'text/plain' }, 415],
    [{ 'Content-Type': 'text/plain; a=application/json' }, 415],
    [{ 'Content-Type': 'application/x-www-form-urlencoded' }, 415],
    [{ 'Content-Type': 'multipart/form-data; boundary=x' }, 415],
    [{ 'Content-Type': undefined }, 415],
    [{ 'Content-Type': 'application/jsonp' }, 415],
    [{}, 400],
  ] as const) {
    const answer = await postSession(one.port, body, { ...cookie, ...headers });
    expect([headers, answer.status, answer.body]).toEqual([headers, status, '']);
  }
  expect(commands).toBe(before);
});

test.each([
  ['no JSON', '{', 400],
  ['nothing', '', 400],
  ['a list', '[]', 400],
  ['null', 'null', 400],
  ['another field', '{"token":"x"}', 400],
  ['one field too many', '{"link":"x","more":1}', 400],
  ['a link that is no text', '{"link":7}', 400],
  ['a prototype', '{"__proto__":{"link":"x"}}', 400],
  ['a nonce of another form', '{"nonce":"x"}', 400],
  ['a link and a nonce', `{"link":"x","nonce":"${'A'.repeat(43)}"}`, 400],
  ['no cookie and a nonce', `{"nonce":"${'A'.repeat(43)}"}`, 401],
  ['a wrong link', '{"link":"x"}', 401],
  ['no cookie', '{}', 401],
  ['a large body', JSON.stringify({ link: 'x'.repeat(5000) }), 413],
])('L5: POST /session with %s is refused without a word', async (_, body, status) => {
  const { port } = await shell();
  const answer = await postSession(port, body);
  expect([answer.status, answer.body, answer.headers['set-cookie']]).toEqual([status, '', undefined]);
});

test('L5: after wrong links the door stays shut for a while, and says for how long', async () => {
  const one = await shell({ limits: { wrongLinks: 3, firstWait: 3_000, longestWait: 3_000 } });
  const statuses: number[] = [];
  for (let guess = 0; guess < 4; guess += 1) statuses.push((await postSession(one.port, { link: 'x' })).status);
  expect(statuses).toEqual([401, 401, 401, 429]);
  const early = await postSession(one.port, { link: tokenIn(one.link) });
  expect([early.status, early.headers['retry-after']]).toEqual([429, expect.stringMatching(/^[123]$/u)]);
  const later = async (): Promise<number> => (await postSession(one.port, { link: tokenIn(one.link) })).status;
  await expect.poll(later, { timeout: 20_000, interval: 500 }).toBe(200);
});

test('bytes that are no HTTP, and headers without end, are refused with all headers', async () => {
  const { port } = await shell();
  const noise = await rawRequest(port, ['\x16\x03\x01 hello']);
  expect(noise.headers.get('connection')).toBe('close');
  expectNothingSaid(noise, 400);
  expectNothingSaid(await rawRequest(port, ['GET / HTTP/1.1', `X: ${'y'.repeat(20_000)}`]), 431);
  expectNothingSaid(await rawRequest(port, ['CONNECT evil.com:80 HTTP/1.1', `Host: 127.0.0.1:${port}`]), 405);
});

test('L6: no line of the log holds a secret or a path, also where a careless client sends them in the wrong place', async () => {
  const one = await shell();
  const token = tokenIn(one.link);
  await rawRequest(one.port, [`GET /?link=${token} HTTP/1.1`, 'Host: evil.com']);
  const good = await enter(one.link);
  await postSession(one.port, { link: token });
  await rawRequest(one.port, handshake(good, { Origin: 'http://evil.com' }));
  await rawRequest(one.port, handshake(good));
  await rawRequest(one.port, handshake(good));
  const { client, socket } = await joined(await enterAgain(good));
  socket.send(`not json ${good.cookie} ${token}`);
  await client.call('doctor', {});
  const log = one.lines.join('\n');
  expect(one.lines.length).toBeGreaterThan(3);
  for (const secret of [token, good.ticket, good.cookie.split('=')[1] ?? '', 'link=', 'evil.com'])
    expect(log).not.toContain(secret);
  client.close();
});

test('a stranger cannot fill the log', async () => {
  const one = await shell();
  for (let time = 0; time < 100; time += 1) await rawRequest(one.port, ['GET / HTTP/1.1', 'Host: evil.com']);
  expect(one.lines).toEqual([
    'a request was refused: it names another host',
    'a request was refused: it names another host (10 times so far)',
    'a request was refused: it names another host (100 times so far)',
  ]);
});

test('L8: it listens on 127.0.0.1 and on no other address', async () => {
  const { port } = await shell();
  const reached = async (host: string): Promise<boolean> => {
    const { connect } = await import('node:net');
    return await new Promise((resolve) => {
      const socket = connect({ host, port });
      socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
      socket.once('close', () => socket.destroy()).setTimeout(1_000, () => resolve(false));
    });
  };
  expect(await reached('127.0.0.1')).toBe(true);
  expect(await reached('::1')).toBe(false);
  if (!existsSync('/proc/net/tcp')) return;
  // On Linux all of 127.0.0.0/8 is this machine: a server on 0.0.0.0 would answer here.
  expect(await reached('127.0.0.2')).toBe(false);
  expect(listeners(port)).toEqual(['0100007F']);
});

test(
  'the control: a server on all addresses is seen by the checks of L8',
  { skip: !existsSync('/proc/net/tcp') },
  async () => {
    const { createServer } = await import('node:net');
    const wide = createServer().listen(0, '0.0.0.0');
    await new Promise((resolve) => wide.once('listening', resolve));
    const address = wide.address();
    expect(listeners(typeof address === 'object' ? (address?.port ?? 0) : 0)).toEqual(['00000000']);
    wide.close();
  },
);

/** Local addresses in hex on which the port is listened to, as the kernel sees it. */
function listeners(port: number): readonly string[] {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  return ['/proc/net/tcp', '/proc/net/tcp6']
    .flatMap((file) => readFileSync(file, 'utf8').split('\n').slice(1))
    .map((line) => line.trim().split(/\s+/u))
    .filter(([, local = '', , state]) => state === '0A' && local.endsWith(suffix))
    .map(([, local = '']) => local.slice(0, -suffix.length));
}

test('a window that was not built is not there; closing frees the port', async () => {
  const one = await shell({ windowRoot: join(import.meta.dirname, 'nowhere') });
  const { port } = one;
  expectNothingSaid(await rawRequest(port, ['GET / HTTP/1.1', `Host: 127.0.0.1:${port}`]), 404);
  const { client } = await joined(await enter(one.link));
  await shells.splice(0)[0]?.close();
  expect((await client.call('doctor', {})).ok).toBe(false);
  expect((await rawRequest(port, ['GET / HTTP/1.1', `Host: 127.0.0.1:${port}`])).status).toBe(0);
});
