import { present } from '#shared/base/assert.ts';
import type { ModelRef } from '#shared/events/ids.ts';
import type { RunSetup } from '#shared/events/setup.ts';
import type { EngineDeps, Waiting } from './deps.ts';
import type { ModelSpec } from './ports.ts';

/** More turns at once than this gain nothing on a desktop machine; further agents wait for a free slot. */
const SLOTS = 8;

/** What each model of a run must offer: a slot for every turn that may run at once, and one trunk for the ground its seats share. */
export function modelSpecs(setup: RunSetup): readonly ModelSpec[] {
  const specs = new Map<ModelRef, ModelSpec>();
  const oneByOne = setup.exact || setup.cadence === 'floor';
  for (const { model, wrapper } of setup.seats) {
    const known = specs.get(model);
    const chosen = known?.wrapper ?? wrapper;
    specs.set(model, {
      model,
      ...(chosen === undefined ? {} : { wrapper: chosen }),
      slots: oneByOne ? 1 : Math.min(SLOTS, (known?.slots ?? 0) + 1),
      trunks: 1,
      context: setup.context,
    });
  }
  return [...specs.values()];
}

/** Loads the models of a run and says so in its log; a model that cannot be loaded ends the run. Answers whether it may go on. */
export async function loadModels({ log, inference }: EngineDeps, { signal }: Waiting): Promise<boolean> {
  const setup = present(log.view.setup, 'a run is created before its models are loaded');
  const loaded = await inference.load(modelSpecs(setup), { exact: setup.exact, signal });
  if (loaded.ok) {
    log.append(...loaded.value.map((data) => ({ type: 'v1.model.loaded' as const, data })));
    return true;
  }
  if (loaded.failure.kind === 'cancelled') return true;
  const { model, ...failure } = loaded.failure;
  log.append(
    { type: 'v1.model.failed', data: { model, failure } },
    { type: 'v1.run.ended', data: { reason: 'failed', detail: failure.detail } },
  );
  return false;
}
