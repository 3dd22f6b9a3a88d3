import type { getLlama, Llama, LlamaLogLevel } from 'node-llama-cpp';
import { present } from '#shared/base/assert.ts';
import { fail, ok } from '#shared/base/result.ts';
import {
  DEFAULT_SETTINGS,
  type FromHost,
  type HostSettings,
  type OperationName,
  type Operations,
  type ToHost,
} from '../messages.ts';
import { openLlama } from '../open-llama.ts';
import { cancelled, failureOf, HostFailure } from './host-failure.ts';
import { describe } from './load-model.ts';
import { createModelWorker, type ModelWorker } from './model-worker.ts';

export type ServeDeps = {
  readonly send: (message: FromHost) => void;
  readonly getLlama: typeof getLlama;
  readonly machine: { readonly cores: number; readonly processor: string };
};

type Ask = Extract<ToHost, { type: 'ask' }>;

const LOG_LINES = 20;
const PROGRESS_EVERY = 250;

/** The host's half of the conversation: hand it each message; it answers through `send`. */
export function serve(deps: ServeDeps): (message: ToHost) => void {
  const log: string[] = [];
  const running = new Map<number, AbortController>();
  const models = new Map<string, ModelWorker>();
  const owners = new Map<number, { readonly worker: ModelWorker; stage: Promise<unknown> }>();
  let settings: HostSettings = DEFAULT_SETTINGS;
  let opening: Promise<Llama> | undefined;
  let lastProgress = 0;

  const phase = async (name: string): Promise<void> => {
    deps.send({ type: 'phase', phase: name });
    // The next call may block this thread for good: let the message out first.
    await new Promise((resolve) => setImmediate(resolve));
  };
  const progress = (): void => {
    if (performance.now() - lastProgress < PROGRESS_EVERY) return;
    lastProgress = performance.now();
    deps.send({ type: 'progress' });
  };
  const logger = (level: LlamaLogLevel, message: string): void => {
    const line = message.trim();
    if (line === '' || level === 'info' || level === 'log' || level === 'debug') return;
    log.push(line);
    if (log.length > LOG_LINES) log.shift();
    deps.send({ type: 'log', level, line });
  };
  const llama = async (): Promise<Llama> => {
    if (opening === undefined) {
      await phase('opening the native library');
      opening = openLlama(deps.getLlama, {
        gpu: settings.gpu,
        threads: settings.threads,
        cores: deps.machine.cores,
        logger,
      });
    }
    return opening;
  };
  /** A turn is closed only when its stage has ended, however it ends. */
  const stage = <Value>(turn: number, run: (worker: ModelWorker) => Promise<Value>): Promise<Value> => {
    const owner = present(owners.get(turn), `turn ${turn} is open`);
    const running = run(owner.worker);
    owner.stage = running.catch(() => undefined);
    return running;
  };

  const operations: { readonly [Name in OperationName]: Operation<Name> } = {
    async load(request, { signal }) {
      await models.get(request.model)?.dispose();
      models.delete(request.model);
      log.length = 0;
      const worker = await createModelWorker(await llama(), request, {
        settings,
        machine: deps.machine,
        phase,
        progress,
        signal,
      });
      models.set(request.model, worker);
      await phase('working');
      return worker.reply;
    },
    async open(request) {
      const worker = models.get(request.model);
      if (worker === undefined)
        throw new HostFailure({ kind: 'missing', detail: `the model ${request.model} is not loaded` });
      owners.set(request.turn, { worker, stage: Promise.resolve() });
      return worker.open(request);
    },
    decide: ({ turn, request }, { signal }) => stage(turn, (worker) => worker.decide(turn, request, signal)),
    speak: ({ turn, request }, { signal, id }) => {
      const onText = (text: string): void => deps.send({ type: 'piece', id, text });
      return stage(turn, (worker) => worker.speak(turn, request, { signal, onText }));
    },
    async close({ turn }) {
      const owner = owners.get(turn);
      await owner?.stage;
      await owner?.worker.close(turn);
      owners.delete(turn);
      return undefined;
    },
    async device() {
      const opened = await llama();
      await phase('working');
      return describe(opened, opened.gpu === false ? 0 : 1, { settings, machine: deps.machine });
    },
  };

  const answer = async (ask: Ask): Promise<void> => {
    const controller = new AbortController();
    running.set(ask.id, controller);
    try {
      const context = { signal: controller.signal, id: ask.id };
      const operation = operations[ask.name] as Operation<OperationName>;
      deps.send({ type: 'reply', id: ask.id, result: ok(await operation(ask.ask as never, context)) });
    } catch (error) {
      const failure = controller.signal.aborted ? cancelled().failure : failureOf(error, log);
      deps.send({ type: 'reply', id: ask.id, result: fail(failure) });
    } finally {
      running.delete(ask.id);
    }
  };

  return (message) => {
    if (message.type === 'settings') settings = message.settings;
    else if (message.type === 'cancel') running.get(message.id)?.abort();
    else void answer(message);
  };
}

type Operation<Name extends OperationName> = (
  ask: Operations[Name]['ask'],
  context: { readonly signal: AbortSignal; readonly id: number },
) => Promise<Operations[Name]['reply']>;
