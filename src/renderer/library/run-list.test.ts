import { expect, test } from 'vitest';
import { fail, ok } from '#shared/base/result.ts';
import type { Client } from '#shared/rpc/client.ts';
import type { RpcFailure } from '#shared/rpc/methods.ts';
import { runListOf } from './run-list.ts';
import { runRow } from './testing/run-row.ts';

type Watched = 'changed' | RpcFailure['code'];

/** A host whose watch says these, one watch after the other; then it is silent. */
function fakeClient(watches: readonly (readonly Watched[])[]): { client: Client; asked: string[] } {
  const asked: string[] = [];
  let reads = 0;
  let watch = 0;
  const client = {
    call: async (method: string) => {
      asked.push(method);
      reads += 1;
      const run = runRow(`run-${reads}`);
      return reads === 9 ? fail({ code: 'storage', message: 'the disk is gone' }) : ok({ runs: [run], damaged: [] });
    },
    async *stream(method: string) {
      asked.push(method);
      for (const said of watches[watch++] ?? [])
        yield said === 'changed' ? ok({ changed: 'list' }) : fail({ code: said, message: said });
      if (watch > watches.length) await new Promise(() => {});
    },
  } as unknown as Client;
  return { client, asked };
}

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));

test('the list is read once, and again each time that a run was changed, for the whole window', async () => {
  const { client, asked } = fakeClient([['changed', 'changed', 'closed']]);
  const list = runListOf(client);
  expect(runListOf(client)).toBe(list);
  expect(list.getState().state).toBe('opening');
  await settled();
  // Three reads and a watch; the line broke: a fourth read and another watch.
  expect(asked).toEqual(['run.list', 'runs.watch', 'run.list', 'run.list', 'run.list', 'runs.watch']);
  expect(list.getState().runs.map(({ run }) => run)).toEqual(['run-4']);
});

test('a host that cannot watch is not asked again and again, nor is one whose watch just ends', async () => {
  for (const said of [['refused'], []] as const) {
    const { client, asked } = fakeClient([said, said, said]);
    runListOf(client);
    await settled();
    expect(asked).toEqual(['run.list', 'runs.watch']);
  }
});

test('where the list cannot be read, what was known stays and the reason is told', async () => {
  const { client } = fakeClient([Array.from({ length: 8 }, () => 'changed' as const)]);
  const list = runListOf(client);
  await settled();
  expect(list.getState()).toMatchObject({ state: 'there', problem: 'the disk is gone', runs: [{ run: 'run-8' }] });
});
