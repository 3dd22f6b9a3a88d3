import { expect, test } from 'vitest';
import { ok } from '#shared/base/result.ts';
import type { Handlers } from '#shared/rpc/handlers.ts';
import type { Input } from '#shared/rpc/methods.ts';
import { runCli } from './main.ts';
import { loopback } from '#shared/rpc/loopback.ts';
import { fakeHandlers } from '#shared/rpc/testing/fake-handlers.ts';
import { fakeWorld as worldOf, type FakeOptions, type FakeWorld } from './testing/fake-world.ts';

const fakeWorld = (handlers: Partial<Handlers>, options: FakeOptions = {}): FakeWorld =>
  worldOf(loopback(fakeHandlers(handlers)), options);

const MODEL = {
  id: 'tiny',
  name: 'Tiny',
  file: 'tiny.gguf',
  size: 98_000_000,
  kind: 'chat' as const,
  licence: 'Apache-2.0',
  context: 8192,
  quantisation: 'Q4_1',
  present: false,
  origin: 'catalog' as const,
  terms: false,
  note: '',
};

function host(pulls: Input<'models.pull'>[] = [], needed = true): Partial<Handlers> {
  return {
    'models.list': async () => ok({ models: [MODEL] }),
    'models.terms': async () => ok({ text: 'The terms.\u001b[2J', needed }),
    'models.pull': async function* pull(input) {
      pulls.push(input);
      const item = { text: '', bytes: 0, total: 100e6, bytesPerSecond: 0 };
      yield await Promise.resolve(ok({ ...item, step: 'failed' as const, text: 'first.example: not found' }));
      yield ok({ ...item, step: 'source' as const, text: 'from second.example' });
      for (let tick = 0; tick <= 100; tick += 1) {
        yield ok({ ...item, step: 'progress' as const, bytes: tick * 1e6, bytesPerSecond: 2e6 });
      }
      yield ok({ ...item, step: 'done' as const, text: 'tiny.gguf is here' });
    },
    'models.verify': async () => ok({ file: 'tiny.gguf', sha256: 'abc', matches: false, detail: 'changed' }),
    'models.estimate': async ({ seats }) =>
      ok({ weights: 9e7, cache: 1e7 * seats, overhead: 5e7, total: 1.7e8, free: 1e9, fits: seats < 10 }),
    doctor: async () =>
      ok({
        checks: [
          { name: 'Node', state: 'ok', found: '24.21.0', advice: '' },
          { name: 'model', state: 'problem', found: 'none', advice: 'parley models pull tiny' },
        ],
      }),
  };
}

test('a pull away from a terminal prints a plain line a tenth, and why a source failed', async () => {
  const world = fakeWorld(host([], false));
  expect(await runCli(['models', 'pull', 'tiny'], world)).toBe(0);
  const lines = world.out().trimEnd().split('\n');
  expect(lines.slice(0, 3)).toEqual([
    'first.example: not found',
    'from second.example',
    '0 % · 0 B of 100 MB · 2.0 MB/s · 50 s left',
  ]);
  expect(lines).toHaveLength(14);
  expect(lines.at(-1)).toBe('tiny.gguf is here');
});

test('on a terminal a pull draws one bar again and again', async () => {
  const world = fakeWorld(host([], false), { tty: true });
  await runCli(['models', 'pull', 'tiny'], world);
  expect(world.out()).toContain('████████████░░░░░░░░░░░░ 50 % · 50.0 MB of 100 MB · 2.0 MB/s · 25 s left');
});

test('terms are shown and nothing is fetched until they are accepted', async () => {
  const pulls: Input<'models.pull'>[] = [];
  const refusing = fakeWorld(host(pulls));
  expect(await runCli(['models', 'pull', 'tiny'], refusing)).toBe(1);
  expect(refusing.err()).toContain('The terms.\n');
  expect(refusing.err()).toContain('--accept-terms');
  expect(await runCli(['models', 'pull', 'tiny'], fakeWorld(host(pulls), { answer: 'no' }))).toBe(1);
  expect(pulls).toEqual([]);
  expect(await runCli(['models', 'pull', 'tiny'], fakeWorld(host(pulls), { answer: 'y' }))).toBe(0);
  expect(await runCli(['models', 'pull', 'tiny', '--accept-terms'], fakeWorld(host(pulls)))).toBe(0);
  expect(pulls).toEqual([
    { id: 'tiny', acceptTerms: true },
    { id: 'tiny', acceptTerms: true },
  ]);
});

test('a file to take over in place of a download is handed on, its terms asked for like any', async () => {
  const pulls: Input<'models.pull'>[] = [];
  expect(await runCli(['models', 'pull', 'tiny', '--from', 'a b.gguf'], fakeWorld(host(pulls)))).toBe(1);
  expect(pulls).toEqual([]);
  const accepted = ['models', 'pull', 'tiny', '--from', 'a b.gguf', '--accept-terms'];
  expect(await runCli(accepted, fakeWorld(host(pulls)))).toBe(0);
  expect(pulls).toEqual([{ id: 'tiny', acceptTerms: true, from: 'a b.gguf' }]);
  const missing = fakeWorld(host(pulls));
  expect(await runCli(['models', 'pull', 'tiny', '--from'], missing)).toBe(2);
});

test('list, verify, estimate and doctor say what is and what to do', async () => {
  const run = async (...argv: string[]): Promise<readonly [number, string]> => {
    const world = fakeWorld(host());
    return [await runCli(argv, world), world.out() + world.err()];
  };
  expect(await run('models', 'list')).toEqual([
    0,
    'MODEL            SIZE     KIND  CONTEXT  LICENCE     NOTE\ntiny   not here  98.0 MB  chat  8192     Apache-2.0\n\nFetch one: parley models pull tiny\n',
  ]);
  expect(await run('models', 'verify', 'tiny')).toEqual([1, 'differs  tiny tiny.gguf abc changed\n']);
  expect((await run('models', 'estimate', 'tiny'))[0]).toBe(0);
  expect(await run('models', 'estimate', 'tiny', '--seats', '12')).toEqual([
    1,
    'weights   90.0 MB\ncache     120 MB\noverhead  50.0 MB\ntogether  170 MB\nfree      1.0 GB\nIt does not fit: take fewer seats, a smaller context (--context) or a smaller model.\n',
  ]);
  expect(await run('doctor')).toEqual([
    1,
    'ok       Node   24.21.0\nproblem  model  none\n                → parley models pull tiny\n',
  ]);
  expect((await run('doctor', '--json'))[1].split('\n')[0]).toBe(
    '{"name":"Node","state":"ok","found":"24.21.0","advice":""}',
  );
});

test('what has come of a download is discarded, and it is said how much that was', async () => {
  const asked: string[] = [];
  const discard = (freed: number): Partial<Handlers> => ({
    'models.discard': async ({ id }) => {
      asked.push(id);
      return ok({ freed });
    },
  });
  const some = fakeWorld(discard(98_000_000));
  expect([await runCli(['models', 'discard', 'tiny'], some), some.out()]).toEqual([0, '98.0 MB are free again.\n']);
  const none = fakeWorld(discard(0));
  expect([await runCli(['models', 'discard', 'tiny'], none), none.out()]).toEqual([0, 'Nothing had been fetched.\n']);
  expect(asked).toEqual(['tiny', 'tiny']);
  expect(await runCli(['models', 'discard'], fakeWorld({}))).toBe(2);
});
