import type { Disposable } from '#shared/base/disposable.ts';
import type { ModelRef } from '#shared/events/ids.ts';
import type { RunSetup } from '#shared/events/setup.ts';
import { modelSpecs } from '#engine/load-models.ts';
import type { Inference, ModelSpec } from '#engine/ports.ts';

/**
 * An Inference that loads a model at least as large as somebody asked for. Modes want other numbers of slots and trunks of the same model,
 * and a model that is wanted larger is loaded anew: with the floor of all its runs a sweep loads each model once.
 */
export type LoadFloor = Inference & {
  /** From now on, until it is disposed. */
  keep(specs: readonly ModelSpec[]): Disposable;
};

export function loadFloor(inference: Inference): LoadFloor {
  const floors = new Set<readonly ModelSpec[]>();
  return {
    load: (specs, options) =>
      inference.load(
        specs.map((spec) => atLeast(spec, [...floors].flat())),
        options,
      ),
    open: (prompt, waiting) => inference.open(prompt, waiting),
    close: () => inference.close(),
    keep(specs) {
      // Its own list, so that two alike are two.
      const own = [...specs];
      floors.add(own);
      return { dispose: () => void floors.delete(own) };
    },
  };
}

/** What all these runs together want of each model, and what a judge wants. */
export function floorOf(setups: readonly RunSetup[], judges: readonly ModelRef[]): readonly ModelSpec[] {
  const context = setups[0]?.context ?? 0;
  const all = [
    ...setups.flatMap((setup) => modelSpecs(setup)),
    ...judges.map((model): ModelSpec => ({ model, slots: 1, trunks: 1, context })),
  ];
  return [...new Map(all.map((spec) => [spec.model, atLeast(spec, all)])).values()];
}

function atLeast(spec: ModelSpec, floor: readonly ModelSpec[]): ModelSpec {
  const own = floor.filter(({ model, context }) => model === spec.model && context === spec.context);
  const most = (of: (one: ModelSpec) => number): number => Math.max(of(spec), ...own.map(of));
  return { ...spec, slots: most(({ slots }) => slots), trunks: most(({ trunks }) => trunks) };
}
