import { assert } from '#shared/base/assert.ts';

/**
 * Tells whether a run of bytes was added before, exactly, without a string per entry: an open-addressing table (linear probing)
 * over an arena of the bytes. FNV-1a is not made to withstand crafted collisions, so the probes are counted and `exhausted`
 * says when a table has been attacked; memory is bounded by `arenaLimit`.
 */
export class ByteSet {
  readonly #slots: Int32Array;
  readonly #mask: number;
  readonly #hashes: Uint32Array;
  readonly #ends: Uint32Array;
  readonly #arenaLimit: number;
  #arena = Buffer.alloc(64 << 10);
  #count = 0;
  #probesLeft: number;

  constructor(capacity: number, arenaLimit: number) {
    this.#mask = 2 ** Math.ceil(Math.log2(capacity * 2 + 2)) - 1;
    this.#slots = new Int32Array(this.#mask + 1);
    this.#hashes = new Uint32Array(capacity);
    this.#ends = new Uint32Array(capacity + 1);
    this.#arenaLimit = arenaLimit;
    this.#probesLeft = capacity * 64 + 1024;
  }

  /** False where the same bytes were added before; `exhausted` where the table or the arena is at its limit. */
  add(bytes: Buffer, start: number, end: number): boolean | 'exhausted' {
    const hash = hashOf(bytes, start, end);
    let slot = hash & this.#mask;
    for (let entry = this.#slots[slot] ?? 0; entry !== 0; entry = this.#slots[slot] ?? 0) {
      if (this.#probesLeft === 0) return 'exhausted';
      this.#probesLeft -= 1;
      if (this.#hashes[entry - 1] === hash && this.#equals(entry - 1, bytes, { start, end })) return false;
      slot = (slot + 1) & this.#mask;
    }
    const from = this.#ends[this.#count] ?? 0;
    const to = from + end - start;
    if (to > this.#arenaLimit) return 'exhausted';
    this.#grow(to);
    for (let index = start; index < end; index += 1) this.#arena[from + index - start] = bytes[index] ?? 0;
    assert(this.#count < this.#hashes.length, 'no more entries than announced');
    this.#hashes[this.#count] = hash;
    this.#count += 1;
    this.#ends[this.#count] = to;
    this.#slots[slot] = this.#count;
    return true;
  }

  #equals(entry: number, bytes: Buffer, { start, end }: { readonly start: number; readonly end: number }): boolean {
    const from = this.#ends[entry] ?? 0;
    if ((this.#ends[entry + 1] ?? 0) - from !== end - start) return false;
    for (let index = start; index < end; index += 1) {
      if (this.#arena[from + index - start] !== bytes[index]) return false;
    }
    return true;
  }

  #grow(size: number): void {
    if (size <= this.#arena.length) return;
    const larger = Buffer.alloc(Math.max(size, this.#arena.length * 2));
    this.#arena.copy(larger);
    this.#arena = larger;
  }
}

function hashOf(bytes: Buffer, start: number, end: number): number {
  let hash = 0x811c9dc5;
  for (let index = start; index < end; index += 1) hash = Math.imul(hash ^ (bytes[index] ?? 0), 0x01000193);
  hash ^= hash >>> 15;
  return Math.imul(hash, 0x2c1b3c6d) >>> 0;
}
