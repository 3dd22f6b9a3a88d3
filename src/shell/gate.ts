import type { IncomingHttpHeaders } from 'node:http';

/** What is known of a request before anything of it is believed. */
export type Asked = {
  /** As node:http gives them: name, value, name, value. */
  readonly rawHeaders: readonly string[];
  readonly headers: IncomingHttpHeaders;
};
/** `file`: a GET, which gives away nothing but the program's own code; `door`: what leads to the host. */
export type Asking = 'file' | 'door';

/**
 * The status with which a request is refused before its path, its body or its secrets are looked at, or `undefined` where it may go on.
 * 421: it was not sent to this address, which is how a name that was rebound to the loopback shows itself. 403: a page of another
 * origin sent it, or nobody says which one did.
 */
export function refusal({ rawHeaders, headers }: Asked, asking: Asking, port: number): 403 | 421 | undefined {
  const authority = authorityOf(port);
  const hosts = valuesOf(rawHeaders, 'host');
  if (hosts.length !== 1 || hosts[0] !== authority) return 421;
  const site = headers['sec-fetch-site'];
  const sameOrigin = headers.origin === `http://${authority}`;
  if (asking === 'door') return sameOrigin && (site === undefined || site === 'same-origin') ? undefined : 403;
  if (headers.origin !== undefined && !sameOrigin) return 403;
  if (site === undefined || site === 'same-origin' || site === 'none') return undefined;
  // A link to the window may stand on any page; what it leads to holds no data and cannot be framed.
  return headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document' ? undefined : 403;
}

/** The one name this server answers to. `localhost` is none: what it resolves to is not for us to say. */
export const authorityOf = (port: number): string => `127.0.0.1:${port}`;

function valuesOf(rawHeaders: readonly string[], name: string): readonly (string | undefined)[] {
  return rawHeaders.flatMap((header, at) =>
    at % 2 === 0 && header.toLowerCase() === name ? [rawHeaders[at + 1]] : [],
  );
}
