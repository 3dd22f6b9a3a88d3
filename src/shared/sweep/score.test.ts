import { expect, test } from 'vitest';
import { lastNumber, scoreOf, type Outcome } from './score.ts';

const matches = (pattern: string, text: string): boolean => new RegExp(pattern, 'iu').test(text);
const decided = (...texts: string[]): Outcome => ({ from: 'decided', texts });

test('a pattern is met by any of the texts, whatever its capitals', () => {
  expect(scoreOf({ regex: 'old (station|depot)' }, decided('No.', 'The Old Station.'), matches)).toEqual({
    met: true,
    against: 'decided',
  });
  expect(scoreOf({ regex: '^depot' }, decided('The depot.'), matches).met).toBe(false);
});

test('a pattern that takes too long is not met, and says why', () => {
  const score = scoreOf({ regex: 'x' }, decided('y'), () => undefined);
  expect(score).toEqual({ met: false, against: 'decided', why: 'the pattern took too long on this text' });
});

test('an exact text is met with other spaces and with no other letter', () => {
  expect(scoreOf({ exact: 'the  depot' }, decided(' the\ndepot '), matches).met).toBe(true);
  expect(scoreOf({ exact: 'the depot' }, decided('the depot.'), matches).met).toBe(false);
});

test('a number is the last one of the text, within what is allowed', () => {
  const score = (text: string, within: number): boolean => scoreOf({ number: 42, within }, decided(text), matches).met;
  expect([
    score('Of 50 we take 41.', 1),
    score('Of 50 we take 41.', 0.5),
    score('none', 100),
    score('42, not 50', 1),
  ]).toEqual([true, false, false, false]);
  expect(scoreOf({ number: 0.2, within: 0.1 }, decided('0.3'), matches).met).toBe(true);
  expect(['1,250.5 francs', 'it is -3', 'x', 'in 7 days.'].map(lastNumber)).toEqual([1250.5, -3, undefined, 7]);
});

test('where nothing was proposed no rule is met', () => {
  expect(scoreOf({ regex: '' }, { from: 'nothing', texts: [] }, matches)).toEqual({ met: false, against: 'nothing' });
});
