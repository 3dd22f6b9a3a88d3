import { useCallback, useEffect, useState } from 'react';
import type { ModelRootId, ModelRootRow, RootScanRow } from '#shared/rpc/model-methods.ts';
import type { RpcFailure } from '#shared/rpc/methods.ts';
import { useClient } from '../state/window.tsx';

export type Roots = {
  /** Undefined until they are known. */
  readonly roots: readonly ModelRootRow[] | undefined;
  /** What the last look found in each that may be looked into. */
  readonly scans: readonly RootScanRow[];
  readonly busy: boolean;
  readonly failure: RpcFailure | undefined;
  readonly allow: (root: ModelRootId, choice: { readonly allowed: boolean }) => void;
  readonly scan: () => void;
};

type Known = Pick<Roots, 'roots' | 'scans' | 'busy' | 'failure'>;

/** The programs whose models may be used, and the choice of them; `onFound` is told when a look has ended. */
export function useRoots(onFound: () => void): Roots {
  const client = useClient();
  const [known, setKnown] = useState<Known>({ roots: undefined, scans: [], busy: false, failure: undefined });
  const change = useCallback((part: Partial<Known>) => setKnown((before) => ({ ...before, ...part })), []);
  const read = useCallback(async () => {
    const roots = await client.call('models.roots', {});
    change(roots.ok ? { roots: roots.value.roots } : { failure: roots.failure });
  }, [client, change]);
  const look = useCallback(async () => {
    change({ busy: true, failure: undefined });
    const scanned = await client.call('models.scan', {});
    change({ busy: false, ...(scanned.ok ? { scans: scanned.value.roots } : { failure: scanned.failure }) });
    onFound();
  }, [client, change, onFound]);
  useEffect(() => {
    void client.call('models.roots', {}).then((roots) => {
      change(roots.ok ? { roots: roots.value.roots } : { failure: roots.failure });
      if (roots.ok && roots.value.roots.some(({ allowed }) => allowed)) void look();
    });
  }, [client, change, look]);
  const allow = (root: ModelRootId, { allowed }: { readonly allowed: boolean }): void => {
    // A switch that is pressed moves at once; where it is refused it moves back.
    setKnown((before) => ({
      ...before,
      roots: before.roots?.map((one) => (one.root === root ? { ...one, allowed } : one)),
    }));
    void client.call('models.allowRoot', { root, allowed }).then(async (chosen) => {
      await read();
      return chosen.ok ? look() : change({ failure: chosen.failure });
    });
  };
  return { ...known, allow, scan: () => void look() };
}
