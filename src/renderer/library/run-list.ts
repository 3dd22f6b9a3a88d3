import { useState } from 'react';
import { useStore } from 'zustand';
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Client } from '#shared/rpc/client.ts';
import type { Output } from '#shared/rpc/methods.ts';
import { useClient } from '../state/window.tsx';

export type RunList = Output<'run.list'> & { readonly state: 'opening' | 'there' };

const lists = new WeakMap<Client, StoreApi<RunList>>();

/** Every run of this machine, kept up to date by whoever changes one; one list for the whole window. */
export function useRunList(): RunList {
  const client = useClient();
  const [list] = useState(() => listOf(client));
  return useStore(list);
}

function listOf(client: Client): StoreApi<RunList> {
  const known = lists.get(client);
  if (known !== undefined) return known;
  const list = createStore<RunList>(() => ({ state: 'opening', runs: [], damaged: [] }));
  lists.set(client, list);
  void keep(client, list);
  return list;
}

async function keep(client: Client, list: StoreApi<RunList>): Promise<void> {
  for (;;) {
    await read(client, list);
    for await (const item of client.stream('runs.watch', {})) {
      if (item.ok) await read(client, list);
      // A line that broke is asked again; a host that cannot watch is not.
      else if (item.failure.code !== 'closed') return;
    }
  }
}

async function read(client: Client, list: StoreApi<RunList>): Promise<void> {
  const found = await client.call('run.list', {});
  if (found.ok) list.setState({ state: 'there', ...found.value });
}
