import {
  TokenBias,
  type EvaluationPriority,
  type LlamaContextSequence,
  type SequenceEvaluateOptions,
  type Token,
} from 'node-llama-cpp';
import { assert, present } from '#shared/base/assert.ts';
import { priorityOf, type Composer } from '../composer.ts';
import { closedFor, type Gate } from '../gate.ts';
import { cancelled, HostFailure } from './host-failure.ts';

/** A sequence of the context with our own token log beside its KV cells; `busy` is kept by whoever hands sequences out. */
export interface Sequence {
  readonly id: number;
  readonly role: 'slot' | 'trunk';
  readonly tokens: readonly number[];
  busy: boolean;
  /** Forgets everything from position `to` on. */
  cut(to: number): Promise<void>;
  /** Takes over the first `to` tokens of another sequence in place of its own; false (and empty) where that is not possible. */
  copyFrom(source: Sequence, to: number): Promise<boolean>;
  /** Appends tokens, in pieces of what `chunk` says for a position; stops between two when aborted. */
  evaluate(tokens: readonly number[], options: EvaluateOptions): Promise<void>;
  /** Appends one token and returns the natural log-probabilities of `wanted` as the next one, before any sampler. */
  logprobs(token: number, wanted: readonly number[]): Promise<readonly number[]>;
  /** Appends `first` and then each token it samples, but never the last one. */
  stream(first: number, options: StreamOptions): TokenStream;
  /** Our log must be what the KV holds: a difference is a bug, and the sequence is emptied before it is thrown. */
  check(): Promise<void>;
}

export type EvaluateOptions = {
  readonly signal: AbortSignal;
  readonly chunk: (position: number) => number;
  readonly onChunk?: (tokens: number, milliseconds: number) => void;
};

export type StreamOptions = SequenceEvaluateOptions & {
  /** Read before each token: what to take from the logits of which tokens. */
  readonly penalties?: () => ReadonlyMap<number, number>;
};

export interface TokenStream {
  next(): Promise<number>;
  stop(): Promise<void>;
}

/** Internal in 3.22.1: there or not, it is asked for by name. */
type Copying = {
  _copyStateFromOtherSequence?: (other: LlamaContextSequence, upToTokenIndex: number) => Promise<boolean>;
};

export type SequenceDeps = { readonly gate: Gate; readonly composer: Composer };

export const createSequence = (
  native: LlamaContextSequence,
  place: { readonly id: number; readonly role: 'slot' | 'trunk' },
  deps: SequenceDeps,
): Sequence => new NativeSequence(native, place, deps);

class NativeSequence implements Sequence {
  readonly id: number;
  readonly role: 'slot' | 'trunk';
  busy = false;
  readonly #native: LlamaContextSequence;
  readonly #deps: SequenceDeps;
  readonly #priority: EvaluationPriority;
  #log: number[] = [];

  constructor(native: LlamaContextSequence, place: Pick<Sequence, 'id' | 'role'>, deps: SequenceDeps) {
    this.id = place.id;
    this.role = place.role;
    this.#native = native;
    this.#deps = deps;
    this.#priority = priorityOf(place.id);
  }

  get tokens(): readonly number[] {
    return this.#log;
  }

