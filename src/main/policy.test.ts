import { expect, test } from 'vitest';
import { addressOf, isOwnBlob, isOwnPage, placeIn, POLICY, windowOptions } from './policy.ts';
import { ELSEWHERE } from './testing/hostile-addresses.ts';

test('the policy is frozen all the way down', () => {
  const loose: string[] = [];
  const walk = (value: object, path: string): void => {
    if (!Object.isFrozen(value)) loose.push(path);
    for (const [name, inner] of Object.entries(value))
      if (typeof inner === 'object') walk(inner as object, `${path}.${name}`);
  };
  walk(POLICY, 'POLICY');
  expect(loose).toEqual([]);
  expect(Reflect.set(POLICY.webPreferences, 'sandbox', false)).toBe(false);
});

test('every window is sandboxed, isolated, without Node, webviews and dictionaries, and without developer tools once packaged', () => {
  const { webPreferences } = windowOptions({ preload: '/p.cjs', packaged: true });
  expect(webPreferences).toEqual({
    ...{ contextIsolation: true, sandbox: true, webSecurity: true, safeDialogs: true },
    ...{ nodeIntegration: false, nodeIntegrationInWorker: false, nodeIntegrationInSubFrames: false },
    ...{ webviewTag: false, allowRunningInsecureContent: false, experimentalFeatures: false },
    ...{ spellcheck: false, navigateOnDragDrop: false, devTools: false, preload: '/p.cjs' },
  });
  expect(windowOptions({ preload: '/p.cjs', packaged: false }).webPreferences?.devTools).toBe(true);
});

test('the content policy allows code of our origin only and no HTML sink', () => {
  const csp = POLICY.headers['Content-Security-Policy']?.split('; ') ?? [];
  expect(csp).toEqual(
    expect.arrayContaining([
      ...["default-src 'none'", "script-src 'self'", "style-src 'self'", "connect-src 'self'", "frame-src 'none'"],
      ...["object-src 'none'", "base-uri 'none'", "require-trusted-types-for 'script'", "trusted-types 'none'"],
    ]),
  );
  expect(csp.join(' ')).not.toMatch(/unsafe|\*|https?:|blob:/u);
});

test('the scheme has the three privileges that it needs and no other', () => {
  expect(POLICY.scheme).toEqual({
    scheme: 'app',
    privileges: { standard: true, secure: true, supportFetchAPI: true },
  });
});

test('our page is known by the parts of its address', () => {
  for (const place of ['', '?x=1', '#/run/r1?seq=3']) expect(isOwnPage(`app://parley/index.html${place}`)).toBe(true);
  expect(isOwnPage(addressOf('#/models'))).toBe(true);
  expect(ELSEWHERE.filter(isOwnPage)).toEqual([]);
  // Negative control: what one would write first lets some of them in.
  expect(ELSEWHERE.filter((address) => address.startsWith('app://parley')).length).toBeGreaterThan(4);
});

test('only what our own page made in its memory counts as its own blob', () => {
  expect(isOwnBlob('blob:app://parley/0b6f')).toBe(true);
  expect(
    ['blob:https://evil.example/1', 'blob:app://parley.evil/1', 'app://parley/1', 'blob:'].filter(isOwnBlob),
  ).toEqual([]);
});

test('a place in the window is a fragment that begins with #/', () => {
  expect(placeIn('#/run/2026-01-01-ab?seq=3&sel=message:m1')).toBe('#/run/2026-01-01-ab?seq=3&sel=message:m1');
  for (const text of ['', '/', '#', 'https://example.com/#/', '#/ x', '#/"><script>', `#/${'x'.repeat(2000)}`])
    expect(placeIn(text)).toBeUndefined();
});
