import type { IncomingHttpHeaders } from 'node:http';

/**
 * Browsers send a cookie to every port of a host, so each shell names its own; and other servers of this machine may see it, so it opens
 * nothing without a page of our origin. No Domain, so that it stays with this host alone; no Max-Age, so that it ends with the browser.
 */
export const setCookie = (session: string, port: number): string =>
  `${nameOf(port)}=${session}; Path=/; HttpOnly; SameSite=Strict`;

/** The session that a request names. Two of them are none: which one is meant is not for us to guess. */
export function cookieOf({ cookie = '' }: IncomingHttpHeaders, port: number): string | undefined {
  const prefix = `${nameOf(port)}=`;
  const found = cookie
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(prefix));
  return found.length === 1 ? found[0]?.slice(prefix.length) : undefined;
}

const nameOf = (port: number): string => `parley-${port}`;
