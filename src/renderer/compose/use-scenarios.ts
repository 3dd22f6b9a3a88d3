import { useCallback, useEffect, useState } from 'react';
import type { RpcFailure, ScenarioRow } from '#shared/rpc/methods.ts';
import { useClient } from '../state/window.tsx';

export type Scenarios = {
  /** Undefined until the list has come. */
  readonly scenarios: readonly ScenarioRow[] | undefined;
  readonly failure: RpcFailure | undefined;
  readonly reload: () => void;
};

/** The ready scenarios and those that were saved. */
export function useScenarios(): Scenarios {
  const client = useClient();
  const [known, setKnown] = useState<Omit<Scenarios, 'reload'>>({ scenarios: undefined, failure: undefined });
  const reload = useCallback(() => {
    void client.call('scenario.list', {}).then((listed) => {
      setKnown((before) =>
        listed.ok ? { scenarios: listed.value.scenarios, failure: undefined } : { ...before, failure: listed.failure },
      );
    });
  }, [client]);
  useEffect(reload, [reload]);
  return { ...known, reload };
}
