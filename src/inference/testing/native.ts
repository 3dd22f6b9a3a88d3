import { fileURLToPath } from 'node:url';
import { NEVER } from '#shared/base/abort.ts';
import { ok, type Result } from '#shared/base/result.ts';
import { modelRef } from '#shared/events/ids.ts';
import type { DecideRequest, Frame, ModelSpec, OpenTurn, Segment, SpeakRequest } from '#engine/ports.ts';
import { createInference, type InferenceOptions, type NativeInference } from '../supervisor.ts';

export const MODEL = modelRef('model');
export const FOREVER = { signal: NEVER };

/** An inference whose one model is `file`, on one thread of the CPU: many threads on a busy machine wait for each other. */
export function nativeInference(file: string, options: Partial<InferenceOptions> = {}): NativeInference {
  return createInference({
    hostEntry: fileURLToPath(new URL('../host/main.ts', import.meta.url)),
    gpu: 'off',
    threads: 1,
    resolve: () =>
      Promise.resolve(ok({ file, sha256: '0'.repeat(64), size: 1, name: 'model', kind: 'chat', quantisation: 'F32' })),
    ...options,
  });
}

export const spec = (own: Partial<ModelSpec> = {}): ModelSpec => ({
  model: MODEL,
  slots: 3,
  trunks: 1,
  context: 1024,
  ...own,
});

export const text = (words: string): Segment => ({ kind: 'text', text: words });
export const frame = (name: Frame): Segment => ({ kind: 'frame', frame: name });

/** A ground of the usual form: system text, then the shared messages. */
export const groundOf = (...messages: readonly string[]): readonly Segment[] => [
  frame('system'),
  text('You are one of several peers.'),
  frame('user'),
  ...messages.map(text),
];

export const GREEDY = {
  temperature: 0,
  topK: 0,
  topP: 1,
  minP: 0,
  repeatPenalty: 1,
  dryStrength: 0,
  dryBase: 2,
  dryAllowedLength: 2,
};

export const speakRequest = (own: Partial<SpeakRequest> = {}): SpeakRequest => ({
  instruction: [text(' Make a proposal.'), frame('answer')],
  ...{ sampler: GREEDY, seed: 1, maxTokens: 16, sentences: 20, speakers: [] },
  ...own,
});

export const decideRequest = (): DecideRequest => ({
  menu: [text(' A: agree. B: ask. Answer with a letter.'), frame('answer')],
  labels: ['A', 'B'],
});

/** The value of a result that must be there. */
export function must<Value>(result: Result<Value, { readonly detail: string }>): Value {
  if (!result.ok) throw new Error(result.failure.detail);
  return result.value;
}

export async function openTurn(
  inference: NativeInference,
  ground: readonly Segment[],
  tail = 'You are Ada.',
): Promise<OpenTurn> {
  return must(await inference.open({ model: MODEL, ground, tail: [text(tail)] }, FOREVER));
}
