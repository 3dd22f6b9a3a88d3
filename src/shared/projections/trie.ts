/**
 * A persistent radix tree over small integers, 32 ways at each level (Bagwell, "Ideal Hash Trees", 2001; the vector of
 * Clojure). Setting copies one path and shares the rest, so every older state of a fold stays valid for nothing. A node is a bare array
 * with no more slots than it needs: above the leaves it holds nodes, and only the height tells the two apart.
 */
export type Trie<Value> = readonly Slot<Value>[];
type Slot<Value> = Trie<Value> | Value | undefined;

/** Where a value lies: `height` is the number of levels above the leaves, so keys run from 0 to 32 ** (height + 1) - 1. */
export type Place = { readonly key: number; readonly height: number };

/** How many keys a trie of this height holds. */
export const capacity = (height: number): number => 1 << (5 * (height + 1));

export function trieGet<Value>(trie: Trie<Value> | undefined, { key, height }: Place): Value | undefined {
  let node = trie;
  for (let level = height; level > 0; level -= 1) node = node?.[slotAt(key, level)] as Trie<Value> | undefined;
  return node?.[slotAt(key, 0)] as Value | undefined;
}

/** `undefined` as value empties the place. */
export function trieSet<Value>(trie: Trie<Value> = [], { key, height }: Place, value: Value | undefined): Trie<Value> {
  const slot = slotAt(key, height);
  if (height === 0) return withSlot(trie, slot, value);
  return withSlot(trie, slot, trieSet(trie[slot] as Trie<Value> | undefined, { key, height: height - 1 }, value));
}

/** The values in the order of their keys. */
export function* trieValues<Value>(trie: Trie<Value> | undefined, height: number): Generator<Value, void> {
  for (const slot of trie ?? []) {
    if (height > 0) yield* trieValues(slot as Trie<Value> | undefined, height - 1);
    else if (slot !== undefined) yield slot as Value;
  }
}

const slotAt = (key: number, level: number): number => (key >>> (5 * level)) & 31;

function withSlot<Value>(slots: Trie<Value>, slot: number, value: Slot<Value>): Trie<Value> {
  if (slot < slots.length) {
    const copy = slots.slice();
    copy[slot] = value;
    return copy;
  }
  // Appending by `concat` leaves no room for more, which is what keeps thousands of kept states small.
  const before = slot === slots.length ? slots : slots.concat(Array.from<undefined>({ length: slot - slots.length }));
  return before.concat([value]);
}
