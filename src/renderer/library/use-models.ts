import { useEffect, useState } from 'react';
import type { ModelRow } from '#shared/rpc/model-methods.ts';
import { onPullEnded } from '../models/pulls.ts';
import { useClient } from '../state/window.tsx';

/** The models that are known, read again after every pull; undefined until they are. */
export function useModels(): readonly ModelRow[] | undefined {
  const client = useClient();
  const [models, setModels] = useState<readonly ModelRow[]>();
  useEffect(() => {
    const read = (): void =>
      void client.call('models.list', {}).then((found) => {
        if (found.ok) setModels(found.value.models);
      });
    read();
    const heard = onPullEnded(read);
    return () => heard.dispose();
  }, [client]);
  return models;
}
