import type { FileHandle } from 'node:fs/promises';
import { assert } from '#shared/base/assert.ts';
import { demand, refuse } from './header.ts';

/** Longest run of bytes that can be looked at as a whole: a chat template. */
export const LONGEST = 1 << 20;
/** No real header is near this; it bounds what a sparse file can make us read. */
export const HEADER_LIMIT = 64 << 20;
const CHUNK = 256 << 10;

/**
 * A file read forwards through one fixed buffer, so memory does not grow with what the file claims. Every length is compared
 * with the file's own length before anything is read or skipped: a short read is a finding, never zeros.
 * Reads are synchronous once `fill` has brought the bytes in, which keeps walks over a vocabulary fast.
 */
export class ByteSource {
  readonly size: number;
  readonly #file: FileHandle;
  readonly #buffer = Buffer.alloc(LONGEST + CHUNK);
  /** Position in the file of buffer[0]. */
  #base = 0;
  #next = 0;
  #end = 0;

  constructor(file: FileHandle, size: number) {
    this.#file = file;
    this.size = size;
  }

  get position(): number {
    return this.#base + this.#next;
  }

  get left(): number {
    return this.size - this.position;
  }

  has(count: number): boolean {
    return this.#end - this.#next >= count;
  }

  /** Brings at least `count` bytes in; refuses the file where it ends before them. */
  async fill(count: number, what: string): Promise<void> {
    if (this.has(count)) return;
    assert(count <= LONGEST, 'a single look fits the buffer');
    this.#demandLeft(BigInt(count), what);
    if (this.position > HEADER_LIMIT) {
      refuse('unsupported', `not a supported GGUF: its header is longer than ${HEADER_LIMIT >> 20} MiB`);
    }
    this.#buffer.copy(this.#buffer, 0, this.#next, this.#end);
    this.#base += this.#next;
    this.#end -= this.#next;
    this.#next = 0;
    while (this.#end < count) {
      const from = this.#base + this.#end;
      const wanted = Math.min(this.#buffer.length - this.#end, Math.max(CHUNK, count - this.#end));
      const { bytesRead } = await this.#file.read(this.#buffer, this.#end, wanted, from);
      demand(bytesRead > 0, () => `the file became shorter while ${what} was read at byte ${from}`);
      this.#end += bytesRead;
    }
  }

  u8(): number {
    return this.#buffer.readUInt8(this.#take(1));
  }

  u16(): number {
    return this.#buffer.readUInt16LE(this.#take(2));
  }

  u32(): number {
    return this.#buffer.readUInt32LE(this.#take(4));
  }

  i32(): number {
    return this.#buffer.readInt32LE(this.#take(4));
  }

  u64(): bigint {
    return this.#buffer.readBigUInt64LE(this.#take(8));
  }

  f32(): number {
    return this.#buffer.readFloatLE(this.#take(4));
  }

  /** An eight-byte length, which must fit what is left of the file; exact as a number because the file's length is. */
  length(what: string): number {
    const at = this.#take(8);
    if (this.#buffer.readUInt32LE(at + 4) === 0) {
      const length = this.#buffer.readUInt32LE(at);
      if (length <= this.left) return length;
    }
    const claimed = this.#buffer.readBigUInt64LE(at);
    this.#demandLeft(claimed, what);
    return Number(claimed);
  }

  /** The next `count` bytes, valid until the next `fill`. */
  view(count: number): Buffer {
    const at = this.#take(count);
    return this.#buffer.subarray(at, at + count);
  }

  /** The next `count` bytes, one character each: equal exactly where the bytes are. */
  latin1(count: number): string {
    const at = this.#take(count);
    return this.#buffer.toString('latin1', at, at + count);
  }

  /** Where in `window` the next `count` bytes stand; both are valid until the next `fill`. */
  take(count: number): number {
    return this.#take(count);
  }

  get window(): Buffer {
    return this.#buffer;
  }

  /** Moves on by `count` bytes, which are not read. */
  skip(count: bigint, what: string): void {
    this.#demandLeft(count, what);
    this.pass(Number(count));
  }

  /** Moves on by a `count` that came from `length`, so is known to fit. */
  pass(count: number): void {
    if (count <= this.#end - this.#next) {
      this.#next += count;
      return;
    }
    const target = this.position + count;
    assert(target <= this.size, 'only a length that was compared with the file is passed over');
    this.#base = target;
    this.#next = 0;
    this.#end = 0;
  }

  #take(count: number): number {
    assert(this.has(count), 'bytes are filled before they are taken');
    const at = this.#next;
    this.#next += count;
    return at;
  }

  #demandLeft(count: bigint, what: string): void {
    demand(
      count <= BigInt(this.left),
      () =>
        `${what} at byte ${this.position} asks for ${count} bytes, but the file ends after ${this.left} more (truncated?)`,
    );
  }
}
