import { existsSync, readdirSync, statSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import type { Page, Request } from '@playwright/test';
import { findChromium } from '../../scripts/lib/chromium.mjs';
import { expect, test } from '../support/window.ts';
import { startListener } from '../support/listener.ts';
import { proofOf, tokenIn } from '../support/shell-line.ts';

/** Rows L2, L3, L4, L6 and L7 in a real browser: what pages of other origins can do to a shell whose window is open beside them. */
const executablePath = findChromium();
test.use({
  launchOptions: {
    ...(executablePath === undefined ? {} : { executablePath }),
    // Names that lead to this machine, as a rebound one does.
    args: [
      '--host-resolver-rules=MAP *.test 127.0.0.1',
      // Chromium asks the user before a page reaches into this machine; other programs do not, so it must hold without that.
      '--disable-features=LocalNetworkAccessChecks,LocalNetworkAccessChecksWebSockets',
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    ],
  },
});

/** Another server of this machine, with an empty page; under `evil.test` a page of another site, under 127.0.0.1 one of the same. */
let stranger: Server;
test.beforeAll(async () => {
  stranger = createServer((_request, response) => {
    response.writeHead(200, { 'Content-Type': 'text/html' });
    response.end('<!doctype html><title>Stranger</title><iframe name="sink"></iframe>');
  });
  await new Promise<void>((resolve) => stranger.listen(0, '127.0.0.1', resolve));
});
test.afterAll(() => {
  stranger.closeAllConnections();
  stranger.close();
});
const strangerAt = (host: string): string => {
  const address = stranger.address();
  return `http://${host}:${typeof address === 'object' ? address?.port : 0}/`;
};

/** Opens the window, and with the cookie and the key that it has a fresh ticket: more than any stranger ever holds. */
async function ticketOf(window: Page): Promise<string> {
  const { ticket, key } = await window.evaluate(async () => {
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch('/session', { method: 'POST', headers, body: '{}' });
    const { ticket } = (await answer.json()) as { readonly ticket: string };
    return { ticket, key: localStorage.getItem('parley-key') ?? '' };
  });
  expect([ticket, key]).toEqual([expect.stringMatching(/^[\w-]{43}$/), expect.stringMatching(/^[\w-]{43}$/)]);
  return `${ticket}.${proofOf(key, ticket)}`;
}

const opens = (page: Page, url: string, ticket: string): Promise<boolean> =>
  page.evaluate(
    ([url = '', ticket = '']) =>
      new Promise<boolean>((resolve) => {
        const socket = new WebSocket(url, ['parley', ticket]);
        socket.addEventListener('open', () => resolve(true));
        socket.addEventListener('close', () => resolve(false));
      }),
    [url, ticket],
  );

/** The runs of a home with the size of their logs. */
const filesOf = (home: string): readonly string[] =>
  existsSync(join(home, 'runs'))
    ? readdirSync(join(home, 'runs')).map((name) => `${name} ${statSync(join(home, 'runs', name)).size}`)
    : [];

const entered = async (page: Page, link: string): Promise<void> => {
  const session = page.waitForResponse((response) => response.url().endsWith('/session'));
  await page.goto(link);
  expect((await session).status()).toBe(200);
};

test('L2: a name that was rebound to this machine reaches nothing', async ({ context, page, shell }) => {
  await entered(page, shell.link);
  const ticket = await ticketOf(page);
  const { port } = new URL(shell.origin);
  const rebound = await context.newPage();
  const statuses: number[] = [];
  rebound.on('response', (response) => {
    if (new URL(response.url()).pathname !== '/attack') statuses.push(response.status());
  });
  // The page came from the attacker, before the name led here.
  await rebound.route('**/attack', (route) => route.fulfill({ contentType: 'text/html', body: '<!doctype html>' }));
  await rebound.goto(`http://rebind.test:${port}/attack`);
  const read = await rebound.evaluate(async () => {
    const texts = [await fetch('/'), await fetch('/session', { method: 'POST', body: '{}' })].map((one) => one.text());
    return await Promise.all(texts);
  });
  expect(read).toEqual(['', '']);
  expect(statuses).toEqual([421, 421]);
  expect(await opens(rebound, `ws://rebind.test:${port}/rpc`, ticket)).toBe(false);
  // The control: it is not the ticket that was wrong.
  expect(await opens(page, `ws://127.0.0.1:${port}/rpc`, ticket)).toBe(true);
});

for (const host of ['evil.test', '127.0.0.1']) {
  test(`L3: a page of ${host} on another port opens no socket, be it with a good ticket`, async ({
    context,
    page,
    shell,
  }) => {
    await entered(page, shell.link);
    const ticket = await ticketOf(page);
    const url = `${shell.origin.replace('http', 'ws')}/rpc`;
    const foreign = await context.newPage();
    await foreign.goto(strangerAt(host));
    expect(await opens(foreign, url, ticket)).toBe(false);
    expect(await opens(page, url, ticket)).toBe(true);
  });

  test(`L4: forms, fetches, beacons and images of ${host} are refused`, async ({ context, page, shell }) => {
    await entered(page, shell.link);
    const foreign = await context.newPage();
    await foreign.goto(strangerAt(host));
    const before = filesOf(shell.home);
    const requests: Request[] = [];
    foreign.on('request', (request) => {
      if (request.url().startsWith(shell.origin)) requests.push(request);
    });
    await foreign.evaluate(async (origin) => {
      const body = '{"link":"x"}';
      for (const type of ['text/plain', 'application/x-www-form-urlencoded']) {
        const headers = { 'content-type': type };
        const options: RequestInit = { method: 'POST', mode: 'no-cors', credentials: 'include', headers, body };
        await fetch(`${origin}/session`, options).catch(() => undefined);
      }
      const json = { 'content-type': 'application/json' };
      await fetch(`${origin}/session`, { method: 'POST', headers: json, body: '{}' }).catch(() => undefined);
      navigator.sendBeacon(`${origin}/session`, '{}');
      const form = document.createElement('form');
      Object.assign(form, { method: 'post', action: `${origin}/session`, enctype: 'text/plain', target: 'sink' });
      document.body.append(form);
      form.submit();
      const image = new Image();
      await new Promise((resolve) => {
        image.addEventListener('error', resolve);
        image.addEventListener('load', resolve);
        image.src = `${origin}/session`;
      });
    }, shell.origin);
    await expect.poll(() => requests.length).toBeGreaterThanOrEqual(6);
    // An answer that the browser keeps from the page, for it is not of its origin, counts as none.
    const statuses = await Promise.all(requests.map(async (request) => (await request.response())?.status() ?? 403));
    expect(new Set(statuses)).toEqual(new Set([403]));
    expect(shell.output()).toContain('a request was refused: it comes from another page');
    // No run was begun and no event appended.
    expect(filesOf(shell.home)).toEqual(before);
    expect(await ticketOf(page)).toBeTruthy();
  });

  test(`L7: a page of ${host} can neither frame the window nor read its files nor hold on to it`, async ({
    context,
    page,
    shell,
  }) => {
    await entered(page, shell.link);
    const script = await page.evaluate(() => document.querySelector('script')?.src ?? '');
    const foreign = await context.newPage();
    await foreign.goto(strangerAt(host));
    const loaded = await foreign.evaluate(async (script) => {
      const element = document.createElement('script');
      const outcome = new Promise<string>((resolve) => {
        element.addEventListener('load', () => resolve('loaded'));
        element.addEventListener('error', () => resolve('refused'));
      });
      element.src = script;
      document.head.append(element);
      return await outcome;
    }, script);
    expect(loaded).toBe('refused');
    const framed = foreign.waitForResponse((response) => response.url() === `${shell.origin}/`);
    await foreign.evaluate((origin) => {
      const frame = document.createElement('iframe');
      frame.src = `${origin}/`;
      document.body.append(frame);
    }, shell.origin);
    expect((await framed).status()).toBe(403);
    const popup = context.waitForEvent('page');
    const held = foreign.evaluate(async (origin) => {
      const opened = window.open(origin);
      await new Promise((resolve) => setTimeout(resolve, 1500));
      // The policy of the opener cuts the two apart: it looks closed from here.
      return opened?.closed;
    }, shell.origin);
    expect(await (await popup).evaluate(() => window.opener === null)).toBe(true);
    expect(await held).toBe(true);
  });
}

test('L7, the control: a server without our headers is framed, read as a script and held on to by the same page', async ({
  context,
  page,
}) => {
  const bare = await startListener();
  await page.goto(strangerAt('evil.test'));
  const found = await page.evaluate(async (origin) => {
    const loads = (tag: 'script' | 'iframe', path: string): Promise<string> =>
      new Promise((resolve) => {
        const element = document.body.appendChild(document.createElement(tag));
        element.addEventListener('load', () => resolve('loaded'));
        element.addEventListener('error', () => resolve('refused'));
        element.src = `${origin}${path}`;
      });
    const opened = window.open(origin);
    await new Promise((resolve) => setTimeout(resolve, 1500));
    return { script: await loads('script', '/a.js'), frame: await loads('iframe', '/framed'), closed: opened?.closed };
  }, bare.origin);
  expect(found).toEqual({ script: 'loaded', frame: 'loaded', closed: false });
  expect(bare.seen()).toEqual(expect.arrayContaining(['/a.js', '/framed']));
  expect(context.pages()).toHaveLength(2);
  bare.close();
});

test('L6: the token leaves the address and the history, stands in no request, and opens nothing a second time', async ({
  browser,
  context,
  page,
  shell,
}) => {
  const token = tokenIn(shell.link);
  const sent: string[] = [];
  context.on('request', (request) => {
    void request.allHeaders().then((headers) => sent.push(`${request.url().split('#')[0]} ${JSON.stringify(headers)}`));
  });
  await entered(page, shell.link);
  await expect.poll(() => page.url()).not.toContain(token);
  await page.reload();
  await expect.poll(() => sent.length).toBeGreaterThan(3);
  expect(sent.join('\n')).not.toContain(token);
  // The control: what goes out is seen, the session's cookie among it.
  expect(sent.join('\n')).toMatch(/\/assets\/.*parley.*=/u);
  const seen = await page.evaluate(() => ({
    address: location.href,
    entries: performance.getEntries().map((entry) => entry.name),
    cookie: document.cookie,
    stored: [localStorage, sessionStorage].map((store) => JSON.stringify(Object.entries(store))),
    state: JSON.stringify(history.state),
    page: document.documentElement.outerHTML,
  }));
  expect(seen.cookie).toBe('');
  const { entries, ...rest } = seen;
  expect(JSON.stringify(rest)).not.toContain(token);
  // The browser's own timing of the first visit names the address that it was given; nothing but this page can read it.
  expect(entries.filter((name) => name.includes(token)).length).toBeLessThanOrEqual(1);
  const other = await browser.newContext();
  const again = await other.newPage();
  const refused = again.waitForResponse((response) => response.url().endsWith('/session'));
  await again.goto(shell.link);
  expect((await refused).status()).toBe(401);
  expect(await other.cookies()).toEqual([]);
  expect(shell.output().split(token)).toHaveLength(2);
  await other.close();
});
