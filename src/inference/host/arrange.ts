import { present } from '#shared/base/assert.ts';
import type { Gate } from '../gate.ts';
import { plan, reusable, type PlanOptions, type Prompt, type SequenceState, type Step } from '../plan.ts';
import { cancelled } from './host-failure.ts';
import { createLock } from './places.ts';
import type { Sequence } from './sequence.ts';

/** Tokens that a stage cost: evaluated (in the trunk and in the slot; `ground` are those of the ground), and taken over. */
export type Arranged = {
  readonly evaluated: number;
  readonly ground: number;
  readonly reused: number;
  readonly waited: number;
};

/** What is shared may go beyond the ground, by what tails have in common; `ground` tokens are counted apart. */
export type GroundPrompt = Prompt & { readonly ground: number };

export interface Arranger {
  /**
   * Brings a prompt into its slot, all but its last token, which the stage itself evaluates (it is counted here). `waited` are the
   * milliseconds in which nothing was evaluated for it.
   */
  bring(prompt: GroundPrompt, slot: Sequence, signal: AbortSignal): Promise<Arranged>;
}

export type ArrangeOptions = PlanOptions & {
  readonly gate: Gate;
  /** Tokens to evaluate at once from a position on. */
  readonly chunk: (position: number) => number;
  readonly onChunk: (tokens: number, milliseconds: number) => void;
};

export const createArranger = (
  slots: readonly Sequence[],
  trunks: readonly Sequence[],
  options: ArrangeOptions,
): Arranger => new TrunkArranger(slots, trunks, options);

/**
 * Trunks are changed and copied by one turn at a time. When several wait for their copies, as at the start of a round, the gate stays
 * closed from the first copy to the last: a turn that began to evaluate after its own copy would make each next one wait for a chunk,
 * and their own parts would be evaluated one after the other in place of together.
 */
class TrunkArranger implements Arranger {
  readonly #sequences: ReadonlyMap<number, Sequence>;
  readonly #trunks: number;
  readonly #options: ArrangeOptions;
  readonly #withTrunks = createLock();
  #waiting = 0;
  #open: (() => void) | undefined;

  constructor(slots: readonly Sequence[], trunks: readonly Sequence[], options: ArrangeOptions) {
    this.#sequences = new Map([...slots, ...trunks].map((sequence) => [sequence.id, sequence]));
    this.#trunks = trunks.length;
    this.#options = options;
  }

  async bring(prompt: GroundPrompt, slot: Sequence, signal: AbortSignal): Promise<Arranged> {
    const { reuse } = this.#options;
    const began = performance.now();
    const alone = reuse !== 'trunk' || this.#trunks === 0 || holdsGround(slot, prompt, this.#options);
    const inTrunk = alone
      ? await this.#run(this.#stepsFor(prompt, slot, reuse === 'none' ? 'none' : 'own'), prompt, signal)
      : await this.#fromTrunk(prompt, slot, signal);
    const waited = performance.now() - began - inTrunk.milliseconds;
    const from = slot.tokens.length;
    await this.#evaluate(slot, prompt.tokens.slice(from, -1), signal);
    const evaluated = inTrunk.tokens + prompt.tokens.length - from;
    return {
      evaluated,
      ground: inTrunk.ground + Math.max(0, prompt.ground - from),
      reused: Math.max(0, prompt.tokens.length - evaluated),
      waited,
    };
  }

  async #fromTrunk(prompt: GroundPrompt, slot: Sequence, signal: AbortSignal): Promise<Evaluated> {
    this.#waiting += 1;
    try {
      return await this.#withTrunks(async () => {
        this.#open ??= this.#options.gate.close();
        return this.#run(this.#stepsFor(prompt, slot, 'trunk'), prompt, signal);
      });
    } finally {
      this.#waiting -= 1;
      if (this.#waiting === 0) this.#release();
    }
  }

  /** Runs the steps in order and returns what was evaluated outside the slot. The slot's own evaluation is left to the caller. */
  async #run(steps: readonly Step[], prompt: GroundPrompt, signal: AbortSignal): Promise<Evaluated> {
    let [tokens, ground, milliseconds] = [0, 0, 0];
    for (const step of steps) {
      if (signal.aborted) throw cancelled();
      const sequence = this.#of(step.sequence);
      if (step.do === 'cut') await sequence.cut(step.to);
      else if (step.do === 'copy') await sequence.copyFrom(this.#of(step.from), step.to);
      else if (sequence.role === 'trunk') {
        this.#release();
        // A copy that failed has left the trunk empty: then all of it is evaluated.
        const start = sequence.tokens.length;
        const part = prompt.tokens.slice(start, step.to);
        const began = performance.now();
        await this.#evaluate(sequence, part, signal);
        tokens += part.length;
        ground += Math.max(0, Math.min(step.to, prompt.ground) - start);
        milliseconds += performance.now() - began;
        this.#open ??= this.#options.gate.close();
      }
    }
    return { tokens, ground, milliseconds };
  }

  #stepsFor(prompt: Prompt, slot: Sequence, reuse: PlanOptions['reuse']): readonly Step[] {
    const states = Array.from(this.#sequences.values(), ({ id, role, tokens, busy }): SequenceState => ({
      id,
      role,
      tokens,
      busy,
    }));
    const [placement] = plan([{ ...prompt, slot: slot.id }], states, { ...this.#options, reuse });
    return present(placement, 'a prompt with a slot is always placed').steps;
  }

  #evaluate(sequence: Sequence, tokens: readonly number[], signal: AbortSignal): Promise<void> {
    const { chunk, onChunk } = this.#options;
    return sequence.evaluate(tokens, { signal, chunk, onChunk });
  }

  #of(id: number): Sequence {
    return present(this.#sequences.get(id), `sequence ${id} exists`);
  }

  #release(): void {
    this.#open?.();
    this.#open = undefined;
  }
}

type Evaluated = { readonly tokens: number; readonly ground: number; readonly milliseconds: number };

/** Does the slot hold all of the ground that a trunk could give it? */
function holdsGround(slot: Sequence, prompt: Prompt, options: PlanOptions): boolean {
  const wanted = Math.min(prompt.shared, prompt.tokens.length - 1);
  return reusable(slot.tokens, prompt, options) >= wanted - (wanted % options.grid);
}
