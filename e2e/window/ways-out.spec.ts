import type { BrowserContext, Page } from '@playwright/test';
import { findChromium } from '../../scripts/lib/chromium.mjs';
import { startListener, type Listener } from '../support/listener.ts';
import { storeRun } from '../support/stored-run.ts';
import { tryAllWaysOut } from '../support/ways-out.ts';
import { expect, test } from '../support/window.ts';

/** Rows E4, E5 and E10 in a real browser: what stands in the window leads nowhere else, and code in its page reaches nobody else. */
const executablePath = findChromium();
test.use({
  launchOptions: {
    ...(executablePath === undefined ? {} : { executablePath }),
    args: [
      // Chromium asks the user before a page reaches into this machine, and keeps WebRTC off the loopback: it must hold without either.
      '--disable-features=LocalNetworkAccessChecks,LocalNetworkAccessChecksWebSockets,LocalNetworkAccessChecksWebRTC',
      '--allow-loopback-in-peer-connection',
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    ],
  },
});

let elsewhere: Listener;
test.beforeEach(async () => {
  elsewhere = await startListener('<!doctype html><title>Elsewhere</title><h1>Elsewhere</h1>');
});
test.afterEach(() => elsewhere.close());
/** A connection that nothing was said on: Chromium opens one ahead of a frame that the policy then refuses. */
const reached = (): readonly string[] => elsewhere.seen().filter((what) => what !== 'connection');

async function tryWebRtc(port: number): Promise<string> {
  try {
    const peer = new RTCPeerConnection({ iceServers: [{ urls: `stun:127.0.0.1:${port}` }] });
    peer.createDataChannel('leak');
    await peer.setLocalDescription(await peer.createOffer());
    await new Promise((resolve) => setTimeout(resolve, 2500));
    peer.close();
    return 'tried';
  } catch (error) {
    return String(error);
  }
}

/** Opens the window in a page that no fixture watches: what it tries is refused aloud, and should be. */
async function opened(context: BrowserContext, link: string): Promise<Page> {
  const page = await context.newPage();
  await page.goto(link);
  await expect(page.getByRole('main')).toBeVisible();
  return page;
}

test('E10: code in the window’s page tries some forty ways to another machine, and nothing is heard of any', async ({
  context,
  shell,
}) => {
  const page = await opened(context, shell.link);
  const refused: string[] = [];
  page.on(
    'console',
    (message) => void (/Content Security Policy/u.test(message.text()) && refused.push(message.text())),
  );
  const tried = await tryAllWaysOut(page, elsewhere.origin);
  expect(tried.length).toBeGreaterThanOrEqual(35);
  expect(await page.evaluate(tryWebRtc, elsewhere.port)).toContain('RTCPeerConnection is not defined');
  expect(reached()).toEqual([]);
  expect(refused.length, 'it is the policy that refused').toBeGreaterThan(20);
  expect(page.url()).toBe(`${shell.origin}/#here`);
});

test('E10, the control: the same page without our content policy is heard of in nearly all of them', async ({
  context,
  shell,
}) => {
  await context.route(`${shell.origin}/`, async (route) => {
    const response = await route.fetch();
    const { 'content-security-policy': _, ...headers } = response.headers();
    await route.fulfill({ response, headers });
  });
  const page = await opened(context, shell.link);
  const tried = await tryAllWaysOut(page, elsewhere.origin);
  const heard = tried.filter((name) => reached().some((path) => path.startsWith(`/${name}`)));
  expect(heard.length).toBeGreaterThan(25);
  // A page that has not loaded ours still has WebRTC, and is heard too.
  await page.goto(`${elsewhere.origin}/`);
  expect(await page.evaluate(tryWebRtc, elsewhere.port)).toBe('tried');
  expect(reached()).toContain('datagram');
});

const LINKS: readonly ((url: string) => string)[] = [
  (url) => `[read on](${url})`,
  (url) => `<a href="${url}">read on</a>`,
  (url) => `<a href="${url}" target="_blank">read on</a>`,
  (url) => `<${url}>`,
  (url) => `read on at ${url} now`,
  (url) => `[read on][r]\n\n[r]: ${url}`,
  (url) => `<meta http-equiv="refresh" content="0;url=${url}">read on`,
  (url) => `<base href="${url}/">read on`,
  (url) => `<form action="${url}"><button>read on</button></form>`,
  (url) => `<area href="${url}" shape="default">read on`,
  (url) => `<svg><a href="${url}"><text>read on</text></a></svg>`,
];

