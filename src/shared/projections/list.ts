import { assert } from '../base/assert.ts';
import { capacity, trieGet, trieSet, trieValues, type Trie } from './trie.ts';

/** A persistent list: `append` and `with` return a new list that shares all but one path with the old one. */
export class List<Item extends object> implements Iterable<Item> {
  readonly length: number;
  private readonly root: Trie<Item> | undefined;
  private readonly height: number;

  private constructor(length: number, root: Trie<Item> | undefined, height: number) {
    this.length = length;
    this.root = root;
    this.height = height;
  }

  static empty<Item extends object>(): List<Item> {
    return new List<Item>(0, undefined, 0);
  }

  static of<Item extends object>(items: Iterable<Item>): List<Item> {
    let list = List.empty<Item>();
    for (const item of items) list = list.append(item);
    return list;
  }

  /** The item at `index` from 0; a negative index counts from the end. */
  at(index: number): Item | undefined {
    const key = index < 0 ? this.length + index : index;
    return key < 0 || key >= this.length ? undefined : trieGet(this.root, { key, height: this.height });
  }

  append(item: Item): List<Item> {
    const full = this.length === capacity(this.height);
    const root = full && this.root !== undefined ? [this.root] : this.root;
    const height = full ? this.height + 1 : this.height;
    return new List(this.length + 1, trieSet(root, { key: this.length, height }, item), height);
  }

  /** The list with another item in a place that exists. */
  with(index: number, item: Item): List<Item> {
    assert(index >= 0 && index < this.length, 'a list is changed only where it has an item');
    return new List(this.length, trieSet(this.root, { key: index, height: this.height }, item), this.height);
  }

  find(passes: (item: Item) => boolean): Item | undefined {
    for (const item of this) if (passes(item)) return item;
    return undefined;
  }

  some(passes: (item: Item) => boolean): boolean {
    return this.find(passes) !== undefined;
  }

  [Symbol.iterator](): Iterator<Item> {
    return trieValues(this.root, this.height);
  }
}
