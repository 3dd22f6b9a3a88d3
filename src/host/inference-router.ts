import { ok } from '#shared/base/result.ts';
import type { Inference } from '#engine/ports.ts';

/** The model that every machine has: it speaks made-up words at once, for trying the program and for its tests. */
export const SCRIPTED = 'scripted';

/**
 * One Inference over two: the scripted model beside the native one. The native side is made when a model of it is first asked for,
 * so that listing, showing and playing never start it.
 */
export function inferenceRouter({
  scripted,
  native,
}: {
  readonly scripted: Inference;
  readonly native: () => Inference;
}): Inference {
  let made: Inference | undefined;
  const nativeOnce = (): Inference => (made ??= native());
  return {
    async load(specs, options) {
      const own = specs.filter((spec) => spec.model === SCRIPTED);
      const others = specs.filter((spec) => spec.model !== SCRIPTED);
      const first = own.length === 0 ? ok([]) : await scripted.load(own, options);
      if (!first.ok || others.length === 0) return first;
      const second = await nativeOnce().load(others, options);
      return second.ok ? ok([...first.value, ...second.value]) : second;
    },
    open: (prompt, waiting) => (prompt.model === SCRIPTED ? scripted : nativeOnce()).open(prompt, waiting),
    close: async () => {
      await made?.close();
    },
  };
}