/** Every way that a person has to follow a link. */
async function follow(page: Page, words: ReturnType<Page['getByText']>): Promise<void> {
  const force = { force: true, noWaitAfter: true } as const;
  await words.click(force);
  await words.click({ ...force, button: 'middle' });
  await words.click({ ...force, modifiers: ['ControlOrMeta'] });
  await words.click({ ...force, modifiers: ['Shift'] });
  await words.dblclick(force);
  await page.keyboard.press('Enter');
}

test('E4, E5: every kind of link in a text, clicked in every way, opens nothing and leads nowhere', async ({
  room,
  shell,
}) => {
  const voices = LINKS.map((link, at) => ({
    ...{ name: `Voice ${at}`, role: 'One who links.', model: 'scripted', body: link(`${elsewhere.origin}/${at}`) },
  }));
  storeRun(shell.home, 'links', { title: 'Links', question: 'Where to?', voices });
  await room.setViewportSize({ width: 1280, height: 3000 });
  await room.evaluate(() => (location.hash = '#/run/links'));
  const said = room.getByRole('log').getByText('read on', { exact: false });
  await expect(said.first()).toBeVisible();
  let popups = 0;
  room.context().on('page', () => (popups += 1));
  for (const words of await room
    .getByRole('log')
    .getByText(/read on|http:/u)
    .all())
    await follow(room, words);
  expect(room.url()).toMatch(/#\/run\/links/u);
  expect(new URL(room.url()).origin).toBe(shell.origin);
  expect(popups).toBe(0);
  expect(elsewhere.seen()).toEqual([]);
});

test('E4, E5, the control: the same links as markup lead away and open pages', async ({ context, page }) => {
  await page.goto(elsewhere.origin);
  let popups = 0;
  context.on('page', () => (popups += 1));
  const place = (text: string): Promise<void> =>
    page.evaluate((html) => {
      document.body.replaceChildren(document.createRange().createContextualFragment(html));
    }, text);
  await place(LINKS[1]?.(`${elsewhere.origin}/control`) ?? '');
  await page.getByText('read on').click({ button: 'middle' });
  await expect.poll(() => popups).toBe(1);
  await page.getByText('read on').click();
  await expect(page).toHaveURL(/\/control$/u);
  await place(LINKS[2]?.(`${elsewhere.origin}/blank`) ?? '');
  await page.getByText('read on').click();
  await expect.poll(() => popups).toBe(2);
});

/** What is not ours and no web page. A web page it could go to: in a browser nothing stops code from that, in Electron the guard does. */
const NO_PLACES = [
  'javascript:void(document.title = "pwned")',
  'data:text/html,<title>pwned</title>',
  'file:///etc/passwd',
  'vbscript:msgbox(1)',
  'calculator://',
  'blob:null/1',
];

test('E4: code of the page cannot lead it to code, to data, to files or to programs', async ({ context, shell }) => {
  const page = await opened(context, shell.link);
  for (const place of NO_PLACES) {
    await page.evaluate((to) => {
      try {
        location.href = to;
      } catch {
        // Refused at once.
      }
    }, place);
    await page.waitForTimeout(200);
    expect(page.url(), place).toBe(`${shell.origin}/#/`);
    expect(await page.title(), place).not.toContain('pwned');
  }
});

type Dropped = { readonly mimeType: string; readonly data: string };

/** Drags something from outside of the browser onto the middle of the page and lets it go. */
async function drop(page: Page, items: readonly Dropped[]): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const data = { items: items.map((item) => ({ ...item })), dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
    await session.send('Input.dispatchDragEvent', { type, x: 400, y: 300, data });
  await page.waitForTimeout(700);
}

test('E4: an address or a page that is dropped on the window is not opened', async ({ room, shell }) => {
  const url = `${elsewhere.origin}/dropped`;
  for (const place of ['#/', '#/new', '#/models']) {
    await room.evaluate((to) => (location.hash = to), place);
    await expect(room.getByRole('main')).toBeVisible();
    await drop(room, [{ mimeType: 'text/uri-list', data: url }]);
    await drop(room, [{ mimeType: 'text/html', data: `<a href="${url}">x</a>` }]);
    await drop(room, [{ mimeType: 'text/plain', data: url }]);
    expect(room.url()).toBe(`${shell.origin}/${place}`);
  }
  expect(room.context().pages()).toHaveLength(1);
  expect(elsewhere.seen()).toEqual([]);
});

test('E4, the control: dropped on a page that lets it be, the same address is opened', async ({ page }) => {
  await page.goto(elsewhere.origin);
  await drop(page, [{ mimeType: 'text/uri-list', data: `${elsewhere.origin}/dropped` }]);
  await expect.poll(elsewhere.seen).toContain('/dropped');
});
