import { hash32 } from '../base/random.ts';
import { trieGet, trieSet, trieValues, type Trie } from './trie.ts';

type Entry<Key, Value> = readonly [key: Key, value: Value];
type Bucket<Key, Value> = readonly Entry<Key, Value>[];

/** Three levels: 32,768 buckets, enough for any run's messages; more entries share buckets and are still found. */
const HEIGHT = 2;
const BUCKETS = 0x7fff;

/** A persistent map from ids or positions to values. Its order is its own: whoever needs an order keeps a List. */
export class Dict<Key extends string | number, Value> {
  readonly size: number;
  private readonly root: Trie<Bucket<Key, Value>> | undefined;

  private constructor(size: number, root: Trie<Bucket<Key, Value>> | undefined) {
    this.size = size;
    this.root = root;
  }

  static empty<Key extends string | number, Value>(): Dict<Key, Value> {
    return new Dict<Key, Value>(0, undefined);
  }

  get(key: Key): Value | undefined {
    return this.bucket(key).find(([own]) => own === key)?.[1];
  }

  has(key: Key): boolean {
    return this.bucket(key).some(([own]) => own === key);
  }

  with(key: Key, value: Value): Dict<Key, Value> {
    const place = placeOf(key);
    const bucket: Bucket<Key, Value> = trieGet(this.root, place) ?? [];
    const others = bucket.filter(([own]) => own !== key);
    const size = others.length === bucket.length ? this.size + 1 : this.size;
    return new Dict(size, trieSet(this.root, place, [...others, [key, value]]));
  }

  without(key: Key): Dict<Key, Value> {
    const place = placeOf(key);
    const bucket: Bucket<Key, Value> = trieGet(this.root, place) ?? [];
    const others = bucket.filter(([own]) => own !== key);
    if (others.length === bucket.length) return this;
    return new Dict(this.size - 1, trieSet(this.root, place, others.length === 0 ? undefined : others));
  }

  *values(): Generator<Value, void> {
    for (const bucket of trieValues(this.root)) for (const [, value] of bucket) yield value;
  }

  private bucket(key: Key): Bucket<Key, Value> {
    return trieGet(this.root, placeOf(key)) ?? [];
  }
}

/** Positions and turn counts are dense, so their low bits spread them; names are hashed. */
const placeOf = (key: string | number): { readonly key: number; readonly height: number } => ({
  key: (typeof key === 'number' ? key : hash32(key)) & BUCKETS,
  height: HEIGHT,
});
