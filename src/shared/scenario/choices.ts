import { fail, ok, type Result } from '../base/result.ts';
import { CADENCES, MODES, type Cadence, type Mode } from '../events/setup.ts';
import { hint } from './nearest.ts';

export const modeOf = (text: string): Result<Mode, string> => oneOf(text, MODES);
export const cadenceOf = (text: string): Result<Cadence, string> => oneOf(text, CADENCES);

/** The word as one of `words`, or that it is unknown, with the nearest one. */
export function oneOf<Word extends string>(text: string, words: readonly Word[]): Result<Word, string> {
  const found = words.find((word) => word === text);
  return found === undefined ? fail(`'${text.slice(0, 40)}' is unknown${hint(text, words)}`) : ok(found);
}
