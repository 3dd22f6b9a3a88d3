import { readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { present } from '#shared/base/assert.ts';
import { preflight } from '../gguf/preflight.ts';
import { u32, u64 } from './gguf-bytes.ts';
import { writeTinyGguf, type TinyGguf, type TinyGgufOptions } from './tiny-gguf.ts';

type Verdict = Awaited<ReturnType<typeof preflight>>;

/** A folder of its own, for tests that judge faulty files. */
export interface Bench {
  readonly folder: string;
  /** The preflight's verdict on a generated file. */
  generated(options: TinyGgufOptions): Promise<Verdict>;
  /** The verdict on these bytes. */
  bytes(bytes: Buffer): Promise<Verdict>;
  /** The verdict on the sound file with bytes overwritten: at a mark of its header, or `shift` bytes after it. */
  patched(mark: string, bytes: Buffer, shift?: number): Promise<Verdict>;
  /** The sound file, which every fault departs from. */
  readonly sound: TinyGguf;
  readonly soundBytes: Buffer;
  dispose(): Promise<void>;
}

export async function openBench(options: TinyGgufOptions = {}): Promise<Bench> {
  const folder = await mkdtemp(join(tmpdir(), 'parley-gguf-'));
  const sound = await writeTinyGguf(join(folder, 'sound.gguf'), options);
  const soundBytes = readFileSync(sound.path);
  const bytes = (content: Buffer): Promise<Verdict> => {
    const path = join(folder, 'judged.gguf');
    writeFileSync(path, content);
    return preflight(path);
  };
  return {
    folder,
    sound,
    soundBytes,
    bytes,
    async generated(wanted) {
      return preflight((await writeTinyGguf(join(folder, 'generated.gguf'), { ...options, ...wanted })).path);
    },
    patched(mark, patch, shift = 0) {
      const content = Buffer.from(soundBytes);
      patch.copy(content, present(sound.marks.get(mark), `the header has a mark ${mark}`) + shift);
      return bytes(content);
    },
    dispose: () => rm(folder, { recursive: true, force: true }),
  };
}

/** Counts and lengths that break readers: around the signs and widths of 32 and 64 bits. */
export const ABSURD_64: readonly Buffer[] = [2n ** 31n, 2n ** 32n, 2n ** 39n, 2n ** 63n, 2n ** 64n - 1n].map(u64);
export const ABSURD_32: readonly Buffer[] = [2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1].map(u32);

/** What a refusal says, or `accepted`. */
export const said = (verdict: Verdict): string =>
  verdict.ok ? 'accepted' : `${verdict.failure.kind}: ${verdict.failure.detail}`;
