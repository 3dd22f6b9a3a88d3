import { useEffect, useState } from 'react';
import type { ModelRow } from '#shared/rpc/methods.ts';
import { bytesText } from '../models/figures.ts';
import { PullControl } from '../models/pull-control.tsx';
import { onPullEnded } from '../models/pulls.ts';
import { useClient } from '../state/window.tsx';

const STARTER = 'smollm2-135m-instruct';

/** One button for the model to begin with, where it is not here yet. Nothing is fetched before it is asked for. */
export function StarterModel() {
  const client = useClient();
  const [model, setModel] = useState<ModelRow>();
  useEffect(() => {
    const read = (): void =>
      void client.call('models.list', {}).then((found) => {
        if (found.ok) setModel(found.value.models.find((row) => row.id === STARTER));
      });
    read();
    const heard = onPullEnded(read);
    return () => heard.dispose();
  }, [client]);
  if (model === undefined) return undefined;
  if (model.present) return <p className="self-center text-dim">The starter model is here: {model.name}.</p>;
  return <PullControl model={model} brief words={`Fetch the starter model (${bytesText(model.size)})`} />;
}
