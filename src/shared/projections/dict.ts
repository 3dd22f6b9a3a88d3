import { hash32 } from '../base/random.ts';
import { capacity, trieGet, trieSet, trieValues, type Trie } from './trie.ts';

/** Keys of one place hang together in a chain; a place has hardly ever more than two. */
type Entry<Key, Value> = { readonly key: Key; readonly value: Value; readonly next: Entry<Key, Value> | undefined };

/** Four levels: more entries than these share places and are still found. */
const COUNTED = capacity(3) - 1;
/** Names are few, so two levels do. */
const NAMED = capacity(1) - 1;

/** A persistent map from ids or positions to values. Its order is its own: whoever needs an order keeps a List. */
export class Dict<Key extends string | number, Value> {
  readonly size: number;
  private readonly root: Trie<Entry<Key, Value>> | undefined;
  private readonly height: number;

  private constructor(size: number, root: Trie<Entry<Key, Value>> | undefined, height: number) {
    this.size = size;
    this.root = root;
    this.height = height;
  }

  static empty<Key extends string | number, Value>(): Dict<Key, Value> {
    return new Dict<Key, Value>(0, undefined, 0);
  }

  get(key: Key): Value | undefined {
    return this.entry(key, placeOf(key))?.value;
  }

  has(key: Key): boolean {
    return this.entry(key, placeOf(key)) !== undefined;
  }

  with(key: Key, value: Value): Dict<Key, Value> {
    const place = placeOf(key);
    const known = this.entry(key, place) !== undefined;
    let { root, height } = this;
    for (; place >= capacity(height); height += 1) root = root === undefined ? root : [root];
    const next = this.others(key, place);
    return new Dict(this.size + (known ? 0 : 1), trieSet(root, { key: place, height }, { key, value, next }), height);
  }

  without(key: Key): Dict<Key, Value> {
    const place = placeOf(key);
    if (this.entry(key, place) === undefined) return this;
    const { root, height } = this;
    return new Dict(this.size - 1, trieSet(root, { key: place, height }, this.others(key, place)), height);
  }

  *values(): Generator<Value, void> {
    for (const first of trieValues(this.root, this.height))
      for (let entry: typeof first | undefined = first; entry !== undefined; entry = entry.next) yield entry.value;
  }

  private chain(place: number): Entry<Key, Value> | undefined {
    return place < capacity(this.height) ? trieGet(this.root, { key: place, height: this.height }) : undefined;
  }

  private entry(key: Key, place: number): Entry<Key, Value> | undefined {
    let entry = this.chain(place);
    while (entry !== undefined && entry.key !== key) entry = entry.next;
    return entry;
  }

  /** The chain of a place without this key. */
  private others(key: Key, place: number): Entry<Key, Value> | undefined {
    let rest: Entry<Key, Value> | undefined;
    for (let entry = this.chain(place); entry !== undefined; entry = entry.next)
      if (entry.key !== key) rest = { ...entry, next: rest };
    return rest;
  }
}

/**
 * Positions, turns and ids such as `m12` are counted, so their count is their place: what came one after the other lies side by side, and
 * states that are close in time share nearly all. Other names are hashed.
 */
function placeOf(key: string | number): number {
  if (typeof key === 'number') return key & COUNTED;
  let count = 0;
  for (let at = 1; at < key.length; at += 1) {
    const digit = key.charCodeAt(at) - 48;
    if (digit < 0 || digit > 9) return hash32(key) & NAMED;
    count = (count * 10 + digit) & COUNTED;
  }
  return count;
}
