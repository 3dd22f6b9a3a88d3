import type { ModelFailure } from '#shared/events/vocabulary.ts';

/** An expected failure on its way out of the host's inner functions; `serve` turns it into a Result. */
export class HostFailure extends Error {
  override readonly name = 'HostFailure';
  readonly failure: ModelFailure;

  constructor(failure: ModelFailure) {
    super(failure.detail);
    this.failure = failure;
  }
}

export const cancelled = (): HostFailure => new HostFailure({ kind: 'cancelled', detail: 'the request was cancelled' });

/** The failure that an error of the native library means; `log` holds its last lines, where it says what went wrong. */
export function failureOf(error: unknown, log: readonly string[]): ModelFailure {
  if (error instanceof HostFailure) return error.failure;
  const message = error instanceof Error ? error.message : String(error);
  const words = [message, ...log].join('\n');
  const stderr = log.length === 0 ? {} : { stderr: log.slice(-5).join('\n') };
  if (
    /insufficient memory|not enough (?:v?ram|memory)|failed to allocate|out of memory|too large for the available/iu.test(
      words,
    )
  ) {
    return { kind: 'oom', detail: `there is not enough memory: ${message}`, ...stderr };
  }
  if (/unknown model architecture|unsupported model|unknown pre-tokenizer/iu.test(words)) {
    return {
      kind: 'unsupported',
      detail: `the native library does not know this kind of model: ${message}`,
      ...stderr,
    };
  }
  if (/failed to load model|invalid|corrupt/iu.test(words)) {
    return { kind: 'corrupt', detail: `the model file cannot be loaded: ${message}`, ...stderr };
  }
  return { kind: 'crashed', detail: `the native library failed: ${message}`, ...stderr };
}
