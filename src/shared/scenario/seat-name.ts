import { fail, ok, type Result } from '../base/result.ts';

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
  if (RESERVED.has(name.toLowerCase())) return fail(`'${name}' is a name of the house; choose another`);
  return ok(name);
}

/** The earlier of two names that a reader could take for each other, as [earlier, later]; undefined where all differ. */
export function confusable(names: readonly string[]): readonly [earlier: number, later: number] | undefined {
  const seen = new Map<string, number>();
  for (const [later, name] of names.entries()) {
    for (const key of [name.toLowerCase(), skeleton(name)]) {
      const earlier = seen.get(key);
      if (earlier !== undefined && earlier !== later) return [earlier, later];
      seen.set(key, later);
    }
  }
  return undefined;
}

const RESERVED: ReadonlySet<string> = new Set(['arbiter', 'all', 'system']);

/** Letters of other scripts that look like Latin ones, after lower-casing (a small part of Unicode's confusables, UTS 39). */
const LOOKALIKES: Readonly<Record<string, string>> = {
  а: 'a',
  в: 'b',
  с: 'c',
  ԁ: 'd',
  е: 'e',
  һ: 'h',
  і: 'i',
  ј: 'j',
  к: 'k',
  м: 'm',
  н: 'h',
  о: 'o',
  р: 'p',
  ѕ: 's',
  т: 't',
  у: 'y',
  х: 'x',
  α: 'a',
  β: 'b',
  ε: 'e',
  η: 'n',
  ι: 'i',
  κ: 'k',
  ν: 'v',
  ο: 'o',
  ρ: 'p',
  τ: 't',
  υ: 'u',
  χ: 'x',
  '0': 'o',
  '1': 'l',
  ı: 'i',
};

/** What a name looks like: without accents, case, spacing and punctuation, lookalikes made one. */
function skeleton(name: string): string {
  const bare = name
    .normalize('NFKD')
    .replace(/[\p{M} .'-]/gu, '')
    .replaceAll('I', 'l')
    .toLowerCase();
  return Array.from(bare, (char) => LOOKALIKES[char] ?? char).join('');
}
