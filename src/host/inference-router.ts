import { ok } from '#shared/base/result.ts';
import type { Inference } from '#engine/ports.ts';

/** The model that every machine has: it speaks made-up words at once, for trying the program and for its tests. */
export const SCRIPTED = 'scripted';
/** `scripted-b` and the like are the same voice under another name, so that several models can be tried without any. */
export const isScripted = (model: string): boolean => /^scripted(?:-[a-z0-9]{1,20})?$/u.test(model);

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
      const own = specs.filter((spec) => isScripted(spec.model));
      const others = specs.filter((spec) => !isScripted(spec.model));
      const first = own.length === 0 ? ok([]) : await scripted.load(own, options);
      if (!first.ok || others.length === 0) return first;
      const second = await nativeOnce().load(others, options);
      return second.ok ? ok([...first.value, ...second.value]) : second;
    },
    open: (prompt, waiting) => (isScripted(prompt.model) ? scripted : nativeOnce()).open(prompt, waiting),
    close: async () => {
      await made?.close();
    },
  };
}
