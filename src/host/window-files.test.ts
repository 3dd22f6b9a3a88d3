import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, normalize } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import fc from 'fast-check';
import { WINDOW_HEADERS, windowFile } from './window-files.ts';

const base = realpathSync(mkdtempSync(join(tmpdir(), 'parley-window-')));
afterAll(() => rmSync(base, { recursive: true }));
const root = join(base, 'renderer');
mkdirSync(join(root, 'assets'), { recursive: true });
// A neighbour whose path begins with that of the folder: what a `startsWith` without a separator would let through.
mkdirSync(join(base, 'renderer-secret'));
writeFileSync(join(base, 'renderer-secret', 'key.js'), 'secret');
writeFileSync(join(base, 'secret.html'), 'secret');
for (const file of ['index.html', 'assets/main-Ab_1.js', 'assets/main-Ab_1.js.map', 'assets/a.css', 'assets/.env.js'])
  writeFileSync(join(root, file), file);
symlinkSync(join(base, 'secret.html'), join(root, 'assets', 'out.html'));
symlinkSync(join(base, 'renderer-secret'), join(root, 'neighbour'));
symlinkSync(join(root, 'assets', 'a.css'), join(root, 'inside.css'));

test.each([
  ['/', 'index.html', 'text/html; charset=utf-8'],
  ['/?x=1', 'index.html', 'text/html; charset=utf-8'],
  ['/index.html', 'index.html', 'text/html; charset=utf-8'],
  ['/assets/main-Ab_1.js', 'assets/main-Ab_1.js', 'text/javascript; charset=utf-8'],
  ['/assets/a.css?v=2', 'assets/a.css', 'text/css; charset=utf-8'],
  ['/inside.css', 'assets/a.css', 'text/css; charset=utf-8'],
])('%s is %s', (path, file, type) => {
  expect(windowFile(root, path)).toEqual({ ok: true, value: { file: join(root, ...file.split('/')), type } });
});

/** Rows E12 and L11: what must not be found, and how it is refused. */
const HOSTILE: readonly (readonly [string, 'bad-request' | 'not-found'])[] = [
  ['', 'bad-request'],
  ['index.html', 'bad-request'],
  ['//index.html', 'bad-request'],
  ['//evil.example/index.html', 'bad-request'],
  ['http://127.0.0.1/index.html', 'bad-request'],
  ['/../secret.html', 'bad-request'],
  ['/assets/../../secret.html', 'bad-request'],
  ['/assets/./a.css', 'bad-request'],
  ['/assets//a.css', 'bad-request'],
  ['/assets/', 'bad-request'],
  ['/..%2f..%2fetc/passwd', 'bad-request'],
  ['/%2e%2e/secret.html', 'bad-request'],
  ['/%252e%252e/secret.html', 'bad-request'],
  ['/assets%2fa.css', 'bad-request'],
  ['/..%5csecret.html', 'bad-request'],
  ['/..\\secret.html', 'bad-request'],
  ['/assets\\a.css', 'bad-request'],
  ['/index.html%00.js', 'bad-request'],
  ['/index.html\0', 'bad-request'],
  ['/C:/windows/win.ini', 'bad-request'],
  ['/index.html::$DATA', 'bad-request'],
  ['/index.html.', 'bad-request'],
  ['/assets/.env.js', 'bad-request'],
  ['/ïndex.html', 'bad-request'],
  [`/${'a'.repeat(600)}.js`, 'bad-request'],
  ['/assets', 'not-found'],
  ['/assets/main-Ab_1.js.map', 'not-found'],
  ['/assets/out.html', 'not-found'],
  ['/neighbour/key.js', 'not-found'],
  ['/nowhere.js', 'not-found'],
  ['/etc/passwd', 'not-found'],
];

test.each(HOSTILE)('%j is refused as %s', (path, failure) => {
  expect(windowFile(root, path)).toEqual({ ok: false, failure });
});

test('a resolver that only joins, decodes or compares beginnings would let rows of that table through', () => {
  const opens = (resolve: (path: string) => string): readonly string[] =>
    HOSTILE.map(([path]) => path).filter((path) => {
      try {
        const file = realpathSync(resolve(path.replaceAll('\0', '')));
        return file.includes('secret');
      } catch {
        return false;
      }
    });
  expect(opens((path) => join(root, path))).toContain('/../secret.html');
  expect(opens((path) => join(root, decodeURIComponent(path.replaceAll('%00', ''))))).toContain('/%2e%2e/secret.html');
  const beginning = (path: string): string => {
    const file = normalize(join(root, path));
    return file.startsWith(root) ? file : root;
  };
  expect(opens(beginning)).toContain('/neighbour/key.js');
});

test('whatever is asked for, what is found lies in the folder and is no link out of it', () => {
  const piece = fc.constantFrom(
    '/',
    '..',
    '.',
    '%2e',
    '%2f',
    '\\',
    '\0',
    'assets',
    'a.css',
    'neighbour',
    'key.js',
    'x',
  );
  const inside = new RegExp(`^${root}/`, 'u');
  fc.assert(
    fc.property(
      fc.oneof(
        fc.array(piece).map((all) => all.join('')),
        fc.string(),
      ),
      (path) => {
        const found = windowFile(root, path);
        expect(found.ok ? found.value.file : `${root}/`).toMatch(inside);
      },
    ),
    { numRuns: 500 },
  );
});

test('a window that was not built has no files', () => {
  expect(windowFile(join(base, 'absent'), '/')).toEqual({ ok: false, failure: 'not-found' });
});

test('the policy lets the page reach its own origin and nothing else', () => {
  const policy = new Map(
    (WINDOW_HEADERS['Content-Security-Policy'] ?? '').split('; ').map((rule) => {
      const [name = '', ...sources] = rule.split(' ');
      return [name, sources];
    }),
  );
  for (const [name, sources] of policy) {
    const allowed = name === 'img-src' ? ["'self'", 'data:'] : ["'self'", "'none'", "'script'"];
    expect(sources.filter((source) => !allowed.includes(source))).toEqual([]);
  }
  for (const name of ['default-src', 'base-uri', 'form-action', 'frame-ancestors', 'object-src', 'trusted-types'])
    expect(policy.get(name)).toEqual(["'none'"]);
  expect(WINDOW_HEADERS).toMatchObject({
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'X-DNS-Prefetch-Control': 'off',
  });
  expect(Object.keys(WINDOW_HEADERS).some((name) => /^access-control-/iu.test(name))).toBe(false);
});
