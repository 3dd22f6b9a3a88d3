import type { IncomingHttpHeaders } from 'node:http';
import { expect, test } from 'vitest';
import { refusal, type Asked, type Asking } from './gate.ts';

const PORT = 4321;
const OURS = `127.0.0.1:${PORT}`;
const ORIGIN = `http://${OURS}`;

/** A request with these headers; several Hosts are several headers. */
function asked(hosts: readonly string[], headers: IncomingHttpHeaders = {}): Asked {
  const [host] = hosts;
  return {
    rawHeaders: hosts.flatMap((value) => ['Host', value]),
    headers: host === undefined ? headers : { host, ...headers },
  };
}

/** Row L1: names under which another's page can reach this server. */
const HOSTS: readonly (readonly string[])[] = [
  [],
  [''],
  ['evil.com'],
  [`evil.com:${PORT}`],
  ['127.0.0.1'],
  ['127.0.0.1:1'],
  [`127.0.0.1:${PORT}0`],
  [`127.0.0.1.nip.io:${PORT}`],
  [`evil.com@127.0.0.1:${PORT}`],
  [`localhost:${PORT}`],
  [`localhost.:${PORT}`],
  [`0.0.0.0:${PORT}`],
  [`[::1]:${PORT}`],
  [`[::ffff:127.0.0.1]:${PORT}`],
  [`127.1:${PORT}`],
  [`2130706433:${PORT}`],
  [` ${OURS}`],
  [`${OURS}, evil.com`],
  [OURS, OURS],
  [OURS, 'evil.com'],
  ['evil.com', OURS],
];

test.each(HOSTS.map((hosts) => [hosts]))('L1: Host %j is misdirected, whatever else is right', (hosts) => {
  for (const asking of ['file', 'door'] as const)
    expect(refusal(asked(hosts, { origin: ORIGIN, 'sec-fetch-site': 'same-origin' }), asking, PORT)).toBe(421);
});

type Row = readonly [Asking, IncomingHttpHeaders, string];

/** Rows L3, L4, L7: what pages of other origins send, and what somebody sends who says nothing of a page. */
const STRANGERS: readonly Row[] = [
  ['door', {}, 'no origin'],
  ['door', { origin: 'null' }, 'a sandboxed frame or a file'],
  ['door', { origin: 'http://evil.com' }, 'another host'],
  ['door', { origin: `https://${OURS}` }, 'another scheme'],
  ['door', { origin: 'http://127.0.0.1' }, 'another port'],
  ['door', { origin: `${ORIGIN}0` }, 'another port that begins like ours'],
  ['door', { origin: `http://localhost:${PORT}` }, 'another name of this machine'],
  ['door', { origin: `${ORIGIN}.evil.com` }, 'a host that begins like ours'],
  ['door', { origin: `${ORIGIN}, http://evil.com` }, 'two origins'],
  ['door', { origin: `${ORIGIN}/` }, 'no origin as browsers write it'],
  ['door', { origin: ORIGIN, 'sec-fetch-site': 'cross-site' }, 'a page of another site'],
  ['door', { origin: ORIGIN, 'sec-fetch-site': 'same-site' }, 'a page on another port'],
  ['door', { origin: ORIGIN, 'sec-fetch-site': 'none' }, 'no page'],
  ['door', { 'sec-fetch-site': 'same-origin' }, 'no origin but a site'],
  ['file', { origin: 'http://evil.com' }, 'a fetch of another page'],
  ['file', { origin: 'null' }, 'a fetch of a sandboxed frame'],
  ['file', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'script' }, 'a script'],
  ['file', { 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' }, 'an image'],
  ['file', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' }, 'a frame'],
  ['file', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'object' }, 'an object'],
];

test.each(STRANGERS)('L3, L4, L7: a %s is refused for %j (%s)', (asking, headers) => {
  expect(refusal(asked([OURS], headers), asking, PORT)).toBe(403);
});

test.each<Row>([
  ['door', { origin: ORIGIN, 'sec-fetch-site': 'same-origin' }, 'the window'],
  ['door', { origin: ORIGIN }, 'the window in a browser that says no site'],
  ['file', {}, 'a browser that says nothing'],
  ['file', { 'sec-fetch-site': 'none', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' }, 'a typed address'],
  ['file', { 'sec-fetch-site': 'same-origin', 'sec-fetch-dest': 'script' }, "the window's own script"],
  ['file', { origin: ORIGIN, 'sec-fetch-site': 'same-origin' }, "the window's own font"],
  ['file', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' }, 'a link'],
])('a %s is let in for %j (%s)', (asking, headers) => {
  expect(refusal(asked([OURS], headers), asking, PORT)).toBeUndefined();
});

test('checks that look at a part of the Host or of the Origin would let rows of these tables through', () => {
  const hosts = HOSTS.map(([host = '']) => host);
  expect(hosts.some((host) => host.startsWith('127.0.0.1'))).toBe(true);
  expect(hosts.some((host) => host.includes(OURS) && host.trim() !== OURS)).toBe(true);
  expect(HOSTS.some((all) => all[0] === OURS && all.length > 1)).toBe(true);
  const origins = STRANGERS.map(([, { origin }]) => origin ?? ORIGIN);
  expect(origins.some((origin) => origin.startsWith(ORIGIN) && origin !== ORIGIN)).toBe(true);
  expect(origins.some((origin) => origin !== 'null' && URL.canParse(origin) && new URL(origin).host === OURS)).toBe(
    true,
  );
  const onlySite = STRANGERS.filter(([asking, headers]) => asking === 'door' && headers.origin === ORIGIN);
  expect(onlySite.length).toBeGreaterThan(0);
});
