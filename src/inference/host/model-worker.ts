import type { Llama, LlamaContext, LlamaContextSequence } from 'node-llama-cpp';
import { present } from '#shared/base/assert.ts';
import { micros, type Micros } from '#shared/events/ids.ts';
import type { DecideReport, DecideRequest, Segment, SpeakReport, SpeakRequest } from '#engine/ports.ts';
import { createComposer } from '../composer.ts';
import { dryPenalties } from '../dry.ts';
import { createGate, openGate } from '../gate.ts';
import type { LoadReply, LoadRequest, OpenReply, OpenRequest } from '../messages.ts';
import { openedBy } from '../reasoning.ts';
import { commonPrefix } from '../plan.ts';
import { createTextTokens, promptHash, type TextTokens } from '../tokens.ts';
import { createArranger, type Arranged, type Arranger } from './arrange.ts';
import { createChunks } from './chunks.ts';
import { cancelled, HostFailure } from './host-failure.ts';
import { labelTokens, likelihoods } from './labels.ts';
import { loadModel, type LoadDeps, type LoadedNative } from './load-model.ts';
import { createPlaces, type Places } from './places.ts';
import { canCopy, createSequence, type Sequence, type SequenceDeps } from './sequence.ts';
import { createSpeech, type Finish } from './speech.ts';
import { vocabularyOf, type ModelVocabulary } from './vocabulary.ts';

/** One loaded model with its sequences and its open turns. */
export interface ModelWorker {
  readonly reply: LoadReply;
  open(request: OpenRequest): OpenReply;
  decide(turn: number, request: DecideRequest, signal: AbortSignal): Promise<DecideReport>;
  speak(turn: number, request: SpeakRequest, options: SpeakOptions): Promise<SpeakReport>;
  close(turn: number): Promise<void>;
  dispose(): Promise<void>;
}

export type WorkerDeps = Omit<LoadDeps, 'composer'> & { readonly progress: () => void };

type Turn = { readonly ground: number[]; readonly tail: number[]; slot?: Sequence };
/** A stage's prompt in its slot, all but the last token, with what that took. */
type Placed = {
  readonly slot: Sequence;
  readonly last: number;
  readonly counts: Arranged;
  readonly promptHash: string;
  readonly tokens: readonly number[];
  readonly queued: number;
  readonly prefill: number;
};

const REPEAT_WINDOW = 64;

export async function createModelWorker(llama: Llama, request: LoadRequest, deps: WorkerDeps): Promise<ModelWorker> {
  const composer = createComposer();
  const loaded = await loadModel(llama, request, { ...deps, composer });
  const gate = deps.settings.gate === 'on' ? createGate() : openGate();
  const { slots, trunks, natives } = takeSequences(loaded.context, request, { gate, composer });
  const native = present(natives[0], 'there is a sequence');
  const { sharing } = deps.settings;
  const chunks = createChunks(request.exact);
  const arranger = createArranger(slots, trunks, {
    gate,
    grid: chunks.grid,
    reuse: sharing === 'trunk' && !canCopy(native) ? 'own' : sharing,
    cuttable: !native.needsCheckpoints,
    chunk: chunks.next,
    onChunk: (tokens, milliseconds) => {
      chunks.took(tokens, milliseconds);
      deps.progress();
    },
  });
  return new Worker(loaded, deps, { arranger, places: createPlaces(slots, request.exact ? 1 : slots.length) });
}

type Arrangement = { readonly arranger: Arranger; readonly places: Places };

class Worker implements ModelWorker {
  readonly reply: LoadReply;
  readonly #loaded: LoadedNative;
  readonly #deps: WorkerDeps;
  readonly #arrangement: Arrangement;
  readonly #vocabulary: ModelVocabulary;
  readonly #texts: TextTokens;
  readonly #turns = new Map<number, Turn>();

  constructor(loaded: LoadedNative, deps: WorkerDeps, arrangement: Arrangement) {
    this.reply = loaded.reply;
    this.#loaded = loaded;
    this.#deps = deps;
    this.#arrangement = arrangement;
    this.#vocabulary = vocabularyOf(loaded.model);
    this.#texts = createTextTokens(this.#vocabulary);
  }

