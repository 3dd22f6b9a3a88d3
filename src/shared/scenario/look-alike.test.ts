import { expect, test } from 'vitest';
import { confusable } from './look-alike.ts';
import { parseScenario } from './parse-scenario.ts';
import { seatName } from './seat-name.ts';

/** Row R6: names that a reader could take for each other; the second is written with other letters, or only looks other. */
const ALIKE: readonly (readonly [string, string, string])[] = [
  ['Ada', 'ADA', 'case'],
  ['Ada', 'Adá', 'an accent'],
  ['Ada', 'A da', 'a space'],
  ['Ada', 'A.d.a', 'points'],
  ['Ada', 'Аdа', 'Cyrillic А and а'],
  ['Ada', 'Αdα', 'Greek Alpha'],
  ['Ada', 'Ａｄａ', 'full width'],
  ['Ada', '𝐀𝐝𝐚', 'mathematical bold'],
  ['Ada', 'аԁа', 'Cyrillic throughout'],
  ['Nina', 'Νina', 'Greek capital Nu, whose small letter looks like v'],
  ['Hugo', 'Ηugo', 'Greek capital Eta, whose small letter looks like n'],
  ['Hugo', 'Нugo', 'Cyrillic capital En'],
  ['Ian', 'Іan', 'Cyrillic capital I'],
  ['Ian', 'Ιan', 'Greek capital Iota'],
  ['Ian', 'lan', 'a small L'],
  ['Ian', '1an', 'a one'],
  ['Ian', 'ӏan', 'Cyrillic palochka'],
  ['Bob', 'B0b', 'a nought'],
  ['Otto', '0tto', 'a nought for a capital'],
  ['Yves', 'Υves', 'Greek capital Upsilon'],
  ['Max', 'Μax', 'Greek capital Mu'],
  ['Zoe', 'Ζoe', 'Greek capital Zeta'],
  ['Bernie', 'Bemie', 'r and n like m'],
  ['Wim', 'VVim', 'two V'],
  ['Sven', 'Ѕven', 'Cyrillic Dze'],
  ['Tom', 'Ꭲom', 'Cherokee'],
  ['Sue', 'Տue', 'Armenian'],
  ['Рома', 'Poma', 'Latin for a Cyrillic name'],
];

const problemOf = (names: readonly string[]): string => {
  const seats = names.map((name) => `  - name: "${name}"\n    role: Critic\n`).join('');
  const parsed = parseScenario(`question: Why?\nseats:\n${seats}`, 'plan.yaml');
  return parsed.ok ? '' : parsed.failure.message;
};

test.each(ALIKE)('%s and %s are not seated together: %s', (one, other) => {
  expect(problemOf([one, other])).toMatch(/^(?:'.+' looks like '.+'|two seats are named '.+'); give each seat a name/u);
  expect(problemOf([other, one]), 'in either order').toMatch(/give each seat a name of its own$/u);
});

test('the control: names that differ only for the eye of a computer would be let in by a comparison in any case', () => {
  const lower = ALIKE.filter(
    ([one, other]) => one.normalize('NFKC').toLowerCase() === other.normalize('NFKC').toLowerCase(),
  );
  expect(lower.length).toBeLessThan(ALIKE.length / 4);
});

test.each([
  [['Ada', 'Ben', 'Cleo', 'Dan', 'Eva', 'Finn', 'Gus', 'Hal']],
  [['Ian', 'Lan', 'Jan']],
  [['Ann', 'Anna', 'Hanna']],
  [['Agent 1', 'Agent 2', 'Agent 10', 'Agent 11']],
  [['Анна', 'Иван', 'Ольга']],
  [['Ελένη', 'Νίκος', 'Μαρία']],
  [['राम', 'रमा', 'हिन्दी']],
  [['李雷', '韩梅梅']],
])('%j sit together', (names) => {
  expect(problemOf(names)).toBe('');
  expect(confusable(names)).toBeUndefined();
});

test.each(['Arbiter', 'аrbiter', 'Αrbiter', 'ALL', 'AIl', 'Аll', 'a1l', 'System', 'Sуstem', 'Ｓｙｓｔｅｍ', 'árbiter'])(
  '%j could be taken for the house and is refused',
  (name) => {
    const found = seatName(name);
    expect(found.ok ? '' : found.failure).toMatch(/a name of the house; choose another$/u);
  },
);

test.each(['Ali', 'Alla', 'Systema', 'Arbit', 'Bitter'])('%j is a name like others', (name) => {
  expect(seatName(name)).toEqual({ ok: true, value: name });
});
