import { basename } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { NEVER, type Abort } from '#shared/base/abort.ts';
import { fail, ok, type Result } from '#shared/base/result.ts';
import { micros } from '#shared/events/ids.ts';
import type { ModelRef } from '#shared/events/ids.ts';
import type { ModelFailure } from '#shared/events/vocabulary.ts';
import type { Inference, LoadedModel, LoadOptions, ModelSpec, OpenTurn, TurnPrompt } from '#engine/ports.ts';
import { DEFAULT_DEADLINES, linkHost, type Deadlines, type HostLink, type LinkOptions } from './host-link.ts';
import { forkHost, hostStart, type Launch } from './launch.ts';
import { DEFAULT_SETTINGS, type DeviceInfo, type HostSettings, type LoadReply, type LoadRequest } from './messages.ts';

/** A model file that passed the preflight; `file` is absolute. */
export type ResolvedModel = {
  readonly file: string;
  readonly sha256: string;
  readonly size: number;
  readonly name: string;
  readonly kind: 'chat' | 'base';
  readonly quantisation: string;
};

export type InferenceOptions = {
  /** The host's entry: `host/main.ts` from source, `inference-host.js` when built. */
  readonly hostEntry: URL | string;
  /** Finds a model's file and checks it before any library reads it. */
  readonly resolve: (ref: ModelRef) => Promise<Result<ResolvedModel, ModelFailure>>;
  readonly gpu?: 'auto' | 'off';
  /** Threads on the CPU; 0 takes all cores. */
  readonly threads?: number;
  readonly deadlines?: Partial<Deadlines>;
  readonly log?: (line: string) => void;
  /** What starts the host; a fork of this process's Node where it is left out. */
  readonly launch?: Launch;
  /** For benches and negative controls. */
  readonly settings?: Partial<HostSettings>;
};

export type NativeInference = Inference & {
  /** Opens the native library, where it is not open yet, and says what models will run on. */
  device(): Promise<Result<DeviceInfo, ModelFailure>>;
  /** Of the running host; undefined where none runs. */
  readonly pid: number | undefined;
};

/** A host that keeps dying is not started for ever: so often at most within so many milliseconds. */
const RESTARTS = 2;
const RESTART_WINDOW = 60_000;

/** One host life: its link and the models loaded into it. */
type Life = { readonly link: HostLink; readonly loads: Map<string, Promise<Result<LoadReply, ModelFailure>>> };
/** Loaded again with the next host. */
type Remembered = LoadRequest;

/**
 * The `Inference` port on a host process of its own. The host is started with the first call, and again (with its models) with the
 * next one after it died; a death fails every open turn and every running request at once, and costs nothing else.
 */
export const createInference = (options: InferenceOptions): NativeInference => new Supervisor(options);

class Supervisor implements NativeInference {
  readonly #options: InferenceOptions;
  readonly #remembered = new Map<ModelRef, Remembered>();
  #restarts: readonly number[] = [];
  #life: Life | undefined;
  #turns = 0;

  constructor(options: InferenceOptions) {
    this.#options = options;
  }

  get pid(): number | undefined {
    const link = this.#life?.link;
    return link?.ended === undefined ? link?.pid : undefined;
  }

  async device(): Promise<Result<DeviceInfo, ModelFailure>> {
    const host = this.#alive();
    return host.ok ? host.value.link.ask('device', undefined, { signal: NEVER }) : host;
  }

  async load(specs: readonly ModelSpec[], options: LoadOptions): ReturnType<Inference['load']> {
    const all: LoadedModel[] = [];
    for (const spec of specs) {
      const one = await this.#loadOne(spec, options);
      if (!one.ok) return fail({ ...one.failure, model: spec.model });
      all.push(one.value);
    }
    return ok(all);
  }

