import { realpathSync, statSync } from 'node:fs';
import { extname, isAbsolute, join, relative } from 'node:path';
import { fail, ok, type Result } from '#shared/base/result.ts';

/**
 * The policy of the window's page, the same in both shells: code, styles and requests of its own origin only, no HTML sinks, no frames.
 * It is sent with every answer.
 */
export const WINDOW_HEADERS: Readonly<Record<string, string>> = Object.freeze({
  'Content-Security-Policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "worker-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-src 'none'",
    "frame-ancestors 'none'",
    "object-src 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; '),
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'X-DNS-Prefetch-Control': 'off',
});

export type WindowFile = { readonly file: string; readonly type: string };

/**
 * The file of the built window that a request path names (`/` is its page; what follows `?` or `#` does not count), and its MIME type.
 *
 * `bad-request`: a path that no file of ours needs. Nothing is decoded, so that there is no second reading of a path: a percent sign, a
 * backslash, a colon, an empty or a dotted part is refused as it stands. `not-found`: everything else that is no file inside `root`,
 * links that lead out of it, folders, source maps and types that the window has none of among them.
 */
export function windowFile(root: string, requestPath: string): Result<WindowFile, 'bad-request' | 'not-found'> {
  const path = requestPath.split(/[?#]/u)[0] ?? '';
  const parts = path === '/' ? ['index.html'] : path.split('/').slice(1);
  if (!path.startsWith('/') || path.length > LONGEST || !parts.every((part) => PART.test(part)))
    return fail('bad-request');
  const type = TYPES.get(extname(path === '/' ? 'index.html' : path));
  const file = type === undefined ? undefined : fileInside(root, parts);
  return type === undefined || file === undefined ? fail('not-found') : ok({ file, type });
}

const LONGEST = 512;
/** A name that begins and ends with a letter or a digit, in the characters that the build gives its files. */
const PART = /^[A-Za-z0-9_](?:[A-Za-z0-9_.~@-]*[A-Za-z0-9_-])?$/u;

/** What the build of the window consists of. A source map is no part of it. */
const TYPES: ReadonlyMap<string, string> = new Map([
  ['.html', 'text/html; charset=utf-8'],
  ['.js', 'text/javascript; charset=utf-8'],
  ['.css', 'text/css; charset=utf-8'],
  ['.json', 'application/json; charset=utf-8'],
  ['.svg', 'image/svg+xml; charset=utf-8'],
  ['.png', 'image/png'],
  ['.ico', 'image/x-icon'],
  ['.woff2', 'font/woff2'],
]);

/** Where it really lies, all links followed; nothing outside of the folder is inside of it by its name's beginning. */
function fileInside(root: string, parts: readonly string[]): string | undefined {
  try {
    const folder = realpathSync(root);
    const file = realpathSync(join(folder, ...parts));
    const way = relative(folder, file);
    const inside = way !== '' && !isAbsolute(way) && way !== '..' && !/^\.\.[\\/]/u.test(way);
    return inside && statSync(file).isFile() ? file : undefined;
  } catch {
    // Not there, or not to be read: one answer, so that nobody learns which.
    return undefined;
  }
}
