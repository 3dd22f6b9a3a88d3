import { expect, test } from 'vitest';
import { contentWords, isBarren, isSurelyNew, noveltyOf, resemblance, wordsToCompare } from './novelty.ts';
import { circlingTalk, livelyTalk, parrotTalk } from './testing/brake-scenarios.ts';

const SEEDS = Array.from({ length: 200 }, (_, index) => index * 7919);
const MEMORY = 24;
const likeness = (one: string, other: string): number => resemblance(wordsToCompare(one), wordsToCompare(other));

/** Of each text of a talk after the first `from`, whether it is barren against what came before. */
const barrenIn = (talk: readonly string[], from: number): readonly boolean[] =>
  talk
    .slice(from)
    .map((text, index) => isBarren(noveltyOf(text, talk.slice(Math.max(0, from + index - MEMORY), from + index))));

test('content words leave out stop words and keep their order', () => {
  expect(contentWords("I don't think that the old station is what we need, it's damp.")).toEqual([
    'think',
    'old',
    'station',
    'damp',
  ]);
});

test('a script without spaces is read by pairs of characters', () => {
  expect(contentWords('図書館は駅')).toEqual(['図書', '書館', '館は', 'は駅']);
  const before = ['図書館は駅の近くに建てるべきだ。', '川の近くは毎年水害がある。'];
  expect(isBarren(noveltyOf('図書館は駅の近くに建てるべきだ。', before))).toBe(true);
  expect(isBarren(noveltyOf('学校の隣なら子供が歩いて通える。', before))).toBe(false);
});

test('what was said before in other places is barren, one new point is not', () => {
  const before = ['The station roof leaks. Parking costs the town money.', 'The river floods every spring.'];
  expect(noveltyOf('Parking costs the town money. The station roof leaks.', before)).toMatchObject({
    newWords: 0,
    newPairs: 1,
  });
  expect(isBarren(noveltyOf('Parking costs the town money. The station roof leaks.', before))).toBe(true);
  expect(isBarren(noveltyOf('Volunteers could run the bus.', before))).toBe(false);
});

test('old words in a new order say something, and without the pairs they would not', () => {
  const before = ['The station roof leaks and the river floods.', 'Parking costs money in spring.'];
  const novelty = noveltyOf('Money floods parking; spring leaks river costs.', before);
  expect(novelty.newWords).toBe(0);
  expect(isBarren(novelty)).toBe(false);
  expect(isBarren({ ...novelty, newPairs: 0 })).toBe(true);
});

test('two hundred lively messages in a row are never barren, circling ones are after a few', () => {
  expect(barrenIn(SEEDS.map(livelyTalk), 1).filter(Boolean)).toEqual([]);
  expect(barrenIn(SEEDS.map(circlingTalk), 20).every(Boolean)).toBe(true);
});

test('the screen in front lets no barren text pass', () => {
  const talk = SEEDS.map((seed, index) => (index % 3 === 0 ? circlingTalk(seed) : livelyTalk(seed)));
  const judged = talk.map((text, index) => {
    const before = talk.slice(Math.max(0, index - MEMORY), index);
    return { screened: isSurelyNew(text, before), barren: isBarren(noveltyOf(text, before)) };
  });
  expect(judged.filter(({ screened, barren }) => screened && barren)).toEqual([]);
  expect(judged.filter(({ screened }) => screened).length).toBeGreaterThan(10);
});

test('one new word among many old ones is still for the measure to judge', () => {
  const before = [
    'Station roof leaks badly. School children need short walks.',
    'Parking costs town money. River floods spring.',
  ];
  const text = 'Station roof leaks badly. Parking costs town money. River floods spring. Honestly.';
  expect(isSurelyNew(text, before)).toBe(false);
  expect(isBarren(noveltyOf(text, before))).toBe(true);
});

test('a sentence in which one word changes is a near duplicate, two lively ones have nothing in common', () => {
  expect(likeness(parrotTalk(1), parrotTalk(2))).toBeGreaterThan(0.5);
  expect(likeness(livelyTalk(1), livelyTalk(2))).toBe(0);
  expect(likeness('I agree', 'I agree')).toBe(1);
  expect(likeness('', '')).toBe(0);
});
