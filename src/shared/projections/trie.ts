/**
 * A persistent radix tree over small integers, 32 ways at each level (Bagwell, "Ideal Hash Trees", 2001; the vector of
 * Clojure). Setting copies one path and shares the rest, so every older state of a fold stays valid for nothing.
 */
export type Trie<Value> =
  | { readonly kind: 'branch'; readonly slots: readonly (Trie<Value> | undefined)[] }
  | { readonly kind: 'leaf'; readonly slots: readonly (Value | undefined)[] };

/** Where a value lies: `height` is the number of levels above the leaves, so keys run from 0 to 32 ** (height + 1) - 1. */
export type Place = { readonly key: number; readonly height: number };

/** How many keys a trie of this height holds. */
export const capacity = (height: number): number => 32 ** (height + 1);

export function trieGet<Value>(trie: Trie<Value> | undefined, { key, height }: Place): Value | undefined {
  let node = trie;
  for (let level = height; node?.kind === 'branch'; level -= 1) node = node.slots[slotAt(key, level)];
  return node?.slots[slotAt(key, 0)];
}

/** `undefined` as value empties the place. */
export function trieSet<Value>(trie: Trie<Value> | undefined, place: Place, value: Value | undefined): Trie<Value> {
  const { key, height } = place;
  const slot = slotAt(key, height);
  if (height === 0) {
    const slots = trie?.kind === 'leaf' ? [...trie.slots] : [];
    slots[slot] = value;
    return { kind: 'leaf', slots };
  }
  const slots = trie?.kind === 'branch' ? [...trie.slots] : [];
  slots[slot] = trieSet(slots[slot], { key, height: height - 1 }, value);
  return { kind: 'branch', slots };
}

/** The values in the order of their keys. */
export function* trieValues<Value>(trie: Trie<Value> | undefined): Generator<Value, void> {
  if (trie === undefined) return;
  if (trie.kind === 'branch') {
    for (const slot of trie.slots) yield* trieValues(slot);
    return;
  }
  for (const slot of trie.slots) if (slot !== undefined) yield slot;
}

const slotAt = (key: number, level: number): number => (key >>> (5 * level)) & 31;
