import { NEVER, type Abort } from '../base/abort.ts';
import { fail, ok, type Result } from '../base/result.ts';
import { MAX_REQUEST, readFrame, replySchema, WINDOW, type Reply, type Request } from './frames.ts';
import {
  METHODS,
  type CallName,
  type Input,
  type Item,
  type Output,
  type RpcFailure,
  type StreamName,
} from './methods.ts';
import type { Transport } from './transport.ts';

export type Waiting = { readonly signal?: Abort };

/** The method table as functions. No call and no stream ever throws for what the other side does: failures are Results. */
export interface Client {
  /** Answers `cancelled` as soon as the signal aborts; the host is told and may still have done the work. */
  call<M extends CallName>(method: M, input: Input<M>, waiting?: Waiting): Promise<Result<Output<M>, RpcFailure>>;
  /**
   * Asks when the first item is pulled. A failure is the last item; leaving the loop or aborting the signal tells the host
   * to stop. An aborted stream ends with `cancelled`.
   */
  stream<M extends StreamName>(
    method: M,
    input: Input<M>,
    waiting?: Waiting,
  ): AsyncIterable<Result<Item<M>, RpcFailure>>;
  /** Everything under way ends as `closed`. */
  close(): void;
}

export function client(transport: Transport): Client {
  const wire: Wire = { transport, waiting: new Map(), next: 1, open: true };
  transport.onText((text) => receive(wire, text));
  transport.onClose(() => shut(wire));
  return {
    call: async (method, input, waiting = {}) => {
      const reply = await callOnce(wire, { method, input, signal: waiting.signal ?? NEVER });
      if (!reply.ok) return reply;
      const value = METHODS[method].output.safeParse(reply.value);
      return value.success ? ok(value.data as Output<typeof method>) : fail(strange(method));
    },
    async *stream(method, input, waiting = {}) {
      for await (const result of pull(wire, { method, input, signal: waiting.signal ?? NEVER })) {
        const item = result.ok ? METHODS[method].item.safeParse(result.value) : undefined;
        if (item?.success === true) {
          yield ok(item.data as Item<typeof method>);
        } else {
          yield result.ok ? fail(strange(method)) : result;
          return;
        }
      }
    },
    close() {
      transport.close();
      shut(wire);
    },
  };
}

type Wire = {
  readonly transport: Transport;
  /** Who hears the replies of a request. */
  readonly waiting: Map<number, (reply: Reply) => void>;
  next: number;
  open: boolean;
};
type Ask = { readonly method: string; readonly input: unknown; readonly signal: Abort };
type AnyResult = Result<unknown, RpcFailure>;

const CANCELLED: RpcFailure = { code: 'cancelled', message: 'cancelled' };
const CLOSED: RpcFailure = { code: 'closed', message: 'the connection to the host is closed; start again' };
const strange = (method: string): RpcFailure => ({
  code: 'failed',
  message: `${method} answered in a form that this version does not know; are both sides of one version?`,
});

function receive(wire: Wire, text: string): void {
  const reply = readFrame(text, replySchema);
  if (reply.ok) wire.waiting.get(reply.value.id)?.(reply.value);
}

function shut(wire: Wire): void {
  wire.open = false;
  for (const [id, hear] of wire.waiting) hear({ id, ok: false, failure: CLOSED });
  wire.waiting.clear();
}

function send(wire: Wire, request: Request): void {
  wire.transport.send(JSON.stringify(request));
}

/** Sends the request and returns its id, or why it was not sent. */
function ask(wire: Wire, { method, input, signal }: Ask, hear: (reply: Reply) => void): Result<number, RpcFailure> {
  if (signal.aborted) return fail(CANCELLED);
  if (!wire.open) return fail(CLOSED);
  const id = wire.next;
  const text = JSON.stringify({ id, method, input });
  if (text.length > MAX_REQUEST) return fail({ code: 'usage', message: `${method}: the input is larger than 1 MB` });
  wire.next += 1;
  wire.waiting.set(id, hear);
  wire.transport.send(text);
  return ok(id);
}

function callOnce(wire: Wire, request: Ask): Promise<AnyResult> {
  return new Promise((resolve) => {
    const settle = (result: AnyResult): void => {
      request.signal.removeEventListener('abort', abort);
      if (asked.ok) wire.waiting.delete(asked.value);
      resolve(result);
    };
    const abort = (): void => {
      if (asked.ok) send(wire, { id: asked.value, cancel: true });
      settle(fail(CANCELLED));
    };
    const asked = ask(wire, request, (reply) => {
      if ('ok' in reply) settle(reply.ok ? ok(reply.value) : fail(reply.failure));
    });
    if (asked.ok) request.signal.addEventListener('abort', abort, { once: true });
    else resolve(asked);
  });
}

const idle = (): void => {};

/** Items as they are consumed; `more` is sent once half the window has been. */
async function* pull(wire: Wire, request: Ask): AsyncGenerator<AnyResult> {
  const inbox: Reply[] = [];
  let wake: () => void = idle;
  const asked = ask(wire, request, (reply) => {
    inbox.push(reply);
    wake();
  });
  if (!asked.ok) {
    yield asked;
    return;
  }
  const id = asked.value;
  let ended = false;
  const stop = (): void => {
    if (!ended) send(wire, { id, cancel: true });
    ended = true;
    wake();
  };
  request.signal.addEventListener('abort', stop, { once: true });
  let consumed = 0;
  try {
    while (!request.signal.aborted) {
      const reply = inbox.shift();
      if (reply === undefined) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
        continue;
      }
      if (!('item' in reply)) {
        ended = true;
        const failure = 'failure' in reply ? reply.failure : undefined;
        if (failure !== undefined) yield fail(failure);
        return;
      }
      yield ok(reply.item);
      consumed += 1;
      if (consumed >= WINDOW / 2) {
        send(wire, { id, more: consumed });
        consumed = 0;
      }
    }
    yield fail(CANCELLED);
  } finally {
    request.signal.removeEventListener('abort', stop);
    wire.waiting.delete(id);
    stop();
  }
}
