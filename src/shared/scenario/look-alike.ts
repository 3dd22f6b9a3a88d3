/**
 * The earlier of two names that a reader could take for each other, as [earlier, later]; undefined where all differ. After the skeletons
 * of Unicode's UTS 39, with the part of its table that people's names in Latin letters can be forged with: Greek, Cyrillic, Armenian and
 * Cherokee letters, digits, full-width and mathematical forms, accents, spacing.
 */
export function confusable(names: readonly string[]): readonly [earlier: number, later: number] | undefined {
  const seen = new Map<string, number>();
  for (const [later, name] of names.entries()) {
    for (const key of looksOf(name)) {
      const earlier = seen.get(key);
      if (earlier !== undefined && earlier !== later) return [earlier, later];
      seen.set(key, later);
    }
  }
  return undefined;
}

/** What a name looks like, in keys that are the same for names that look alike: by its letters in any case, and by its shapes. */
export function looksOf(name: string): readonly string[] {
  const latin = Array.from(
    // Accents go; the vowel signs of other scripts stay, they are letters to who reads them.
    name.normalize('NFKD').replace(/\p{Script=Inherited}|[ .'’-]/gu, ''),
    (char) => LATIN.get(char) ?? char,
  ).join('');
  const shapes = latin.replace(/[I1]|rn|vv|VV|0/gu, (shape) => SHAPES[shape] ?? shape);
  const letters = latin.toLowerCase().replaceAll('0', 'o').replaceAll('1', 'l');
  return [`=${name.toLowerCase()}`, `a${letters}`, `s${shapes}`];
}

/** Letters and digits that are drawn like others of their own alphabet. */
const SHAPES: Readonly<Record<string, string>> = { I: 'l', '1': 'l', '0': 'O', rn: 'm', vv: 'w', VV: 'W' };

/** Each Latin letter with those of other alphabets that are drawn like it; capitals and small letters apart, for they look unlike. */
const ALIKE: Readonly<Record<string, string>> = {
  ...{ A: 'ΑАᎪ', B: 'ΒВᏴ', C: 'СᏟ', D: 'Ꭰ', E: 'ΕЕᎬ', F: 'Ϝ', G: 'ԌᏀ', H: 'ΗНᎻ', I: 'ΙІӀ', J: 'ЈᎫͿ' },
  ...{ K: 'ΚКᏦ', L: 'Ꮮ', M: 'ΜМᎷϺ', N: 'Ν', O: 'ΟОՕ', P: 'ΡРᏢ', Q: 'Ԛ', S: 'ЅᏚՏ', T: 'ΤТᎢ', U: 'Ս' },
  ...{ V: 'ѴᏙ', W: 'ԜᏔ', X: 'ΧХ', Y: 'ΥУҮ', Z: 'ΖᏃ' },
  ...{ a: 'αаɑ', b: 'βвЬь', c: 'с', d: 'ԁ', e: 'εе', g: 'ɡց', h: 'һнհ', i: 'ιіıɩ', j: 'јϳȷ', k: 'κк' },
  ...{ l: 'ӏǀ', m: 'м', n: 'ηпո', o: 'οоσօ', p: 'ρр', q: 'ԛ', r: 'г', s: 'ѕ', t: 'τт', u: 'υս' },
  ...{ v: 'νѵ', w: 'ωԝѡ', x: 'χх', y: 'γуү' },
};

const LATIN: ReadonlyMap<string, string> = new Map(
  Object.entries(ALIKE).flatMap(([latin, others]) => Array.from(others, (other) => [other, latin] as const)),
);
