import type { BatchItem, CustomBatchingPrioritizationStrategy, EvaluationPriority } from 'node-llama-cpp';

/**
 * A batch strategy that waits, in micro-tasks, until every stream has queued its next token (no fragmented batches), orders items by
 * sequence (llama.cpp joins only consecutive ascending ids in one pass), takes streams first and caps the prompts beside them, so that
 * a long prompt cannot starve a stream. The sequence rides in the fraction of the priority, since a strategy is not told it.
 */
export interface Composer {
  readonly strategy: CustomBatchingPrioritizationStrategy;
  readonly stats: { batches: number; tokens: number; spins: number };
  /** Before a sequence evaluates; call what it returns when it stops or waits for something else. */
  enter(): () => void;
}

const PRIORITY = 5;
const FRACTION = 1000;

export const priorityOf = (sequence: number): EvaluationPriority =>
  // The library types 1 to 5 but orders and carries any number.
  (PRIORITY - sequence / FRACTION) as EvaluationPriority;

const sequenceOf = (item: BatchItem): number => Math.round((PRIORITY - item.evaluationPriority) * FRACTION);

/** `prefillChunk`: prompt tokens beside streams in one batch. `maxSpins`: how often to wait for a straggler. */
export function createComposer(options: { readonly prefillChunk?: number; readonly maxSpins?: number } = {}): Composer {
  const { prefillChunk = 128, maxSpins = 48 } = options;
  const stats = { batches: 0, tokens: 0, spins: 0 };
  let running = 0;
  let spins = 0;
  return {
    stats,
    enter() {
      let inside = true;
      running += 1;
      return () => {
        if (inside) running -= 1;
        inside = false;
      };
    },
    strategy({ items, size }) {
      if (items.length < running && spins < maxSpins) {
        spins += 1;
        stats.spins += 1;
        return [];
      }
      spins = 0;
      const taken = shares(items, size, prefillChunk);
      stats.batches += 1;
      for (const amount of taken.values()) stats.tokens += amount;
      return [...taken]
        .map(([item, processAmount]) => ({ item, processAmount }))
        .toSorted((a, b) => sequenceOf(a.item) - sequenceOf(b.item));
    },
  };
}

/** Tokens per item: one for each stream, what is left (at most `cap` beside streams) to prompts, the shortest first. */
function shares(items: readonly BatchItem[], size: number, cap: number): Map<BatchItem, number> {
  const taken = new Map<BatchItem, number>();
  let left = size;
  for (const item of items) {
    if (item.tokens.length !== 1 || left === 0) continue;
    taken.set(item, 1);
    left -= 1;
  }
  if (taken.size > 0) left = Math.min(left, cap);
  const prompts = items.filter((item) => item.tokens.length > 1).toSorted((a, b) => a.tokens.length - b.tokens.length);
  for (const item of prompts) {
    const amount = Math.min(item.tokens.length, left);
    if (amount > 0) taken.set(item, amount);
    left -= amount;
  }
  return taken;
}
