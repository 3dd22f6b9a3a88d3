import { fail, ok, type Result } from '../base/result.ts';
import { CADENCES, MODES, type Cadence, type Mode, type RunSetup } from '../events/setup.ts';
import { hint } from './nearest.ts';

/** What this version can run; the other words are known and refused as "not yet". */
const AVAILABLE = {
  mode: ['peers'],
  cadence: ['rounds', 'floor'],
  visibility: ['full'],
} as const;
const KNOWN = { mode: MODES, cadence: CADENCES, visibility: ['full', 'gist', 'none'] } as const;

export const modeOf = (text: string): Result<Mode, string> => choose('mode', text, AVAILABLE.mode);
export const cadenceOf = (text: string): Result<Cadence, string> => choose('cadence', text, AVAILABLE.cadence);
export const visibilityOf = (text: string): Result<RunSetup['visibility'], string> =>
  choose('visibility', text, AVAILABLE.visibility);

function choose<Value extends string>(
  kind: keyof typeof KNOWN,
  text: string,
  available: readonly Value[],
): Result<Value, string> {
  const found = available.find((name) => name === text);
  if (found !== undefined) return ok(found);
  if (KNOWN[kind].some((name) => name === text)) {
    return fail(`'${text}' is not available yet in this version; use ${available.join(' or ')}`);
  }
  return fail(`'${text.slice(0, 40)}' is unknown${hint(text, available)}`);
}
