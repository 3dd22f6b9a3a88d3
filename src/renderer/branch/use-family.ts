import { useMemo } from 'react';
import type { RunRow } from '#shared/rpc/methods.ts';
import { useRunList } from '../library/run-list.ts';
import { useRun, useSession } from '../state/window.tsx';
import { familyOf, type Kin } from './family.ts';

export type Family = {
  /** The open run as the list has it: its state there is newer than when it was opened. */
  readonly own: RunRow | undefined;
  readonly kin: readonly Kin[];
  readonly rows: readonly RunRow[];
};

/** The open run among the runs that it comes from and that come from it. */
export function useFamily(): Family {
  const session = useSession();
  const { runs } = useRunList();
  const id = useRun(({ row }) => row?.run ?? session.run);
  return useMemo(() => {
    const own = runs.find(({ run }) => run === id);
    return { own, kin: familyOf(runs, id), rows: runs };
  }, [runs, id]);
}
