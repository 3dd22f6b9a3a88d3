import { basename } from 'node:path';
import { NEVER } from '#shared/base/abort.ts';
import { fail, ok, type Result } from '#shared/base/result.ts';
import { micros } from '#shared/events/ids.ts';
import type { ModelRef } from '#shared/events/ids.ts';
import type { ModelFailure } from '#shared/events/vocabulary.ts';
import type { Inference, LoadedModel, LoadOptions, ModelSpec, OpenTurn, TurnPrompt } from '#engine/ports.ts';
import { DEFAULT_DEADLINES, linkHost, type Deadlines, type HostLink } from './host-link.ts';
import { forkHost, type Launch } from './launch.ts';
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
  /** The host's entry: `host/main.ts` from source, `inference-host.js` when built. Not read where `launch` is given. */
  readonly hostEntry: URL | string;
  /** Finds a model's file and checks it before any library reads it. */
  readonly resolve: (ref: ModelRef) => Promise<Result<ResolvedModel, ModelFailure>>;
  readonly gpu?: 'auto' | 'off';
  /** Threads on the CPU; 0 takes all cores. */
  readonly threads?: number;
  readonly deadlines?: Partial<Deadlines>;
  readonly log?: (line: string) => void;
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
type Life = { readonly link: HostLink; readonly loads: Map<ModelRef, Promise<Result<LoadReply, ModelFailure>>> };
type Remembered = { readonly request: LoadRequest; readonly resolved: ResolvedModel };

/**
 * The `Inference` port on a host process of its own. The host is started with the first call, and again (with its models) with the
 * next one after it died; a death fails every open turn and every running request at once, and costs nothing else.
 */
export function createInference(options: InferenceOptions): NativeInference {
  const settings: HostSettings = {
    ...DEFAULT_SETTINGS,
    gpu: options.gpu ?? DEFAULT_SETTINGS.gpu,
    threads: options.threads ?? DEFAULT_SETTINGS.threads,
    ...options.settings,
  };
  const launch = options.launch ?? (() => forkHost(options.hostEntry));
  const deadlines = { ...DEFAULT_DEADLINES, ...options.deadlines };
  const remembered = new Map<ModelRef, Remembered>();
  const restarts: number[] = [];
  let life: Life | undefined;
  let turns = 0;

  /** The running host, or a new one; a failure where it has died too often lately. */
  const alive = (): Result<Life, ModelFailure> => {
    const ended = life?.link.ended;
    if (life !== undefined && ended === undefined) return ok(life);
    if (ended !== undefined) {
      const now = performance.now();
      const recent = restarts.filter((at) => now - at < RESTART_WINDOW);
      if (recent.length >= RESTARTS) return fail(tooOften(ended, recent.length));
      restarts.splice(0, restarts.length, ...recent, now);
    }
    const link = linkHost({ launch, settings, deadlines, log: options.log ?? (() => {}) });
    life = { link, loads: new Map() };
    return ok(life);
  };

  /** Loads a remembered model into this life, once. */
  const loaded = (
    into: Life,
    model: ModelRef,
    request: LoadRequest,
    signal = NEVER,
  ): Promise<Result<LoadReply, ModelFailure>> => {
    const running = into.loads.get(model) ?? into.link.ask('load', request, { signal });
    into.loads.set(model, running);
    return running.then((result) => {
      // What failed (or was cancelled) may be tried again.
      if (!result.ok && into.loads.get(model) === running) into.loads.delete(model);
      return result;
    });
  };

  const loadOne = async (
    spec: ModelSpec,
    { exact, signal }: LoadOptions,
  ): Promise<Result<LoadedModel, ModelFailure>> => {
    const resolved = await options.resolve(spec.model);
    if (!resolved.ok) return resolved;
    const { model, slots, trunks, context, wrapper } = spec;
    const request: LoadRequest = {
      ...{ model, slots, trunks, context, exact, file: resolved.value.file },
      ...(wrapper === undefined ? {} : { wrapper }),
    };
    const host = alive();
    if (!host.ok) return host;
    const before = remembered.get(model);
    if (before !== undefined && !same(before.request, request)) host.value.loads.delete(model);
    const result = await loaded(host.value, model, request, signal);
    if (!result.ok) return result;
    remembered.set(model, { request, resolved: resolved.value });
    return ok(describe(spec, resolved.value, result.value));
  };

  return {
    get pid() {
      return life?.link.ended === undefined ? life?.link.pid : undefined;
    },
    async device() {
      const host = alive();
      return host.ok ? host.value.link.ask('device', {}, { signal: NEVER }) : host;
    },
    async load(specs, load) {
      const all: LoadedModel[] = [];
      for (const spec of specs) {
        const one = await loadOne(spec, load);
        if (!one.ok) return fail({ ...one.failure, model: spec.model });
        all.push(one.value);
      }
      return ok(all);
    },
    async open(prompt, { signal }) {
      const known = remembered.get(prompt.model);
      if (known === undefined) return fail({ kind: 'missing', detail: `the model ${prompt.model} was not loaded` });
      const host = alive();
      if (!host.ok) return host;
      const ready = await loaded(host.value, prompt.model, known.request, signal);
      if (!ready.ok) return ready;
      turns += 1;
      return openTurn(host.value.link, { turn: turns, prompt, signal });
    },
    async close() {
      await life?.link.close();
      life = undefined;
      remembered.clear();
    },
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

function same(one: LoadRequest, other: LoadRequest): boolean {
  const key = ({ model, file, wrapper, slots, trunks, context, exact }: LoadRequest): string =>
    JSON.stringify([model, file, wrapper, slots, trunks, context, exact]);
  return key(one) === key(other);
}

function tooOften(last: ModelFailure, times: number): ModelFailure {
  return {
    ...last,
    detail: `the inference host ended ${times + 1} times within a minute and is not started again before that minute is over; at last: ${last.detail}`,
  };
}
