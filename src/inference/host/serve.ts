import type { getLlama, Llama, LlamaLogLevel } from 'node-llama-cpp';
import { present } from '#shared/base/assert.ts';
import { fail, ok } from '#shared/base/result.ts';
import {
  DEFAULT_SETTINGS,
  type FromHost,
  type LoadReply,
  type LoadRequest,
  type HostSettings,
  type OperationName,
  type Operations,
  type ToHost,
} from '../messages.ts';
import { openLlama } from '../open-llama.ts';
import { cancelled, failureOf, HostFailure } from './host-failure.ts';
import { describe } from './load-model.ts';
import { pieceBatch, type PieceBatch } from './piece-batch.ts';
import { createModelWorker, type ModelWorker } from './model-worker.ts';

export type ServeDeps = {
  readonly send: (message: FromHost) => void;
  readonly getLlama: typeof getLlama;
  readonly machine: { readonly cores: number; readonly processor: string };
};

type Ask = Extract<ToHost, { type: 'ask' }>;

const LOG_LINES = 20;
const PROGRESS_EVERY = 250;
/** What the native library says of these levels is kept for failures. */
const TOLD: ReadonlySet<string> = new Set(['fatal', 'error', 'warn']);

/** The host's half of the conversation: hand it each message; it answers through `send`. */
export function serve(deps: ServeDeps): (message: ToHost) => void {
  const host = new Host(deps);
  return (message) => host.take(message);
}

class Host {
  readonly #deps: ServeDeps;
  readonly #log: string[] = [];
  readonly #running = new Map<number, AbortController>();
  readonly #models = new Map<string, ModelWorker>();
  readonly #turns = new Map<number, { readonly worker: ModelWorker; stage: Promise<unknown> }>();
  readonly #pieces: PieceBatch;
  #settings: HostSettings = DEFAULT_SETTINGS;
  #opening: Promise<Llama> | undefined;
  #lastProgress = 0;

  constructor(deps: ServeDeps) {
    this.#deps = deps;
    this.#pieces = pieceBatch(
      (pieces) => deps.send({ type: 'pieces', pieces }),
      () => this.#settings.pieceEvery,
    );
  }

  take(message: ToHost): void {
    if (message.type === 'settings') this.#settings = message.settings;
    else if (message.type === 'cancel') this.#running.get(message.id)?.abort();
    else void this.#answer(message);
  }

  async #answer(ask: Ask): Promise<void> {
    const controller = new AbortController();
    this.#running.set(ask.id, controller);
    try {
      const operation = this.#operations[ask.name] as Operation<OperationName>;
      const reply = await operation(ask.ask, { signal: controller.signal, id: ask.id });
      this.#deps.send({ type: 'reply', id: ask.id, result: ok(reply) });
    } catch (error) {
      const failure = controller.signal.aborted ? cancelled().failure : failureOf(error, this.#log);
      this.#deps.send({ type: 'reply', id: ask.id, result: fail(failure) });
    } finally {
      this.#running.delete(ask.id);
    }
  }

  readonly #operations: { readonly [Name in OperationName]: Operation<Name> } = {
    load: (request, { signal }) => this.#load(request, signal),
    open: async (request) => {
      const worker = this.#models.get(request.model);
      if (worker === undefined) {
        throw new HostFailure({ kind: 'missing', detail: `the model ${request.model} is not loaded` });
      }
      this.#turns.set(request.turn, { worker, stage: Promise.resolve() });
      return worker.open(request);
    },
    decide: ({ turn, request }, { signal }) => this.#stage(turn, (worker) => worker.decide(turn, request, signal)),
    speak: ({ turn, request }, { signal, id }) => {
      const onText = (text: string): void => this.#pieces.add(id, text);
      const spoken = this.#stage(turn, (worker) => worker.speak(turn, request, { signal, onText }));
      return spoken.finally(() => this.#pieces.flush());
    },
    close: async ({ turn }) => {
      const open = this.#turns.get(turn);
      await open?.stage;
      await open?.worker.close(turn);
      this.#turns.delete(turn);
      return undefined;
    },
    device: async () => {
      const llama = await this.#llama();
      await this.#phase('working');
      return describe(llama, llama.gpu === false ? 0 : 1, { settings: this.#settings, machine: this.#deps.machine });
    },
  };

  async #load(request: LoadRequest, signal: AbortSignal): Promise<LoadReply> {
    await this.#models.get(request.model)?.dispose();
    this.#models.delete(request.model);
    this.#log.length = 0;
    const worker = await createModelWorker(await this.#llama(), request, {
      settings: this.#settings,
      machine: this.#deps.machine,
      phase: (name) => this.#phase(name),
      progress: () => this.#progress(),
      signal,
    });
    this.#models.set(request.model, worker);
    await this.#phase('working');
    return worker.reply;
  }

  /** A turn is closed only when its stage has ended, however it ends. */
  #stage<Value>(turn: number, run: (worker: ModelWorker) => Promise<Value>): Promise<Value> {
    const open = present(this.#turns.get(turn), `turn ${turn} is open`);
    const running = run(open.worker);
    open.stage = running.catch(() => undefined);
    return running;
  }

  async #llama(): Promise<Llama> {
    if (this.#opening === undefined) {
      await this.#phase('opening the native library');
      const { gpu, threads } = this.#settings;
      const { cores } = this.#deps.machine;
      this.#opening ??= openLlama(this.#deps.getLlama, { gpu, threads, cores, logger: this.#logger });
    }
    return this.#opening;
  }

  async #phase(phase: string): Promise<void> {
    this.#deps.send({ type: 'phase', phase });
    // The next call may block this thread for good: let the message out first.
    await new Promise((resolve) => setImmediate(resolve));
  }

  #progress(): void {
    if (performance.now() - this.#lastProgress < PROGRESS_EVERY) return;
    this.#lastProgress = performance.now();
    this.#deps.send({ type: 'progress' });
  }

  readonly #logger = (level: LlamaLogLevel, message: string): void => {
    const line = message.trim();
    if (line === '' || !TOLD.has(level)) return;
    this.#log.push(line);
    if (this.#log.length > LOG_LINES) this.#log.shift();
    this.#deps.send({ type: 'log', level, line });
  };
}

type Operation<Name extends OperationName> = (
  ask: Operations[Name]['ask'],
  context: { readonly signal: AbortSignal; readonly id: number },
) => Promise<Operations[Name]['reply']>;
