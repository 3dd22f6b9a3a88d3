import { useCallback, useEffect, useState } from 'react';
import type { Input, Output } from '#shared/rpc/methods.ts';
import { useClient } from '../state/window.tsx';

export type Verdict = Input<'sweep.judge'>['verdict'];
export type Behind = Output<'sweep.judge'>['left'];

type State = {
  /** The pair that is shown; `pair` is absent where none is left. */
  readonly asked?: Output<'sweep.pair'>;
  /** What stood behind it, told after the verdict. */
  readonly behind?: Output<'sweep.judge'>;
  readonly verdict?: Verdict;
  readonly problem?: string;
};

export type Judging = State & {
  readonly busy: boolean;
  readonly judge: (verdict: Verdict) => void;
  readonly next: () => void;
};

/** One pair after the other, each judged once. */
export function useJudging(sweep: string): Judging {
  const client = useClient();
  const [state, setState] = useState<State>({});
  const [busy, setBusy] = useState(false);
  const next = useCallback(
    (signal?: AbortSignal) => {
      void client.call('sweep.pair', { sweep }).then((asked) => {
        if (signal?.aborted === true) return;
        setState(asked.ok ? { asked: asked.value } : { problem: asked.failure.message });
      });
    },
    [client, sweep],
  );
  useEffect(() => {
    const stop = new AbortController();
    next(stop.signal);
    return () => stop.abort();
  }, [next]);
  const { asked } = state;
  const judge = async (pair: string, verdict: Verdict): Promise<void> => {
    setBusy(true);
    const told = await client.call('sweep.judge', { sweep, pair, verdict });
    setBusy(false);
    setState((before) => {
      if (!told.ok) return { ...before, problem: told.failure.message };
      const { problem: _, ...rest } = before;
      const counted = rest.asked === undefined ? {} : { asked: { ...rest.asked, judged: rest.asked.judged + 1 } };
      return { ...rest, ...counted, behind: told.value, verdict };
    });
  };
  return {
    ...state,
    busy,
    judge: (verdict) => {
      if (asked?.pair !== undefined && !busy && state.behind === undefined) void judge(asked.pair.pair, verdict);
    },
    next: () => next(),
  };
}