  async open(prompt: TurnPrompt, { signal }: { readonly signal: Abort }): ReturnType<Inference['open']> {
    const known = this.#remembered.get(prompt.model);
    if (known === undefined) return fail({ kind: 'missing', detail: `the model ${prompt.model} was not loaded` });
    const host = this.#alive();
    if (!host.ok) return host;
    const ready = await loadInto(host.value, known, signal);
    if (!ready.ok) return ready;
    this.#turns += 1;
    return openTurn(host.value.link, { turn: this.#turns, prompt, signal });
  }

  async close(): Promise<void> {
    await this.#life?.link.close();
    this.#life = undefined;
    this.#remembered.clear();
  }

  async #loadOne(spec: ModelSpec, { exact, signal }: LoadOptions): Promise<Result<LoadedModel, ModelFailure>> {
    const resolved = await this.#options.resolve(spec.model);
    if (!resolved.ok) return resolved;
    const { model, slots, trunks, context, wrapper } = spec;
    const request: LoadRequest = {
      ...{ model, slots, trunks, context, exact, file: resolved.value.file },
      ...(wrapper === undefined ? {} : { wrapper }),
    };
    const host = this.#alive();
    if (!host.ok) return host;
    const before = this.#remembered.get(model);
    if (before !== undefined && !isDeepStrictEqual(before, request)) host.value.loads.delete(model);
    const result = await loadInto(host.value, request, signal);
    if (!result.ok) return result;
    this.#remembered.set(model, request);
    return ok(describe(spec, resolved.value, result.value));
  }

  /** The running host, or a new one; a failure where it has died too often lately. */
  #alive(): Result<Life, ModelFailure> {
    const ended = this.#life?.link.ended;
    if (this.#life !== undefined && ended === undefined) return ok(this.#life);
    if (ended !== undefined) {
      const now = performance.now();
      const recent = this.#restarts.filter((at) => now - at < RESTART_WINDOW);
      if (recent.length >= RESTARTS) return fail(tooOften(ended, recent.length));
      this.#restarts = [...recent, now];
    }
    this.#life = { link: linkHost(linkOptions(this.#options)), loads: new Map() };
    return ok(this.#life);
  }
}

/** Loads a model into this life, once; what failed or was cancelled may be tried again. */
async function loadInto(life: Life, request: LoadRequest, signal: Abort): Promise<Result<LoadReply, ModelFailure>> {
  const { model } = request;
  const running = life.loads.get(model) ?? life.link.ask('load', request, { signal });
  life.loads.set(model, running);
  const result = await running;
  if (!result.ok && life.loads.get(model) === running) life.loads.delete(model);
  return result;
}

function linkOptions(options: InferenceOptions): LinkOptions {
  const settings: HostSettings = {
    ...DEFAULT_SETTINGS,
    gpu: options.gpu ?? DEFAULT_SETTINGS.gpu,
    threads: options.threads ?? DEFAULT_SETTINGS.threads,
    ...options.settings,
  };
  return {
    launch: () => (options.launch ?? forkHost)(hostStart(options.hostEntry)),
    deadlines: { ...DEFAULT_DEADLINES, ...options.deadlines },
    log: options.log ?? (() => {}),
    settings,
  };
}

async function openTurn(
  link: HostLink,
  { turn, prompt, signal }: { turn: number; prompt: TurnPrompt; signal: Parameters<HostLink['ask']>[2]['signal'] },
): Promise<Result<OpenTurn, ModelFailure>> {
  const { model, ground, tail } = prompt;
  const opened = await link.ask('open', { turn, model, ground, tail }, { signal });
  if (!opened.ok) return opened;
  let closing: Promise<void> | undefined;
  return ok({
    ...opened.value,
    decide: (request, waiting) => link.ask('decide', { turn, request }, waiting),
    speak: ({ instruction, sampler, seed, maxTokens, sentences, speakers }, { signal, onPiece }) =>
      link.ask(
        'speak',
        { turn, request: { instruction, sampler, seed, maxTokens, sentences, speakers } },
        onPiece === undefined ? { signal } : { signal, onPiece },
      ),
    close() {
      // A host that died has freed everything.
      closing ??= link.ask('close', { turn }, { signal: NEVER }).then(() => undefined);
      return closing;
    },
  });
}

function describe(spec: ModelSpec, resolved: ResolvedModel, reply: LoadReply): LoadedModel {
  return {
    model: spec.model,
    file: basename(resolved.file),
    sha256: resolved.sha256,
    size: resolved.size,
    kind: resolved.kind,
    quantisation: resolved.quantisation,
    slots: spec.slots,
    trunks: spec.trunks,
    ...reply,
    loadTime: micros(reply.loadTime),
  };
}

function tooOften(last: ModelFailure, times: number): ModelFailure {
  return {
    ...last,
    detail: `the inference host ended ${times + 1} times within a minute and is not started again before that minute is over; at last: ${last.detail}`,
  };
}
