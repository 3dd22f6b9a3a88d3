import { fail, ok, type Result } from '#shared/base/result.ts';
import type { CatalogEntry, HubSource } from './catalog.ts';
import type { PartFile } from './part-file.ts';
import type { PullPorts } from './ports.ts';

export type Download = {
  readonly entry: CatalogEntry;
  readonly part: PartFile;
  readonly ports: PullPorts;
  readonly signal: AbortSignal;
  /** Bytes of the file that are here. */
  readonly onBytes: (bytes: number) => void;
};

const REDIRECTS = 5;

/**
 * Fetches the file over plain HTTPS into its part, from where that ends. What the server announces is compared first, so that a file
 * that cannot be the right one costs no bytes. The failure is why this source was left; the part keeps what it has.
 */
export async function fetchFromHub(source: HubSource, download: Download): Promise<Result<void, string>> {
  const { ports, entry, part, signal } = download;
  const url = `${ports.hub}/${source.repo}/resolve/${source.revision ?? 'main'}/${source.file}`;
  try {
    const announced = await announce(url, download);
    if (!announced.ok) return announced;
    if (part.size === entry.size) return ok(undefined);
    return await receive(url, download);
  } catch (error) {
    if (signal.aborted) throw error;
    if (isFileError(error)) throw error;
    return fail(networkReason(error));
  }
}

/** HEAD: the size and the sum, where the server names them, must be those of the catalogue. */
async function announce(url: string, { entry, ports, signal }: Download): Promise<Result<void, string>> {
  const answer = await request(url, {
    ports,
    signal,
    method: 'HEAD',
    headers: {},
    until: (reply) => reply.headers.has('x-linked-size'),
  });
  const redirect = answer.status >= 300 && answer.status < 400;
  if (!answer.ok && !redirect) return fail(`the server answered ${answer.status}`);
  const size = answer.headers.get('x-linked-size') ?? (answer.ok ? answer.headers.get('content-length') : null);
  if (size !== null && Number(size) !== entry.size) return fail(`it offers a file of ${size} bytes, not ${entry.size}`);
  const sum = (answer.headers.get('x-linked-etag') ?? '').replaceAll(/^W\/|"/g, '').toLowerCase();
  if (/^[0-9a-f]{64}$/.test(sum) && sum !== entry.sha256) return fail('it offers a file with another SHA-256');
  return ok(undefined);
}

async function receive(url: string, download: Download): Promise<Result<void, string>> {
  const { entry, part, ports, signal } = download;
  const watch = watchdog(signal, ports.patience.bytes);
  let begun = false;
  try {
    const headers: Record<string, string> = part.size === 0 ? {} : { range: `bytes=${part.size}-` };
    const answer = await request(url, { ports, signal: watch.signal, method: 'GET', headers });
    if (answer.status === 416) {
      await answer.body?.cancel();
      await part.restart();
      return fail('the server does not have the rest of the unfinished download, which was dropped; try again');
    }
    if (!answer.ok || answer.body === null) {
      await answer.body?.cancel();
      return fail(`the server answered ${answer.status}`);
    }
    if (answer.status !== 206) await part.restart();
    else if (rangeStart(answer) !== part.size)
      return fail('the server sent another part of the file than was asked for');
    begun = true;
    for await (const chunk of answer.body) {
      watch.fed();
      if (part.size + chunk.length > entry.size) return fail(`the server sent more than ${entry.size} bytes`);
      await part.append(chunk);
      download.onBytes(part.size);
    }
    return part.size === entry.size ? ok(undefined) : fail(brokeOff(download));
  } catch (error) {
    if (signal.aborted || isFileError(error)) throw error;
    // What the watchdog ended tells why; a body that breaks tells only that it did.
    if (watch.signal.aborted) throw watch.signal.reason;
    if (!begun) throw error;
    return fail(brokeOff(download));
  } finally {
    watch.stop();
  }
}

const brokeOff = ({ part, entry }: Download): string =>
  `the connection broke off after ${part.size} of ${entry.size} bytes`;

function rangeStart(answer: Response): number {
  const match = /^bytes (\d+)-/.exec(answer.headers.get('content-range') ?? '');
  return Number(match?.[1] ?? Number.NaN);
}

type Ask = {
  readonly ports: PullPorts;
  readonly signal: AbortSignal;
  readonly method: 'GET' | 'HEAD';
  readonly headers: Readonly<Record<string, string>>;
  /** A redirect that already tells enough is not followed. */
  readonly until?: (reply: Response) => boolean;
};

/** Follows redirects by hand: every hop stays on HTTPS (plain HTTP only where the hub itself is), the range goes along. */
async function request(url: string, { ports, signal, method, headers, until }: Ask): Promise<Response> {
  const secure = new URL(ports.hub).protocol;
  let next = url;
  for (let hop = 0; hop < REDIRECTS; hop += 1) {
    const patience = watchdog(signal, ports.patience.answer);
    const init = {
      method,
      headers: { ...headers, 'accept-encoding': 'identity' },
      redirect: 'manual',
      signal: patience.signal,
    } as const;
    const reply = await ports.fetch(next, init).finally(patience.stop);
    const location = reply.headers.get('location');
    if (reply.status < 300 || reply.status >= 400 || location === null || until?.(reply) === true) return reply;
    await reply.body?.cancel();
    const target = new URL(location, next);
    if (target.protocol !== 'https:' && target.protocol !== secure)
      throw new Error(`a redirect to ${target.protocol} was refused`);
    next = target.href;
  }
  throw new Error(`more than ${REDIRECTS} redirects`);
}

class Stalled extends Error {
  override readonly name = 'Stalled';
}

type Watchdog = { readonly signal: AbortSignal; readonly fed: () => void; readonly stop: () => void };

/** Aborts when nothing was fed for so many milliseconds, or with the outer signal. */
function watchdog(outer: AbortSignal, patience: number): Watchdog {
  const own = new AbortController();
  const bark = (): void => own.abort(new Stalled(`no answer for ${Math.round(patience / 1000)} s`));
  let timer = setTimeout(bark, patience);
  return {
    signal: AbortSignal.any([outer, own.signal]),
    fed() {
      clearTimeout(timer);
      timer = setTimeout(bark, patience);
    },
    stop: () => clearTimeout(timer),
  };
}

/** The file system's errors end a pull; the network's only end a source. */
function isFileError(error: unknown): boolean {
  const { syscall } = error as NodeJS.ErrnoException;
  return (
    error instanceof Error && ['write', 'ftruncate', 'open', 'fsync'].includes(syscall ?? '') && !('address' in error)
  );
}

function networkReason(error: unknown): string {
  if (!(error instanceof Error)) return 'the connection failed';
  const cause = error.cause instanceof Error ? error.cause : error;
  const code = (cause as NodeJS.ErrnoException).code;
  return code === undefined ? `the connection failed (${cause.message})` : `it cannot be reached (${code})`;
}
