import { useState } from 'react';
import { useStore } from 'zustand';
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Client } from '#shared/rpc/client.ts';
import type { Output } from '#shared/rpc/methods.ts';
import { useClient } from '../state/window.tsx';

export type RunList = Output<'run.list'> & {
  readonly state: 'opening' | 'there';
  /** Why the list could not be read when it was last asked for; what was known before stays. */
  readonly problem: string | undefined;
};

const lists = new WeakMap<Client, StoreApi<RunList>>();

/** Every run of this machine, kept up to date by whoever changes one; one list for the whole window. */
export function useRunList(): RunList {
  const client = useClient();
  const [list] = useState(() => runListOf(client));
  return useStore(list);
}

/** The list of a client: read when it is first asked for, and again each time that somebody changes a run. */
export function runListOf(client: Client): StoreApi<RunList> {
  const known = lists.get(client);
  if (known !== undefined) return known;
  const list = createStore<RunList>(() => ({ state: 'opening', problem: undefined, runs: [], damaged: [] }));
  lists.set(client, list);
  void keep(client, list);
  return list;
}

async function keep(client: Client, list: StoreApi<RunList>): Promise<void> {
  for (;;) {
    await read(client, list);
    let goesOn = false;
    for await (const item of client.stream('runs.watch', {})) {
      if (item.ok) await read(client, list);
      // A line that broke is asked again once there is one; a host that cannot watch is not.
      else goesOn = item.failure.code === 'closed';
    }
    if (!goesOn) return;
  }
}

async function read(client: Client, list: StoreApi<RunList>): Promise<void> {
  const found = await client.call('run.list', {});
  if (found.ok) list.setState({ state: 'there', problem: undefined, ...found.value });
  // A broken line is told over the page.
  else if (found.failure.code !== 'closed') list.setState({ state: 'there', problem: found.failure.message });
}
