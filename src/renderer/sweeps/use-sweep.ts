import { useCallback, useEffect, useRef, useState } from 'react';
import type { Client } from '#shared/rpc/client.ts';
import type { Item, Output } from '#shared/rpc/methods.ts';
import { useClient } from '../state/window.tsx';

export type SweepView = {
  /** Undefined until it has come. */
  readonly found?: Output<'sweep.find'> | undefined;
  readonly table?: Output<'sweep.table'> | undefined;
  readonly now?: Item<'sweep.watch'>['now'];
  /** Why it could not be read, or what ended it. */
  readonly problem?: string | undefined;
};

/** A sweep and its table, kept up to date while it goes on; `again` looks anew after it was resumed. */
export function useSweep(sweep: string): SweepView & { readonly again: () => void } {
  const client = useClient();
  const [view, setView] = useState<SweepView>({});
  const current = useRef<AbortController>(undefined);
  const again = useCallback(() => {
    current.current?.abort();
    const stop = new AbortController();
    current.current = stop;
    const show = (part: SweepView): void => {
      if (!stop.signal.aborted) setView((before) => ({ ...before, ...part }));
    };
    void follow(client, { sweep, signal: stop.signal, show });
  }, [client, sweep]);
  useEffect(() => {
    again();
    return () => current.current?.abort();
  }, [again]);
  return { ...view, again };
}

type Following = {
  readonly sweep: string;
  readonly signal: AbortSignal;
  readonly show: (part: SweepView) => void;
};

/** Another program may run it; that one tells us nothing by itself. */
const LOOK_AGAIN_MS = 3000;

async function follow(client: Client, { sweep, signal, show }: Following): Promise<void> {
  show({ problem: undefined });
  for (;;) {
    let failure: { readonly code: string; readonly message: string } | undefined;
    for await (const item of client.stream('sweep.watch', { sweep }, { signal })) {
      if (item.ok) {
        show({ now: item.value.now });
        await read(client, { sweep, signal, show });
      } else {
        failure = item.failure;
      }
    }
    if (signal.aborted) return;
    show({ now: undefined });
    const state = await read(client, { sweep, signal, show });
    if (failure !== undefined && failure.code !== 'closed') return show({ problem: failure.message });
    if (failure === undefined && state !== 'running') return;
    await new Promise((resolve) => setTimeout(resolve, failure === undefined ? LOOK_AGAIN_MS : 0));
  }
}

async function read(client: Client, { sweep, signal, show }: Following): Promise<string | undefined> {
  const [found, table] = await Promise.all([
    client.call('sweep.find', { sweep }, { signal }),
    client.call('sweep.table', { sweep }, { signal }),
  ]);
  if (!found.ok || !table.ok) {
    const failure = found.ok ? table : found;
    if (!failure.ok && failure.failure.code !== 'closed') show({ problem: failure.failure.message });
    return undefined;
  }
  show({ found: found.value, table: table.value });
  return found.value.state;
}
