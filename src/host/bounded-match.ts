import { Script } from 'node:vm';
import type { Matches } from '#shared/sweep/score.ts';

/** How long a pattern may look at a text, in milliseconds, and how much of a text it sees. */
const PATIENCE_MS = 200;
const LONGEST = 20_000;

const TEST = new Script('new RegExp(pattern, "iu").test(text)');

/** A scenario comes from anywhere: a pattern that would take for ever is given up, and says so. */
export const boundedMatch: Matches = (pattern, text) => {
  try {
    const found: unknown = TEST.runInNewContext({ pattern, text: text.slice(0, LONGEST) }, { timeout: PATIENCE_MS });
    return found === true;
  } catch {
    return undefined;
  }
};
