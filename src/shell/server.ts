import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { disposable, type Disposable } from '#shared/base/disposable.ts';
import { windowFile } from '#host/window-files.ts';
import type { Handlers } from '#shared/rpc/handlers.ts';
import { answer, refuse, refuseSocket } from './answers.ts';
import { cookieOf, setCookie } from './cookie.ts';
import { authorityOf, refusal } from './gate.ts';
import { SHELL_LIMITS, type ShellLimits } from './limits.ts';
import { rarely } from './rarely.ts';
import { openSession } from './session-door.ts';
import { listening, type Standing } from './listening.ts';
import { sessions, type Sessions } from './sessions.ts';
import type { ShellMemory } from './shell-memory.ts';
import { PROTOCOL, windows } from './windows.ts';

export type ShellOptions = {
  readonly handlers: Handlers;
  /** The folder of the built window. */
  readonly windowRoot: string;
  /** Hears what went wrong. No line holds a link, a cookie, a ticket or a path that was asked for. */
  readonly log: (line: string) => void;
  /** The place in the window that its first link leads to: `#/run/…`. */
  readonly at?: string;
  readonly limits?: Partial<ShellLimits>;
  /** Called each time that a link was used. */
  readonly onEntered?: () => void;
  /** Where it remembers itself, so that the windows of one that is killed find the next one in its place. */
  readonly memory?: ShellMemory;
};

export type Shell = {
  /** The one-time link of the start. */
  readonly link: string;
  readonly port: number;
  /** Another one-time link; the one before it, where nobody used it, is good no more. */
  newLink(): string;
  close(): Promise<void>;
};

/**
 * Serves the window and the host to the browsers of this machine's user: on 127.0.0.1, never on another address, and on a port that is
 * free: that of a shell that was killed before, whose windows then come back, where there was one. Who holds the link may come in, once; nobody else. Every request is judged in one order: to whom (Host), from where (Origin,
 * Sec-Fetch-Site), what, and only then with which secret. Rejects where the system gives no port.
 */
export async function startShell(options: ShellOptions): Promise<Shell> {
  const limits = { ...SHELL_LIMITS, ...options.limits };
  const server = serverWithin(limits);
  const { port, before } = await listening(server, options);
  const state: State = { ...options, log: rarely(options.log), limits, port, people: sessions({ ...limits, before }) };
  const remembering = remember(state, before);
  server.on('request', (request, response) => void handle(state, request, response));
  const open = windows(server, { ...state, refused: (request) => refusedUpgrade(state, request) });
  const linkTo = (place: string | undefined): string => {
    const at = place === undefined ? '' : `&at=${encodeURIComponent(place)}`;
    return `http://${authorityOf(port)}/#link=${state.people.newLink()}${at}`;
  };
  return {
    link: linkTo(options.at),
    port,
    newLink: () => linkTo(undefined),
    async close() {
      remembering.dispose();
      const closed = new Promise((resolve) => server.close(resolve));
      open.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

type State = ShellOptions & { readonly limits: ShellLimits; readonly port: number; readonly people: Sessions };

function serverWithin(limits: ShellLimits): Server {
  const { headersTimeout, requestTimeout, checkEvery } = limits;
  const server = createServer({
    headersTimeout,
    requestTimeout,
    connectionsCheckingInterval: checkEvery,
    keepAliveTimeout: 5_000,
    maxHeaderSize: 16 * 1024,
    // A request without a Host is ours to refuse, with our headers.
    requireHostHeader: false,
  });
  server.timeout = limits.idleTimeout;
  server.maxConnections = limits.sockets;
  server.maxHeadersCount = 64;
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Duplex) => {
    refuseSocket(socket, CLIENT_ERRORS[error.code ?? ''] ?? 400);
  });
  server.on('connect', (_request, socket: Duplex) => refuseSocket(socket, 405));
  return server;
}

const CLIENT_ERRORS: Readonly<Record<string, number>> = {
  HPE_HEADER_OVERFLOW: 431,
  ERR_HTTP_REQUEST_TIMEOUT: 408,
};

/** From now on the next shell finds this one's windows; a clean end forgets them. */
function remember({ memory, port }: State, before: Standing['before']): Disposable {
  if (before.length > 0) memory?.keep(port, before);
  const beat = setInterval(() => memory?.touch(port), BEAT);
  beat.unref();
  return disposable(() => {
    clearInterval(beat);
    memory?.forget(port);
  });
}

/** Milliseconds. */
const BEAT = 60_000;

async function handle(state: State, request: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    const isGet = request.method === 'GET';
    const status = refusal(request, isGet ? 'file' : 'door', state.port);
    if (status !== undefined) {
      state.log(`a request was refused: ${status === 421 ? 'it names another host' : 'it comes from another page'}`);
      refuse(response, status);
    } else if (isGet) await sendFile(state, request.url ?? '', response);
    else if (request.method !== 'POST') refuse(response, 405, { Allow: 'GET, POST' });
    else if (request.url === '/session') await enter(state, request, response);
    else refuse(response, 404);
  } catch (error) {
    state.log(`a request failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    if (response.headersSent) response.destroy();
    else refuse(response, 500);
  }
}

async function sendFile({ windowRoot }: State, path: string, response: ServerResponse): Promise<void> {
  const found = windowFile(windowRoot, path);
  if (!found.ok) return refuse(response, found.failure === 'bad-request' ? 400 : 404);
  answer(response, 200, { headers: { 'Content-Type': found.value.type }, body: await readFile(found.value.file) });
}

async function enter(state: State, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { people, limits, port } = state;
  const entry = await openSession(request, { people, cookie: cookieOf(request.headers, port), limit: limits.body });
  if (!entry.ok) {
    const { status, wait } = entry.failure;
    if (status === 401 || status === 429) state.log('a link or a session was refused');
    return refuse(response, status, wait === undefined ? {} : { 'Retry-After': Math.ceil(wait / 1000) });
  }
  const { entered, ...told } = entry.value;
  const cookie = entered === undefined ? {} : { 'Set-Cookie': setCookie(entered.cookie, port) };
  const headers = { 'Content-Type': 'application/json; charset=utf-8', ...cookie };
  // Before the window knows that it is in: a shell that dies right after is still remembered.
  if (entered !== undefined) state.memory?.keep(port, people.remembered());
  const key = entered === undefined ? {} : { key: entered.key };
  answer(response, 200, { headers, body: JSON.stringify({ ...told, ...key }) });
  if (entered !== undefined) state.onEntered?.();
}

function refusedUpgrade({ people, port, log }: State, request: IncomingMessage): number | undefined {
  const status = refusal(request, 'door', port);
  if (status !== undefined) {
    log(`a window was refused: ${status === 421 ? 'it names another host' : 'it comes from another page'}`);
    return status;
  }
  if (request.url !== '/rpc' || request.method !== 'GET') return 404;
  const [protocol, ticket, ...more] = (request.headers['sec-websocket-protocol'] ?? '').split(/, ?/u);
  const session = cookieOf(request.headers, port);
  const good =
    session !== undefined &&
    ticket !== undefined &&
    protocol === PROTOCOL &&
    more.length === 0 &&
    people.holds(session) &&
    people.redeem(ticket, session);
  if (!good) log('a window was refused: it has no good ticket');
  return good ? undefined : 401;
}
