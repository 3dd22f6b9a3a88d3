import { useEffect, useState } from 'react';
import type { Output, RunRow } from '#shared/rpc/methods.ts';
import { useClient } from '../state/window.tsx';

export type Difference = Output<'run.difference'>;

/**
 * Of a re-run that has ended: what became of it against its parent, or why that cannot be said; `waits` where the parent goes on, for what
 * it has not come to yet is no difference. Undefined of any other run, and while it is asked.
 */
export function useDifference(
  row: RunRow | undefined,
  parent: RunRow | undefined,
): Difference | { readonly refusal: string } | 'waits' | undefined {
  const client = useClient();
  const [known, setKnown] = useState<{ readonly run: string; readonly found: Difference | { refusal: string } }>();
  const isOver = row?.branch === 'rerun' && row.state === 'ended';
  const goesOn = parent?.state === 'running' || parent?.state === 'paused';
  const run = isOver && !goesOn ? row.run : undefined;
  useEffect(() => {
    if (run === undefined) return undefined;
    const stop = new AbortController();
    void client.call('run.difference', { run }, { signal: stop.signal }).then((asked) => {
      if (asked.ok) setKnown({ run, found: asked.value });
      else if (asked.failure.code !== 'cancelled') setKnown({ run, found: { refusal: asked.failure.message } });
    });
    return () => stop.abort();
  }, [client, run]);
  if (isOver && goesOn) return 'waits';
  return known === undefined || known.run !== run ? undefined : known.found;
}
