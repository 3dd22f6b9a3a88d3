import { fail, ok, type Result } from '../base/result.ts';
import { hint } from './nearest.ts';

/** The seat that a text names, as the seat writes itself; capitals do not matter. Else one sentence with the nearest name. */
export function seatNamed(text: string, names: readonly string[]): Result<string, string> {
  const wanted = text.normalize('NFKC').replace(/ +/gu, ' ').trim();
  const known = names.filter((name) => name !== '');
  const found = known.find((name) => name.toLowerCase() === wanted.toLowerCase());
  if (found !== undefined) return ok(found);
  return fail(`no seat is named '${wanted.slice(0, 40)}'${known.length === 0 ? '' : hint(wanted, known)}`);
}
