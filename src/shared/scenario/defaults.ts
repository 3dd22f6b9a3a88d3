import { modelRef } from '../events/ids.ts';
import type { RunSetup, Sampler } from '../events/setup.ts';

/** What a scenario leaves out. Tuned on the starter model (130 million parameters): small models need the penalties. */
export const DEFAULT_SAMPLER: Sampler = {
  temperature: 0.9,
  topK: 40,
  topP: 0.95,
  minP: 0.05,
  repeatPenalty: 1.1,
  dryStrength: 0.8,
  dryBase: 2,
  dryAllowedLength: 3,
};
export const DEFAULT_MODEL = modelRef('smollm2-135m-instruct');
export const DEFAULT_ROUNDS = 3;
export const DEFAULT_ANSWER: RunSetup['answer'] = { maxTokens: 80, sentences: 3 };
export const DEFAULT_CONTEXT = 4096;
export const DEFAULT_SEED = 1;

/** A title for a scenario without one: the beginning of its question, at most 60 characters, on one line. */
export function titleOf(question: string): string {
  const line = question.replace(/\s+/gu, ' ').trim();
  const chars = Array.from(line);
  return chars.length <= 60 ? line : `${chars.slice(0, 59).join('').trimEnd()}…`;
}
