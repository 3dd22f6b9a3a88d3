import { bytesText } from '../models/figures.ts';
import { PullControl } from '../models/pull-control.tsx';
import { useModels } from './use-models.ts';

const STARTER = 'smollm2-135m-instruct';

/** One button for the model to begin with, where it is not here yet. Nothing is fetched before it is asked for. */
export function StarterModel() {
  const model = useModels()?.find((row) => row.id === STARTER);
  if (model === undefined) return undefined;
  if (model.present) return <p className="self-center text-dim">The starter model is here: {model.name}.</p>;
  return <PullControl model={model} brief words={`Fetch the starter model (${bytesText(model.size)})`} />;
}
