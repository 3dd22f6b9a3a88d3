import { useEffect, useMemo, useState } from 'react';
import type { Result } from '#shared/base/result.ts';
import type { RpcFailure } from '#shared/rpc/methods.ts';
import { onPullEnded } from '../models/pulls.ts';
import { useSettled } from '../models/use-settled.ts';
import { useClient } from '../state/window.tsx';
import type { Draft } from './draft.ts';
import {
  estimateInput,
  memoryWishes,
  tokenEstimate,
  type Memory,
  type MemoryWish,
  type TokenEstimate,
} from './estimate.ts';
import { setupOf, withWords } from './setup-of.ts';

export type ModelMemory = { readonly wish: MemoryWish; readonly memory: Result<Memory, RpcFailure> };

export type Estimate = {
  /** One for each model; undefined until the first answers have come. */
  readonly memory: readonly ModelMemory[] | undefined;
  readonly tokens: TokenEstimate | undefined;
  /** The form cannot be reckoned as it is typed now; what is here is of the last that could. */
  readonly old: boolean;
};

/** What the run would take, a moment after what was typed. */
export function useEstimate(draft: Draft): Estimate {
  const settled = useSettled(draft);
  const read = useMemo(() => setupOf(withWords(settled)), [settled]);
  const [last, setLast] = useState(read);
  if (read.ok && read !== last) setLast(read);
  const setup = last.ok ? last.value : undefined;
  const tokens = useMemo(() => (setup === undefined ? undefined : tokenEstimate(setup)), [setup]);
  const wishes = useMemo(() => JSON.stringify(setup === undefined ? [] : memoryWishes(setup)), [setup]);
  return { memory: useMemory(wishes), tokens, old: !read.ok };
}

/** Asks for each model once; again when a pull is over. `wishes` is JSON, so that the same wishes are the same value. */
function useMemory(wishes: string): readonly ModelMemory[] | undefined {
  const client = useClient();
  const [found, setFound] = useState<readonly ModelMemory[]>();
  useEffect(() => {
    let stop = new AbortController();
    const ask = async (): Promise<void> => {
      stop.abort();
      stop = new AbortController();
      const { signal } = stop;
      const parts = await Promise.all(
        (JSON.parse(wishes) as readonly MemoryWish[]).map(async (wish) => ({
          wish,
          memory: await client.call('models.estimate', estimateInput(wish), { signal }),
        })),
      );
      if (!signal.aborted) setFound(parts);
    };
    void ask();
    const heard = onPullEnded(() => void ask());
    return () => {
      heard.dispose();
      stop.abort();
    };
  }, [client, wishes]);
  return found;
}
