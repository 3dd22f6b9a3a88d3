import { copyFileSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBench, said, type Bench } from '../testing/patch.ts';
import { preflight } from './preflight.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
});
afterAll(() => bench.dispose());

/** What the preflight says of the sound file cut at each of these lengths, which descend. */
async function cut(lengths: readonly number[]): Promise<readonly string[]> {
  const path = join(bench.folder, 'cut.gguf');
  copyFileSync(bench.sound.path, path);
  const verdicts: string[] = [];
  for (const length of lengths) {
    truncateSync(path, length);
    verdicts.push(said(await preflight(path)));
  }
  return verdicts;
}

const every = (step: number, end: number): readonly number[] =>
  Array.from({ length: Math.ceil(end / step) }, (_, index) => index * step).toReversed();

test(
  'G2: a file that is cut at any 64-byte step of its header is refused as corrupt',
  { timeout: 60_000 },
  async () => {
    const lengths = every(64, bench.sound.headerSize);
    expect(lengths.length).toBeGreaterThan(300);
    const verdicts = await cut(lengths);
    expect(verdicts.filter((verdict) => !verdict.startsWith('corrupt: '))).toEqual([]);
  },
);

test('G2: a file that is cut in the middle of its tensors, even by one byte, is refused', async () => {
  const { size, headerSize } = bench.sound;
  const lengths = [size - 1, size - 33, ...every(4096, size - headerSize).map((left) => headerSize + left)];
  const verdicts = await cut(lengths.toSorted((one, other) => other - one));
  expect(verdicts.filter((verdict) => !/^corrupt: .*truncated/.test(verdict))).toEqual([]);
});

test('G2, negative control: the whole file passes, and so does one with bytes after its end', async () => {
  expect(await cut([bench.sound.size])).toEqual(['accepted']);
  expect(said(await bench.bytes(Buffer.concat([bench.soundBytes, Buffer.alloc(100)])))).toBe('accepted');
});
