import { expect, test } from 'vitest';
import { ok } from '#shared/base/result.ts';
import { memoryTransport } from '#shared/rpc/memory-transport.ts';
import { serve } from '#shared/rpc/serve.ts';
import { fakeHandlers } from '#shared/rpc/testing/fake-handlers.ts';
import type { Transport } from '#shared/rpc/transport.ts';
import { line } from './line.ts';

/** A host that can be dialled; `break` closes the line that is open. */
function host(): { dial: () => Promise<Transport>; break: () => void; dialled: () => number } {
  let open: Transport | undefined;
  let dialled = 0;
  return {
    async dial() {
      dialled += 1;
      const [near, far] = memoryTransport();
      serve(far, fakeHandlers({ doctor: async () => ok({ checks: [] }) }));
      open = far;
      return near;
    },
    break: () => open?.close(),
    dialled: () => dialled,
  };
}

test('a call waits for the line, and one line after a break is as good as the one before it', async () => {
  const own = host();
  const { client, store } = line(own.dial);
  expect(store.getState().state).toBe('connecting');
  expect((await client.call('doctor', {})).ok).toBe(true);
  own.break();
  await expect.poll(() => store.getState().state).toBe('lost');
  expect((await client.call('doctor', {})).ok).toBe(true);
  expect(own.dialled()).toBe(2);
});

test('what is under way as the line breaks ends as closed, never without a word', async () => {
  const own = host();
  const { client } = line(async () => own.dial());
  await client.call('doctor', {});
  const never = client.call('run.list', {});
  own.break();
  const answered = await never;
  expect(answered.ok ? undefined : ['closed', 'refused'].includes(answered.failure.code)).toBe(true);
});

test('one that is given up while there is no line is cancelled, and no line is no endless wait', async () => {
  const { client, store } = line(async () => ({ message: 'gone', again: false }));
  await expect.poll(() => store.getState().state).toBe('lost');
  const stop = new AbortController();
  const call = client.call('doctor', {}, { signal: stop.signal });
  stop.abort();
  expect(await call).toMatchObject({ ok: false, failure: { code: 'cancelled' } });
});
