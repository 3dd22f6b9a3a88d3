import { useEffect, useState } from 'react';
import type { Output, RunRow } from '#shared/rpc/methods.ts';
import { useClient } from '../state/window.tsx';

export type Difference = Output<'run.difference'>;

/** Of a re-run that has ended: what became of it against its parent, or why that cannot be said. Undefined of any other run, and while it is asked. */
export function useDifference(row: RunRow | undefined): Difference | string | undefined {
  const client = useClient();
  const [known, setKnown] = useState<{ readonly run: string; readonly found: Difference | string }>();
  const run = row?.branch === 'rerun' && row.state === 'ended' ? row.run : undefined;
  useEffect(() => {
    if (run === undefined) return undefined;
    const stop = new AbortController();
    void client.call('run.difference', { run }, { signal: stop.signal }).then((asked) => {
      if (asked.ok) setKnown({ run, found: asked.value });
      else if (asked.failure.code !== 'cancelled') setKnown({ run, found: asked.failure.message });
    });
    return () => stop.abort();
  }, [client, run]);
  return known === undefined || known.run !== run ? undefined : known.found;
}
