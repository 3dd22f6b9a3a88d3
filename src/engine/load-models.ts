import { present } from '#shared/base/assert.ts';
import type { ModelRef } from '#shared/events/ids.ts';
import type { RunSetup } from '#shared/events/setup.ts';
import { groundKey, sightTable } from '#shared/events/visibility.ts';
import type { EngineDeps, Waiting } from './deps.ts';
import { isOneByOne, playedSeat, seatsPlayed } from './mode/played-seat.ts';
import type { ModelSpec } from './ports.ts';

/** More turns at once than this gain nothing on a desktop machine; further agents wait for a free slot. */
const SLOTS = 8;
/** Grounds beyond this many share a trunk in turn: memory is worth more than what is evaluated again. */
const TRUNKS = 8;

/**
 * What each model of a run must offer: a slot for every turn that may run at once, and a trunk for every ground that its seats have, of
 * which those who see alike have one together.
 */
export function modelSpecs(setup: RunSetup): readonly ModelSpec[] {
  const table = sightTable(setup);
  const played = new Map<ModelRef, { readonly wrapper: string | undefined; readonly grounds: readonly string[] }>();
  for (const { seat, model } of seatsPlayed(setup)) {
    const known = played.get(model);
    const wrapper = known?.wrapper ?? playedSeat(setup, seat).wrapper;
    played.set(model, { wrapper, grounds: [...(known?.grounds ?? []), groundKey(table, seat)] });
  }
  return [...played].map(([model, { wrapper, grounds }]) => ({
    model,
    ...(wrapper === undefined ? {} : { wrapper }),
    slots: isOneByOne(setup) ? 1 : Math.min(SLOTS, grounds.length),
    trunks: Math.min(TRUNKS, new Set(grounds).size),
    context: setup.context,
  }));
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