  open({ turn, ground, tail }: OpenRequest): OpenReply {
    const [groundTokens, tailTokens] = [ground, tail].map((segments) => segments.map(this.#tokensOf));
    const opened: Turn = { ground: groundTokens?.flat() ?? [], tail: tailTokens?.flat() ?? [] };
    this.#turns.set(turn, opened);
    return {
      groundTokens: lengths(groundTokens ?? []),
      tailTokens: lengths(tailTokens ?? []),
      promptHash: promptHash([...opened.ground, ...opened.tail]),
    };
  }

  async decide(id: number, { menu, labels }: DecideRequest, signal: AbortSignal): Promise<DecideReport> {
    const wanted = labelTokens(labels, this.#vocabulary);
    const turn = this.#turn(id);
    const placed = await this.#place(turn, menu, { signal, room: 1 });
    const began = performance.now();
    const logprobs = await placed.slot.logprobs(placed.last, wanted.flat());
    await placed.slot.check();
    // The menu goes at once: when several turns have decided together nothing decodes now, and a later cut would have to wait.
    await placed.slot.cut(turn.ground.length + turn.tail.length);
    this.#deps.progress();
    return { logprobs: likelihoods(wanted, logprobs), ...reportOf(placed, performance.now() - began) };
  }

  async speak(id: number, asked: SpeakRequest, options: SpeakOptions): Promise<SpeakReport> {
    const entered = performance.now();
    const placed = await this.#place(this.#turn(id), asked.instruction, { ...options, room: asked.maxTokens });
    const began = performance.now();
    const tags = this.#deps.settings.reasoningTags;
    const speech = createSpeech({
      ...asked,
      text: this.#vocabulary.text,
      tags,
      inside: openedBy(this.#loaded.frames.answerText, tags),
      onText: options.onText,
    });
    const stream = streamOf(placed, asked, this.#vocabulary);
    let firstToken: Micros | undefined;
    let finish: Finish | undefined;
    try {
      while (finish === undefined) {
        const token = await stream.next();
        firstToken ??= elapsed(entered);
        this.#deps.progress();
        if (options.signal.aborted) throw cancelled();
        finish = this.#vocabulary.endsGeneration(token) ? 'eog' : speech.push(token, elapsed(began));
      }
    } finally {
      await stream.stop();
    }
    const written = speech.end(elapsed(began));
    await placed.slot.check();
    const { usage, ...report } = reportOf(placed, performance.now() - began);
    return {
      ...report,
      ...written,
      finish,
      usage: { ...usage, written: speech.count },
      firstToken: present(firstToken, 'a finished stream has had a first token'),
    };
  }

  async close(id: number): Promise<void> {
    const slot = this.#turns.get(id)?.slot;
    this.#turns.delete(id);
    if (slot === undefined) return;
    await slot.check().catch(() => undefined);
    this.#arrangement.places.give(slot);
  }

  async dispose(): Promise<void> {
    this.#turns.clear();
    await this.#loaded.context.dispose();
    await this.#loaded.model.dispose();
  }

  /** Brings the turn's prompt and what follows it into its slot, which it takes for as long as it is open. */
  async #place(turn: Turn, segments: readonly Segment[], { signal, room }: PlaceOptions): Promise<Placed> {
    const began = performance.now();
    const following = segments.map(this.#tokensOf);
    const tokens = [...turn.ground, ...turn.tail, ...following.flat()];
    const last = present(tokens.at(-1), 'a stage has a prompt');
    refuseTooLong(tokens.length + room, this.#loaded.context.contextSize);
    turn.slot ??= await this.#arrangement.places.take(signal);
    const taken = performance.now();
    const prompt = { tokens, shared: this.#sharedBy(turn), ground: turn.ground.length };
    const counts = await this.#arrangement.arranger.bring(prompt, turn.slot, signal);
    const queued = taken - began + counts.waited;
    return {
      ...{ slot: turn.slot, last, counts, promptHash: promptHash(tokens), tokens: lengths(following), queued },
      prefill: performance.now() - began - queued,
    };
  }

  /**
   * Tokens that this turn has in common with others: its ground, and what the tails of turns on the same ground begin with alike
   * (the question again), which is then evaluated once for all of them too.
   */
  #sharedBy(turn: Turn): number {
    const peers = [...this.#turns.values()].filter((other) => other !== turn && sameTokens(other.ground, turn.ground));
    return turn.ground.length + Math.max(0, ...peers.map((other) => commonPrefix(other.tail, turn.tail)));
  }

  #turn(id: number): Turn {
    return present(this.#turns.get(id), `turn ${id} is open`);
  }

  readonly #tokensOf = (segment: Segment): readonly number[] =>
    segment.kind === 'frame' ? this.#loaded.frames[segment.frame] : this.#texts.of(segment.text);
}

type SpeakOptions = { readonly signal: AbortSignal; readonly onText: (text: string) => void };
const sameTokens = (one: readonly number[], other: readonly number[]): boolean =>
  one.length === other.length && commonPrefix(one, other) === one.length;

const lengths = (lists: readonly (readonly number[])[]): readonly number[] => lists.map((list) => list.length);

type PlaceOptions = {
  readonly signal: AbortSignal;
  /** Tokens that must fit behind the prompt. */ readonly room: number;
};

/** All at once and in order, so that ids are positions: slots first, then trunks. They are recycled, never given back. */
function takeSequences(
  context: LlamaContext,
  request: LoadRequest,
  deps: SequenceDeps,
): {
  readonly slots: readonly Sequence[];
  readonly trunks: readonly Sequence[];
  readonly natives: readonly LlamaContextSequence[];
} {
  const full = (): never => {
    throw new HostFailure({ kind: 'context-full', detail: `the context of ${context.contextSize} tokens is full` });
  };
  const natives = Array.from({ length: request.slots + request.trunks }, () =>
    context.getSequence({ contextShift: { strategy: full } }),
  );
  const all = natives.map((native, id) =>
    createSequence(native, { id, role: id < request.slots ? 'slot' : 'trunk' }, deps),
  );
  return { slots: all.slice(0, request.slots), trunks: all.slice(request.slots), natives };
}

function streamOf(
  placed: Placed,
  { sampler, seed }: SpeakRequest,
  vocabulary: ModelVocabulary,
): ReturnType<Sequence['stream']> {
  const { slot, last } = placed;
  const before = slot.tokens.length;
  const dry = { strength: sampler.dryStrength, base: sampler.dryBase, allowedLength: sampler.dryAllowedLength };
  return slot.stream(last, {
    seed,
    temperature: sampler.temperature,
    topK: sampler.topK,
    topP: sampler.topP,
    minP: sampler.minP,
    ...(sampler.repeatPenalty === 1
      ? {}
      : {
          repeatPenalty: {
            penalty: sampler.repeatPenalty,
            // Of this answer only: the log beyond the prompt.
            punishTokens: () => slot.tokens.slice(Math.max(before + 1, slot.tokens.length - REPEAT_WINDOW)) as never[],
          },
        }),
    ...(dry.strength === 0 ? {} : { penalties: () => dryPenalties(slot.tokens, vocabulary.breakers, dry) }),
  });
}

function reportOf({ counts, ...placed }: Placed, stage: number): Omit<DecideReport, 'logprobs'> {
  const { evaluated, ground, reused } = counts;
  return {
    tokens: placed.tokens,
    promptHash: placed.promptHash,
    usage: { evaluated, ground, reused },
    timing: {
      queued: micros(placed.queued * 1000),
      prefill: micros(placed.prefill * 1000),
      stage: micros(stage * 1000),
    },
  };
}

function refuseTooLong(tokens: number, context: number): void {
  if (tokens <= context) return;
  const detail = `the prompt and its answer need ${tokens} tokens, but the context holds ${context}`;
  throw new HostFailure({ kind: 'context-full', detail });
}

const elapsed = (since: number): Micros => micros((performance.now() - since) * 1000);
