import type { Llama } from 'node-llama-cpp';
import { assert, present } from '#shared/base/assert.ts';
import { micros, type Micros } from '#shared/events/ids.ts';
import type { DecideReport, DecideRequest, Segment, SpeakReport, SpeakRequest } from '#engine/ports.ts';
import { createComposer } from '../composer.ts';
import { dryPenalties } from '../dry.ts';
import { createGate, openGate } from '../gate.ts';
import type { LoadReply, LoadRequest, OpenReply, OpenRequest } from '../messages.ts';
import { openedBy } from '../reasoning.ts';
import { createTextTokens, promptHash } from '../tokens.ts';
import { createArranger, type Arranged } from './arrange.ts';
import { createChunks } from './chunks.ts';
import { cancelled, HostFailure } from './host-failure.ts';
import { labelTokens, likelihoods } from './labels.ts';
import { loadModel, type LoadDeps } from './load-model.ts';
import { createPlaces } from './places.ts';
import { canCopy, createSequence, type Sequence, type SequenceDeps } from './sequence.ts';
import { createSpeech, type Finish } from './speech.ts';
import { vocabularyOf, type ModelVocabulary } from './vocabulary.ts';

/** One loaded model with its sequences and its open turns. */
export interface ModelWorker {
  readonly reply: LoadReply;
  open(request: OpenRequest): OpenReply;
  decide(turn: number, request: DecideRequest, signal: AbortSignal): Promise<DecideReport>;
  speak(
    turn: number,
    request: SpeakRequest,
    options: { signal: AbortSignal; onText: (text: string) => void },
  ): Promise<SpeakReport>;
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
  const { model, context, frames, reply } = await loadModel(llama, request, { ...deps, composer });
  const gate = deps.settings.gate === 'on' ? createGate() : openGate();
  const sequences = takeSequences(context, request, { gate, composer });
  const vocabulary = vocabularyOf(model);
  const texts = createTextTokens(vocabulary);
  const chunks = createChunks(request.exact);
  const [first] = sequences.natives;
  const places = createPlaces(sequences.slots, request.exact ? 1 : sequences.slots.length);
  const arranger = createArranger(sequences.slots, sequences.trunks, {
    gate,
    grid: chunks.grid,
    reuse:
      deps.settings.sharing === 'trunk' && !canCopy(present(first, 'there is a sequence'))
        ? 'own'
        : deps.settings.sharing,
    cuttable: !present(first, 'there is a sequence').needsCheckpoints,
    chunk: chunks.next,
    onChunk: (tokens, milliseconds) => {
      chunks.took(tokens, milliseconds);
      deps.progress();
    },
  });
  const turns = new Map<number, Turn>();

  const tokensOf = (segment: Segment): readonly number[] =>
    segment.kind === 'frame' ? frames[segment.frame] : texts.of(segment.text);
  const turnOf = (id: number): Turn => present(turns.get(id), `turn ${id} is open`);

  /** Brings the turn's prompt and what follows it into its slot, which it takes for as long as it is open. */
  const place = async (
    turn: Turn,
    following: readonly (readonly number[])[],
    options: PlaceOptions,
  ): Promise<Placed> => {
    const began = performance.now();
    const tokens = [...turn.ground, ...turn.tail, ...following.flat()];
    assert(tokens.length > 0, 'a stage has a prompt');
    refuseTooLong(tokens.length + options.room, context.contextSize);
    turn.slot ??= await places.take(options.signal);
    const taken = performance.now();
    const counts = await arranger.bring({ tokens, shared: turn.ground.length }, turn.slot, options.signal);
    const queued = taken - began + counts.waited;
    return {
      slot: turn.slot,
      last: present(tokens.at(-1), 'a prompt has a last token'),
      counts,
      promptHash: promptHash(tokens),
      tokens: following.map((list) => list.length),
      queued,
      prefill: performance.now() - began - queued,
    };
  };

  return {
    reply,
    open({ turn, ground, tail }) {
      const [groundTokens, tailTokens] = [ground.map(tokensOf), tail.map(tokensOf)];
      const opened: Turn = { ground: groundTokens.flat(), tail: tailTokens.flat() };
      turns.set(turn, opened);
      return {
        groundTokens: groundTokens.map((list) => list.length),
        tailTokens: tailTokens.map((list) => list.length),
        promptHash: promptHash([...opened.ground, ...opened.tail]),
      };
    },
    async decide(id, { menu, labels }, signal) {
      const wanted = labelTokens(labels, vocabulary);
      const turn = turnOf(id);
      const placed = await place(turn, menu.map(tokensOf), { signal, room: 1 });
      const began = performance.now();
      const logprobs = await placed.slot.logprobs(placed.last, wanted.flat());
      await placed.slot.check();
      // The menu goes at once: when several turns have decided together nothing decodes now, and a later cut would have to wait.
      await placed.slot.cut(turn.ground.length + turn.tail.length);
      deps.progress();
      return { logprobs: likelihoods(wanted, logprobs), ...reportOf(placed, performance.now() - began) };
    },
    async speak(id, asked, { signal, onText }) {
      const entered = performance.now();
      const placed = await place(turnOf(id), asked.instruction.map(tokensOf), { signal, room: asked.maxTokens });
      const began = performance.now();
      const speech = createSpeech({
        ...asked,
        text: vocabulary.text,
        tags: deps.settings.reasoningTags,
        inside: openedBy(frames.answerText, deps.settings.reasoningTags),
        onText,
      });
      const stream = streamOf(placed, asked, vocabulary);
      let firstToken: Micros | undefined;
      let finish: Finish | undefined;
      try {
        while (finish === undefined) {
          const token = await stream.next();
          firstToken ??= elapsed(entered);
          deps.progress();
          if (signal.aborted) throw cancelled();
          finish = vocabulary.endsGeneration(token) ? 'eog' : speech.push(token, elapsed(began));
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
    },
    async close(id) {
      const turn = turns.get(id);
      turns.delete(id);
      if (turn?.slot === undefined) return;
      const { slot } = turn;
      await slot.check().catch(() => undefined);
      places.give(slot);
    },
    async dispose() {
      turns.clear();
      await context.dispose();
      await model.dispose();
    },
  };
}

type PlaceOptions = {
  readonly signal: AbortSignal;
  /** Tokens that must fit behind the prompt. */ readonly room: number;
};

/** All at once and in order, so that ids are positions: slots first, then trunks. They are recycled, never given back. */
function takeSequences(
  context: Awaited<ReturnType<typeof loadModel>>['context'],
  request: LoadRequest,
  deps: SequenceDeps,
): {
  readonly slots: readonly Sequence[];
  readonly trunks: readonly Sequence[];
  readonly natives: readonly ReturnType<typeof context.getSequence>[];
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