  async cut(to: number): Promise<void> {
    const end = this.#log.length;
    if (to >= end) return;
    await closedFor(this.#deps.gate, () => this.#native.eraseContextTokenRanges([{ start: to, end }]));
    this.#log = this.#log.slice(0, to);
    assert(this.#native.nextTokenIndex === to, 'a cut sequence ends where it was cut');
  }

  async copyFrom(source: Sequence, to: number): Promise<boolean> {
    assert(source instanceof NativeSequence, 'a source is one of our sequences');
    const { _copyStateFromOtherSequence: copy } = this.#native as Copying;
    const copied =
      copy !== undefined && (await closedFor(this.#deps.gate, () => copy.call(this.#native, source.#native, to)));
    const whole = copied && this.#native.nextTokenIndex === to;
    if (!whole) await this.#clear();
    this.#log = whole ? source.tokens.slice(0, to) : [];
    return whole;
  }

  async evaluate(tokens: readonly number[], { signal, chunk, onChunk }: EvaluateOptions): Promise<void> {
    const own = participant(this.#deps);
    try {
      for (let done = 0; done < tokens.length;) {
        await own.ready();
        if (signal.aborted) throw cancelled();
        const part = tokens.slice(done, done + chunk(this.#log.length));
        const began = performance.now();
        const options = { evaluationPriority: this.#priority };
        await this.#native.evaluateWithoutGeneratingNewTokens(part as Token[], options).catch(this.#resync);
        this.#log.push(...part);
        done += part.length;
        onChunk?.(part.length, performance.now() - began);
      }
    } finally {
      own.leave();
    }
  }

  async logprobs(token: number, wanted: readonly number[]): Promise<readonly number[]> {
    const own = participant(this.#deps);
    try {
      await own.ready();
      const asked = { token, wanted, evaluationPriority: this.#priority };
      const logprobs = await scored(this.#native, asked).catch(this.#resync);
      this.#log.push(token);
      return logprobs;
    } finally {
      own.leave();
    }
  }

  stream(first: number, { penalties, ...options }: StreamOptions): TokenStream {
    const own = participant(this.#deps);
    const bias = penalties === undefined ? {} : { tokenBias: () => biasOf(this.#native, penalties()) };
    const evaluationPriority = this.#priority;
    const all = { ...options, ...bias, yieldEogToken: true, evaluationPriority };
    const tokens = this.#native.evaluate([first as Token], all);
    let last = first;
    return {
      next: async () => {
        await own.ready();
        const { value } = await tokens.next().catch(this.#resync);
        this.#log.push(last);
        assert(typeof value === 'number', 'a stream that yields the end of generation never just ends');
        last = value;
        return last;
      },
      async stop() {
        own.leave();
        await tokens.return();
      },
    };
  }

  async check(): Promise<void> {
    const held = this.#native.contextTokens;
    if (held.length === this.#log.length && held.every((token, index) => token === this.#log[index])) return;
    const [kept, logged] = [held.length, this.#log.length];
    await this.#clear();
    this.#log = [];
    throw new HostFailure({
      kind: 'crashed',
      detail: `a sequence held ${kept} tokens where ${logged} were logged: a fault of the program; the sequence was emptied`,
    });
  }

  async #clear(): Promise<void> {
    if (this.#native.nextTokenIndex > 0) await closedFor(this.#deps.gate, () => this.#native.clearHistory());
  }

  /** After a native error: what the library says it holds is the truth. */
  readonly #resync = (error: unknown): never => {
    this.#log = [...this.#native.contextTokens];
    throw error;
  };
}

/** Counts in the composer while it runs; a closed gate takes it out of the count until it opens. */
function participant({ gate, composer }: SequenceDeps): {
  readonly ready: () => Promise<void>;
  readonly leave: () => void;
} {
  let leave = composer.enter();
  return {
    async ready() {
      for (let wait = gate.pass(); wait !== undefined; wait = gate.pass()) {
        leave();
        await wait;
        leave = composer.enter();
      }
    },
    leave: () => leave(),
  };
}

/** Can this context copy one sequence to another? */
export const canCopy = (native: LlamaContextSequence): boolean =>
  typeof (native as Copying)._copyStateFromOtherSequence === 'function' && !native.needsCheckpoints;

/**
 * logprob = logit - highest logit - ln(sum of e ** (logit - highest logit)). At temperature 0 the selected token is the highest, and
 * asking for it in place of a sorted top saves sorting the vocabulary (21 against 27 ms at 49,152 tokens).
 */
async function scored(
  native: LlamaContextSequence,
  {
    token,
    wanted,
    evaluationPriority,
  }: { token: number; wanted: readonly number[]; evaluationPriority: EvaluationPriority },
): Promise<readonly number[]> {
  const [result] = await native.controlledEvaluate(
    [
      [
        token as Token,
        {
          generateNext: {
            token: true,
            totalLogitWeight: true,
            logits: { filter: { tokens: [...wanted] as Token[], includeSelected: true } },
            options: { temperature: 0, topK: 0, topP: 1, minP: 0 },
          },
        },
      ],
    ],
    { evaluationPriority },
  );
  const next = present(result?.next, 'a token whose logits were asked for has a result');
  const logits = present(next.logits, 'logits were asked for');
  const highest = Math.max(...logits.values());
  const weight = Math.log(present(next.totalLogitWeight, 'the weight was asked for'));
  return wanted.map((id) => (logits.get(id as Token) ?? -Infinity) - highest - weight);
}

function biasOf(native: LlamaContextSequence, penalties: ReadonlyMap<number, number>): TokenBias {
  const bias = new TokenBias(native.model.tokenizer);
  for (const [token, penalty] of penalties) bias.set(token as Token, { logit: -penalty });
  return bias;
}
