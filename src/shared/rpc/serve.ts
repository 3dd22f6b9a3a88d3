import type { Abort } from '../base/abort.ts';
import { disposable, type Disposable } from '../base/disposable.ts';
import type { Result } from '../base/result.ts';
import { abortSource, type AbortSource } from './abort-source.ts';
import { MAX_REQUEST, readFrame, requestSchema, WINDOW, type Reply } from './frames.ts';
import type { Handlers } from './handlers.ts';
import { METHODS, type MethodName, type RpcFailure } from './methods.ts';
import type { Transport } from './transport.ts';

export type ServeOptions = {
  /** Hears of frames that were dropped, and of what a handler threw: a bug, which the caller only learns of as `failed`. */
  readonly onProblem?: (what: string, cause?: unknown) => void;
  /** Requests that may be under way at once on one transport. */
  readonly limit?: number;
};

/**
 * Answers the requests of one transport with `handlers` until it closes or the returned Disposable is disposed, which
 * cancels all that is under way. Every input is parsed by the method table before a handler sees it; a frame that is no
 * request is dropped.
 */
export function serve(transport: Transport, handlers: Handlers, options: ServeOptions = {}): Disposable {
  const server: Server = {
    handlers: handlers as unknown as Untyped,
    running: new Map(),
    send: (reply) => transport.send(JSON.stringify(reply)),
    problem: options.onProblem ?? (() => {}),
    limit: options.limit ?? 256,
  };
  const texts = transport.onText((text) => receive(server, text));
  const stop = disposable(() => {
    texts.dispose();
    closed.dispose();
    for (const { source, wake } of server.running.values()) {
      source.abort();
      wake();
    }
    server.running.clear();
  });
  const closed = transport.onClose(() => stop.dispose());
  return stop;
}

type Waiting = { readonly signal: Abort };
type AnyResult = Result<unknown, RpcFailure>;
/** The handlers as the wire sees them: what keeps name, input and kind together is the parsing in `receive`. */
type Untyped = Readonly<Record<MethodName, (input: unknown, waiting: Waiting) => unknown>>;

type Running = { readonly source: AbortSource; credit: number; wake: () => void };
type Server = {
  readonly handlers: Untyped;
  readonly running: Map<number, Running>;
  readonly send: (reply: Reply) => void;
  readonly problem: (what: string, cause?: unknown) => void;
  readonly limit: number;
};

function receive(server: Server, text: string): void {
  const frame = readFrame(text, requestSchema, MAX_REQUEST);
  if (!frame.ok) return server.problem(frame.failure);
  const request = frame.value;
  const running = server.running.get(request.id);
  if ('cancel' in request) {
    running?.source.abort();
    running?.wake();
    return;
  }
  if ('more' in request) {
    if (running === undefined) return;
    running.credit = Math.min(running.credit + request.more, WINDOW);
    running.wake();
    return;
  }
  if (running !== undefined) return server.problem(`a request under the id ${request.id}, which is in use`);
  start(server, request);
}

function start(
  server: Server,
  request: { readonly id: number; readonly method: string; readonly input?: unknown },
): void {
  const { id } = request;
  const refuse = (failure: RpcFailure): void => server.send({ id, ok: false, failure });
  if (!isMethod(request.method)) {
    return refuse({ code: 'usage', message: `no method is named '${request.method}'; is this version the host's?` });
  }
  if (server.running.size >= server.limit) {
    return refuse({ code: 'busy', message: 'too many requests are under way; wait for one to end' });
  }
  const { method } = request;
  const parsed = METHODS[method].input.safeParse(request.input);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const where = [method, ...(issue?.path ?? [])].join('.');
    return refuse({ code: 'usage', message: `${where}: ${issue?.message ?? 'wrong input'}` });
  }
  const running: Running = { source: abortSource(), credit: WINDOW, wake: () => {} };
  server.running.set(id, running);
  const answered = METHODS[method].kind === 'call' ? answer : pour;
  void answered(server, { id, running, run: () => server.handlers[method](parsed.data, running.source) })
    .catch((error: unknown) => {
      server.problem(`${method} threw`, error);
      refuse({ code: 'failed', message: `${method} failed by a mistake of the program; its log says more` });
    })
    .finally(() => {
      if (server.running.get(id) === running) server.running.delete(id);
    });
}

type Job = { readonly id: number; readonly running: Running; readonly run: () => unknown };

async function answer(server: Server, { id, run }: Job): Promise<void> {
  const result = (await run()) as AnyResult;
  server.send(result.ok ? { id, ok: true, value: result.value } : { id, ok: false, failure: result.failure });
}

/** Pulls the handler's next item only while the reader has room for it; a cancelled stream sends nothing more. */
async function pour(server: Server, { id, running, run }: Job): Promise<void> {
  const { signal } = running.source;
  for await (const result of run() as AsyncIterable<AnyResult>) {
    if (signal.aborted) return;
    if (!result.ok) return server.send({ id, end: true, failure: result.failure });
    server.send({ id, item: result.value });
    running.credit -= 1;
    while (running.credit === 0 && !signal.aborted) {
      await new Promise<void>((resolve) => {
        running.wake = resolve;
      });
    }
    if (signal.aborted) return;
  }
  if (!signal.aborted) server.send({ id, end: true });
}

/** Own names only: `__proto__` and `constructor` are no methods. */
const isMethod = (name: string): name is MethodName => Object.hasOwn(METHODS, name);
