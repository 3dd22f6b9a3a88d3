import { useEffect, useState } from 'react';
import type { Output } from '#shared/rpc/methods.ts';
import { useClient } from '../state/window.tsx';

/** What was found, and for which words; `failure` where the search itself did not work. */
export type Found = {
  readonly query: string;
  readonly hits: Output<'runs.search'>['hits'];
  /** The reader's own. */
  readonly notes: NonNullable<Output<'runs.search'>['notes']>;
  readonly failure?: string;
};

const PAUSE_MS = 120;

/** Messages of all runs with these words, once typing has come to rest; undefined until then, and for fewer than two letters. */
export function useHits(words: string, limit: number): Found | undefined {
  const client = useClient();
  const [found, setFound] = useState<Found>();
  const query = words.trim();
  const isAsked = query.length >= 2;
  useEffect(() => {
    if (!isAsked) return undefined;
    const stop = new AbortController();
    const timer = setTimeout(() => {
      void client.call('runs.search', { query, limit }, { signal: stop.signal }).then((result) => {
        if (result.ok) setFound({ query, hits: result.value.hits, notes: result.value.notes ?? [] });
        else if (result.failure.code !== 'cancelled')
          setFound({ query, hits: [], notes: [], failure: result.failure.message });
      });
    }, PAUSE_MS);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [client, query, limit, isAsked]);
  return isAsked ? found : undefined;
}
