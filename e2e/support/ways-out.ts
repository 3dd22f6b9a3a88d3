import type { Page } from '@playwright/test';

/**
 * Tries ways by which code in a page can reach another machine without leaving its place, each with a path of its own at `origin`; a way
 * that the browser refuses at once is passed over. Gives the names of all that were tried, once they had their time.
 */
export async function tryAllWaysOut(page: Page, origin: string): Promise<readonly string[]> {
  await page.evaluate(tryRequests, origin);
  await page.evaluate(tryMarkup, origin);
  await page.evaluate(tryElements, { origin, elements: ELEMENTS });
  await page.waitForTimeout(3000);
  return [...REQUESTS, ...MARKUP, ...ELEMENTS.map(([name]) => name)];
}

/** Elements that fetch by themselves: [name, tag, attributes], in which URL stands for the address. */
const ELEMENTS: readonly (readonly [string, string, Readonly<Record<string, string>>])[] = [
  ['srcset', 'img', { srcset: 'URL 2x' }],
  ['input-image', 'input', { type: 'image', src: 'URL' }],
  ['css', 'link', { rel: 'stylesheet', href: 'URL.css' }],
  ['script', 'script', { src: 'URL.js' }],
  ['module', 'script', { type: 'module', src: 'URL.js' }],
  ['video', 'video', { src: 'URL', poster: 'URL-poster', preload: 'auto' }],
  ['object', 'object', { data: 'URL' }],
  ['embed', 'embed', { src: 'URL' }],
  ['iframe', 'iframe', { src: 'URL' }],
  ['iframe-srcdoc', 'iframe', { srcdoc: '<img src="URL">' }],
  ['prefetch', 'link', { rel: 'prefetch', href: 'URL' }],
  ['preload', 'link', { rel: 'preload', as: 'image', href: 'URL' }],
  ['module-preload', 'link', { rel: 'modulepreload', href: 'URL.js' }],
  ['icon', 'link', { rel: 'icon', href: 'URL' }],
  ['manifest', 'link', { rel: 'manifest', href: 'URL' }],
];

const REQUESTS = [
  ...['fetch', 'fetch-no-cors', 'xhr', 'websocket', 'event-source', 'beacon', 'image', 'font'],
  ...['import', 'worker', 'blob-worker', 'audio', 'iframe-blank'],
];
const MARKUP = ['picture', 'svg-image', 'css-import', 'css-background', 'css-sheet', 'form', 'ping', 'speculation'];

// What follows runs in the page and sees nothing of this file.

function tryElements({ origin, elements }: { readonly origin: string; readonly elements: typeof ELEMENTS }): void {
  for (const [name, tag, attributes] of elements) {
    const made = (tag === 'link' ? document.head : document.body).appendChild(document.createElement(tag));
    for (const [key, value] of Object.entries(attributes)) {
      try {
        made.setAttribute(key, value.replace('URL', `${origin}/${name}`));
      } catch {
        // Refused at once.
      }
    }
  }
}

function tryRequests(origin: string): void {
  const attempt = (name: string, way: (url: string) => unknown): void => {
    try {
      Promise.resolve(way(`${origin}/${name}`)).catch(() => undefined);
    } catch {
      // Refused at once.
    }
  };
  attempt('fetch', (url) => fetch(url));
  attempt('fetch-no-cors', (url) => fetch(url, { mode: 'no-cors', method: 'POST', body: 'x', keepalive: true }));
  attempt('xhr', (url) => {
    const request = new XMLHttpRequest();
    request.open('POST', url);
    request.send('x');
  });
  attempt('websocket', (url) => new WebSocket(url.replace('http', 'ws')));
  attempt('event-source', (url) => new EventSource(url));
  attempt('beacon', (url) => navigator.sendBeacon(url, 'x'));
  attempt('image', (url) => (new Image().src = url));
  attempt('font', (url) => new FontFace('leak', `url(${url})`).load());
  attempt('import', (url) => import(`${url}.js`));
  attempt('worker', (url) => new Worker(`${url}.js`));
  attempt('blob-worker', (url) => {
    const code = new Blob([`fetch(${JSON.stringify(url)})`], { type: 'text/javascript' });
    return new Worker(URL.createObjectURL(code));
  });
  attempt('audio', (url) => new Audio(url).play());
  attempt('iframe-blank', (url) => {
    const frame = document.body.appendChild(document.createElement('iframe'));
    const inner = frame.contentWindow as (Window & typeof globalThis) | null;
    inner?.fetch(url, { mode: 'no-cors' }).catch(() => undefined);
  });
}

function tryMarkup(origin: string): void {
  const attempt = (name: string, way: (url: string) => unknown): void => {
    try {
      way(`${origin}/${name}`);
    } catch {
      // Refused at once.
    }
  };
  const add = <Tag extends keyof HTMLElementTagNameMap>(tag: Tag, own: object, inside: Node = document.body) =>
    Object.assign(inside.appendChild(document.createElement(tag)), own);
  attempt('picture', (url) => {
    const picture = add('picture', {});
    add('source', { srcset: url }, picture);
    add('img', {}, picture);
  });
  attempt('svg-image', (url) => {
    const svg = document.body.appendChild(document.createElementNS('http://www.w3.org/2000/svg', 'svg'));
    svg.appendChild(document.createElementNS('http://www.w3.org/2000/svg', 'image')).setAttribute('href', url);
  });
  attempt('css-import', (url) => add('style', { textContent: `@import url(${url}.css);` }));
  attempt('css-background', (url) => (add('div', {}).style.backgroundImage = `url(${url})`));
  attempt('css-sheet', (url) => {
    const sheet = new CSSStyleSheet();
    sheet.insertRule(`body { border-image-source: url(${url}); }`);
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  });
  attempt('form', (url) => {
    add('iframe', { name: 'sink' });
    add('form', { action: url, method: 'post', target: 'sink' }).submit();
  });
  attempt('ping', (url) => add('a', { href: '#here', ping: url }).click());
  attempt('speculation', (url) => {
    const rules = { prefetch: [{ source: 'list', urls: [url], eagerness: 'immediate' }] };
    add('script', { type: 'speculationrules', textContent: JSON.stringify(rules) });
  });
}
