import { fail, ok, type Result } from '../base/result.ts';
import { looksOf } from './look-alike.ts';

/** The longest seat name, in characters. */
export const NAME_LIMIT = 24;

/**
 * A seat's name in its one normal form (NFKC, single spaces), or what is wrong with it. Names stand in prompts, headers and
 * agent ids, so they hold letters, digits, spaces and - ' . only, and none that a reader could take for the house itself.
 */
export function seatName(text: string): Result<string, string> {
  const name = text.normalize('NFKC').replace(/ +/gu, ' ').trim();
  if (name === '') return fail('a seat needs a name, for example Ada');
  if (Array.from(name).length > NAME_LIMIT) return fail(`the name is longer than ${NAME_LIMIT} characters; shorten it`);
  if (/\p{Default_Ignorable_Code_Point}/u.test(name)) return fail('the name holds invisible characters; write it anew');
  if (!/^[\p{L}\p{N}][\p{L}\p{M}\p{N} .'-]*$/u.test(name)) {
    return fail("a name begins with a letter or digit and holds only letters, digits, spaces and - ' .");
  }
  const house = looksOf(name)
    .map((key) => HOUSE.get(key))
    .find((found) => found !== undefined);
  if (house === undefined) return ok(name);
  if (house === name.toLowerCase()) return fail(`'${name}' is a name of the house; choose another`);
  return fail(`'${name}' looks like '${house}', a name of the house; choose another`);
}

const RESERVED: readonly string[] = ['arbiter', 'all', 'system'];
const HOUSE = new Map(
  RESERVED.flatMap((name) =>
    [name, name.toUpperCase(), `${name.charAt(0).toUpperCase()}${name.slice(1)}`].flatMap((form) =>
      looksOf(form).map((key) => [key, name] as const),
    ),
  ),
);
