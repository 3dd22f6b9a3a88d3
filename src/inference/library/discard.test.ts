import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { catalogOf, CONTENT, ENTRY, pullBench, SIZE, type PullBench } from '../testing/pull-bench.ts';
import { discard } from './discard.ts';

let bench: PullBench;
beforeEach(async () => {
  bench = await pullBench();
});
afterEach(() => bench.close());
const library = () => ({ modelsDir: bench.folder, catalog: catalogOf(ENTRY) });

test('what has come of a download is removed, and the next one begins at its first byte', async () => {
  writeFileSync(bench.part, CONTENT.subarray(0, 1234));
  expect(await discard(ENTRY.id, library())).toEqual({ ok: true, value: { freed: 1234 } });
  expect(readdirSync(bench.folder)).toEqual([]);
  expect(await bench.pull().ended).toMatchObject({ ok: true });
  expect([bench.hub.requests.at(-1)?.range, bench.hub.sent]).toEqual([undefined, SIZE]);
});

test('the control: what is not discarded is gone on with', async () => {
  writeFileSync(bench.part, CONTENT.subarray(0, 1234));
  expect(await bench.pull().ended).toMatchObject({ ok: true });
  expect([bench.hub.requests.at(-1)?.range, bench.hub.sent]).toEqual(['bytes=1234-', SIZE - 1234]);
});

test('a file that is whole, another model and one that was never begun lose nothing', async () => {
  writeFileSync(bench.file, CONTENT);
  expect(await discard(ENTRY.id, library())).toEqual({ ok: true, value: { freed: 0 } });
  expect(existsSync(bench.file)).toBe(true);
  expect(await discard('nobody', library())).toMatchObject({ ok: false, failure: { kind: 'not-found' } });
});

test('a pull that is under way is left to itself', async () => {
  bench.hub.behave({ content: CONTENT, stallAfter: 1000 });
  const stop = new AbortController();
  const { ended } = bench.pull({ signal: stop.signal });
  await expect.poll(() => existsSync(join(bench.folder, `${ENTRY.file}.lock`)) && bench.hub.sent).toBe(1000);
  expect(await discard(ENTRY.id, library())).toMatchObject({ ok: false, failure: { kind: 'busy' } });
  stop.abort();
  expect(await ended).toMatchObject({ ok: false, failure: { kind: 'cancelled' } });
  expect(await discard(ENTRY.id, library())).toEqual({ ok: true, value: { freed: 1000 } });
});
