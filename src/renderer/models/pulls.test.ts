import { afterEach, expect, test } from 'vitest';
import { fail, ok, type Result } from '#shared/base/result.ts';
import type { Abort } from '#shared/base/abort.ts';
import type { Client } from '#shared/rpc/client.ts';
import type { Item, RpcFailure } from '#shared/rpc/methods.ts';
import { cancelPull, forgetPull, pausePull, pulls, startPull } from './pulls.ts';

type PullItem = Result<Item<'models.pull'>, RpcFailure>;
const at = (bytes: number): PullItem => ok({ step: 'progress', text: '', bytes, total: 100, bytesPerSecond: 10 });
const DONE: PullItem = ok({ step: 'done', text: 'here', bytes: 100, total: 100, bytesPerSecond: 0 });

afterEach(() => pulls.setState({}, true));

/** A host that sends `items` and then waits to be stopped; it keeps what it was asked. */
function holding(items: readonly PullItem[], asked: unknown[] = []): Client {
  return {
    call: async () => fail({ code: 'failed', message: 'not asked here' }),
    // The fake knows one stream; the table of all of them would say no more.
    stream: async function* (_method: string, input: unknown, { signal }: { signal: Abort }) {
      asked.push(input);
      yield* items;
      if (items.at(-1) === DONE) return;
      if (!signal.aborted) {
        await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
      }
      yield fail({ code: 'cancelled', message: 'cancelled' });
    } as unknown as Client['stream'],
    close: () => undefined,
  };
}

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));

test('a pull goes on without a page, is paused and gone on with', async () => {
  const asked: unknown[] = [];
  const first = startPull(holding([at(40)], asked), 'smol');
  await settled();
  expect(pulls.getState()['smol']).toMatchObject({ state: 'running', bytes: 40 });
  pausePull('smol');
  await first;
  expect(pulls.getState()['smol']).toMatchObject({ state: 'paused', bytes: 40 });
  await startPull(holding([at(60), DONE], asked), 'smol', { acceptTerms: true });
  expect(pulls.getState()['smol']).toMatchObject({ state: 'done', bytes: 100 });
  expect(asked).toEqual([
    { id: 'smol', acceptTerms: false },
    { id: 'smol', acceptTerms: true },
  ]);
});

test('a second start of a pull that is under way asks nothing; another model is a pull of its own', async () => {
  const asked: unknown[] = [];
  const one = startPull(holding([at(1)], asked), 'smol');
  await startPull(holding([DONE], asked), 'smol');
  await startPull(holding([DONE], asked), 'gemma', { from: '/disk/gemma.gguf' });
  expect(asked).toEqual([
    { id: 'smol', acceptTerms: false },
    { id: 'gemma', acceptTerms: false, from: '/disk/gemma.gguf' },
  ]);
  pausePull('smol');
  await one;
  expect(Object.entries(pulls.getState()).map(([id, { state }]) => [id, state])).toEqual([
    ['smol', 'paused'],
    ['gemma', 'done'],
  ]);
});

test('what is under way is not forgotten, what is over is', async () => {
  const one = startPull(holding([at(1)]), 'smol');
  forgetPull('smol');
  expect(pulls.getState()['smol']).toBeDefined();
  pausePull('smol');
  await one;
  forgetPull('smol');
  expect(pulls.getState()['smol']).toBeUndefined();
});

test('a cancelled pull is gone once it has stopped, and can be begun again', async () => {
  const one = startPull(holding([at(1)]), 'smol');
  await settled();
  cancelPull('smol');
  expect(pulls.getState()['smol']).toMatchObject({ state: 'pausing' });
  await one;
  expect(pulls.getState()['smol']).toBeUndefined();
  await startPull(holding([DONE]), 'smol');
  expect(pulls.getState()['smol']).toMatchObject({ state: 'done' });
});
