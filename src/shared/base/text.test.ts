import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  countSentences,
  cutToSentences,
  gistOf,
  longestOverlap,
  speakerStart,
  withoutLeadingForm,
  words,
} from './text.ts';

test('a dot in a URL, a number or an abbreviation ends no sentence', () => {
  expect(countSentences('Use GET /users?ids=1.5,2.0 e.g. for lists. It is v1.2 now!')).toBe(2);
  expect(countSentences('Wait. Really? Yes!')).toBe(3);
});

test('a line break ends a sentence, but not where the line only announces a list', () => {
  expect(cutToSentences('Use a batch endpoint\nIt is faster.', 1)).toBe('Use a batch endpoint');
  expect(cutToSentences('Ids can be guessed. Here is an example:\n\n1. **One**:\n', 3)).toBe('Ids can be guessed.');
});

test('a block of code is one sentence when it is whole, and is cut off when it is not', () => {
  const whole = 'Use this. For example:\n```js\nfetch("/users?ids=1");\nconst a = 1;\n```\nIt is fast. It is short.';
  expect(cutToSentences(whole, 2)).toBe('Use this. For example:\n```js\nfetch("/users?ids=1");\nconst a = 1;\n```');
  expect(cutToSentences('Use this. For example:\n```js\nfetch("/users?ids=1");\nconst', 3)).toBe('Use this.');
  expect(cutToSentences('The answer should be:\n\n```javascript\nfunction a(', 3)).toBe('');
});

test('a full stop of another script ends a sentence without a space', () => {
  expect(countSentences('図書館は駅に。学校の近くではない！')).toBe(2);
});

test('a sentence at the end of a text that may go on is not counted yet', () => {
  expect(countSentences('The limit is 1.', { mayGoOn: true })).toBe(0);
  expect(countSentences('It is so. The limit is', { mayGoOn: true })).toBe(1);
});

test('a text is cut back to its last whole sentence, and one without any to its last word', () => {
  expect(cutToSentences('One. Two. Three. Four.', 3)).toBe('One. Two. Three.');
  expect(cutToSentences('One. Two is not fini', 3)).toBe('One.');
  expect(cutToSentences('never a whole sente', 3)).toBe('never a whole …');
});

test('a gist is the first sentence, at most twenty words', () => {
  expect(gistOf('We need a batch endpoint. It is faster.')).toBe('We need a batch endpoint.');
  expect(words(gistOf(Array.from({ length: 40 }, (_, i) => `w${i}`).join(' ')))).toHaveLength(20);
});

test('the text ends where it begins the part of another, but not where it speaks of another', () => {
  expect(speakerStart('I agree.\nBen: no!', ['Ada', 'Ben'])).toBe(8);
  expect(speakerStart('I agree.\n> quoted', ['Ada'])).toBe(8);
  expect(speakerStart('I agree with Ben: he is right.\nBen is right.', ['Ada', 'Ben'])).toBeUndefined();
});

test('a leading imitation of the transcript is stripped, and nothing else', () => {
  expect(withoutLeadingForm('Ben wrote: > "The station is old."', ['Ben'])).toBe('The station is old.');
  expect(withoutLeadingForm('The plan: build it.', ['Ben'])).toBe('The plan: build it.');
});

test('the longest overlap is found whatever stands around it', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom('a', 'b', 'c')), fc.array(fc.constantFrom('x', 'y')), (noise, tail) => {
      const run = 'one two three four';
      const overlap = longestOverlap(`${noise.join(' ')} ${run} ${tail.join(' ')}`, `z ${run} q`);
      expect(overlap).toEqual({ length: 4, text: run });
    }),
  );
  expect(longestOverlap('nothing here', 'is shared').length).toBe(0);
});
