/**
 * Ways by which a page can reach another machine without leaving its place, each with a path of its own at `origin`. Runs in the page,
 * so it names nothing outside of itself; a way that the browser refuses at once is passed over. Settles when all had their time.
 */
export async function tryAllWaysOut(origin: string): Promise<readonly string[]> {
  const tried: string[] = [];
  const attempt = (name: string, way: (url: string) => unknown): void => {
    tried.push(name);
    try {
      Promise.resolve(way(`${origin}/${name}`)).catch(() => undefined);
    } catch {
      // Refused at once.
    }
  };
  const element = (
    tag: string,
    attributes: Readonly<Record<string, string>>,
    inside: Node = document.body,
  ): Element => {
    const made = document.createElement(tag);
    inside.appendChild(made);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    return made;
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
  attempt('srcset', (url) => element('img', { srcset: `${url} 2x` }));
  attempt('picture', (url) => {
    const picture = element('picture', {});
    element('source', { srcset: url }, picture);
    element('img', {}, picture);
  });
  attempt('input-image', (url) => element('input', { type: 'image', src: url }));
  attempt('svg-image', (url) => {
    const svg = document.body.appendChild(document.createElementNS('http://www.w3.org/2000/svg', 'svg'));
    svg.appendChild(document.createElementNS('http://www.w3.org/2000/svg', 'image')).setAttribute('href', url);
  });
  attempt('css', (url) => element('link', { rel: 'stylesheet', href: `${url}.css` }, document.head));
  attempt('css-import', (url) => (element('style', {}, document.head).textContent = `@import url(${url}.css);`));
  attempt('css-background', (url) => ((element('div', {}) as HTMLElement).style.backgroundImage = `url(${url})`));
  attempt('css-sheet', (url) => {
    const sheet = new CSSStyleSheet();
    sheet.insertRule(`body { border-image-source: url(${url}); }`);
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  });
  attempt('font', (url) => new FontFace('leak', `url(${url})`).load());
  attempt('script', (url) => element('script', { src: `${url}.js` }));
  attempt('module', (url) => element('script', { type: 'module', src: `${url}.js` }));
  attempt('import', (url) => import(`${url}.js`));
  attempt('worker', (url) => new Worker(`${url}.js`));
  attempt('blob-worker', (url) => {
    const code = new Blob([`fetch(${JSON.stringify(url)})`], { type: 'text/javascript' });
    return new Worker(URL.createObjectURL(code));
  });
  attempt('audio', (url) => new Audio(url).play());
  attempt('video', (url) => element('video', { src: url, poster: `${url}-poster`, preload: 'auto' }));
  attempt('object', (url) => element('object', { data: url }));
  attempt('embed', (url) => element('embed', { src: url }));
  attempt('iframe', (url) => element('iframe', { src: url }));
  attempt('iframe-srcdoc', (url) => element('iframe', { srcdoc: `<img src="${url}">` }));
  attempt('iframe-blank', (url) => {
    const frame = element('iframe', {}) as HTMLIFrameElement;
    (frame.contentWindow as (Window & typeof globalThis) | null)
      ?.fetch(url, { mode: 'no-cors' })
      .catch(() => undefined);
  });
  attempt('form', (url) => {
    element('iframe', { name: 'sink' });
    (element('form', { action: url, method: 'post', target: 'sink' }) as HTMLFormElement).submit();
  });
  attempt('prefetch', (url) => element('link', { rel: 'prefetch', href: url }, document.head));
  attempt('preload', (url) => element('link', { rel: 'preload', as: 'image', href: url }, document.head));
  attempt('module-preload', (url) => element('link', { rel: 'modulepreload', href: `${url}.js` }, document.head));
  attempt('icon', (url) => element('link', { rel: 'icon', href: url }, document.head));
  attempt('manifest', (url) => element('link', { rel: 'manifest', href: url }, document.head));
  attempt('speculation', (url) => {
    const rules = JSON.stringify({ prefetch: [{ source: 'list', urls: [url], eagerness: 'immediate' }] });
    const script = element('script', { type: 'speculationrules' }, document.head);
    script.textContent = rules;
  });
  attempt('ping', (url) => {
    const link = element('a', { href: '#here', ping: url }) as HTMLAnchorElement;
    link.click();
  });
  await new Promise((resolve) => setTimeout(resolve, 3000));
  return tried;
}
