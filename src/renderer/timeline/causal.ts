import type { Node } from './lane-model.ts';

/** What joins a message to the one that is picked out, as bits: it led to it or came of it, by answers or by standing in front. */
export const CAUSE_ANSWERED = 1;
export const CAUSE_IN_FRONT = 2;
export const EFFECT_ANSWERED = 4;
export const EFFECT_IN_FRONT = 8;

export const CAUSE = CAUSE_ANSWERED | CAUSE_IN_FRONT;
export const EFFECT = EFFECT_ANSWERED | EFFECT_IN_FRONT;
export const ANSWERED = CAUSE_ANSWERED | EFFECT_ANSWERED;

/**
 * The causal past and future of a message, for each node its bits; the message itself has none. The same sets as `causesOf` and `taintOf`
 * of the projections (a test holds them together), in one pass each way over places instead of ids: a run of 100,000 events has 30,000
 * messages, and a click may not wait for a walk over maps.
 */
export function causalOf(nodes: readonly Node[], origin: number): Uint8Array {
  const bits = new Uint8Array(nodes.length);
  const own = nodes[origin];
  if (own === undefined) return bits;
  markEffects(nodes, origin, bits);
  markCauses(nodes, origin, bits);
  bits[origin] = 0;
  return bits;
}

const NONE: readonly number[] = [];

/** A prompt holds only what was public before it, so one pass in that order closes both chains. */
function markEffects(nodes: readonly Node[], origin: number, bits: Uint8Array): void {
  for (let index = origin + 1; index < nodes.length; index += 1) {
    const node = nodes[index];
    if (node === undefined) continue;
    const isAnswer =
      node.answers === origin || (node.answers >= 0 && ((bits[node.answers] ?? 0) & EFFECT_ANSWERED) !== 0);
    let isReached = false;
    for (const place of node.bar?.front ?? NONE) {
      if (place !== origin && ((bits[place] ?? 0) & EFFECT_IN_FRONT) === 0) continue;
      isReached = true;
      break;
    }
    bits[index] = (isAnswer ? EFFECT_ANSWERED : 0) | (isReached ? EFFECT_IN_FRONT : 0);
  }
}

function markCauses(nodes: readonly Node[], origin: number, bits: Uint8Array): void {
  for (let index = nodes[origin]?.answers ?? -1; index >= 0; index = nodes[index]?.answers ?? -1) {
    const known = bits[index] ?? 0;
    if ((known & CAUSE_ANSWERED) !== 0) break;
    bits[index] = known | CAUSE_ANSWERED;
  }
  for (let index = origin; index >= 0; index -= 1) {
    if (index !== origin && ((bits[index] ?? 0) & CAUSE_IN_FRONT) === 0) continue;
    for (const place of nodes[index]?.bar?.front ?? []) bits[place] = (bits[place] ?? 0) | CAUSE_IN_FRONT;
  }
}
