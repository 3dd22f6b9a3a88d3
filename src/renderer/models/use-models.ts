import { useCallback, useEffect, useState } from 'react';
import type { ModelRow } from '#shared/rpc/model-methods.ts';
import type { RpcFailure } from '#shared/rpc/methods.ts';
import { useClient } from '../state/window.tsx';
import { onPullEnded } from './pulls.ts';

export type Models = {
  /** Undefined until the list has come. */
  readonly models: readonly ModelRow[] | undefined;
  readonly failure: RpcFailure | undefined;
  readonly reload: () => void;
};

/** The catalogue and the files that were found; asked anew after each pull, however it ended. */
export function useModels(): Models {
  const client = useClient();
  const [known, setKnown] = useState<Pick<Models, 'models' | 'failure'>>({ models: undefined, failure: undefined });
  const reload = useCallback(() => {
    void client.call('models.list', {}).then((listed) => {
      setKnown((before) =>
        listed.ok ? { models: listed.value.models, failure: undefined } : { ...before, failure: listed.failure },
      );
    });
  }, [client]);
  useEffect(() => {
    reload();
    const heard = onPullEnded(reload);
    return () => heard.dispose();
  }, [reload]);
  return { ...known, reload };
}
