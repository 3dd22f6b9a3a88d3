import { useEffect, useState } from 'react';
import type { SweepListRow } from '#shared/rpc/sweep-methods.ts';
import { useClient } from '../state/window.tsx';

export type SweepsKnown = {
  /** Undefined until the list has come. */
  readonly sweeps: readonly SweepListRow[] | undefined;
  readonly problem: string | undefined;
};

const AGAIN_MS = 2000;

/** Every sweep of this machine; read again for as long as one goes on. */
export function useSweeps(): SweepsKnown {
  const client = useClient();
  const [known, setKnown] = useState<SweepsKnown>({ sweeps: undefined, problem: undefined });
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stop = new AbortController();
    const read = async (): Promise<void> => {
      const listed = await client.call('sweep.list', {}, { signal: stop.signal });
      if (stop.signal.aborted) return;
      if (listed.ok) setKnown({ sweeps: listed.value.sweeps, problem: undefined });
      else setKnown((before) => ({ ...before, problem: listed.failure.message }));
      // A broken line is asked again as well.
      const goesOn = listed.ok
        ? listed.value.sweeps.some(({ state }) => state === 'running')
        : listed.failure.code === 'closed';
      if (goesOn) timer = setTimeout(() => void read(), AGAIN_MS);
    };
    void read();
    return () => {
      stop.abort();
      clearTimeout(timer);
    };
  }, [client]);
  return known;
}
