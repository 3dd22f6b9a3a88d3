import { expect, test } from 'vitest';
import { isCourtesy } from './politeness.ts';
import { livelyTalk, politeTalk } from './testing/brake-scenarios.ts';

const PEOPLE = ['Ada', 'Ben', 'Cleo'];

test('thanks, praise and agreement are courtesies, names among them', () => {
  for (const text of [
    'Thanks, great point!',
    'I agree.',
    "You're absolutely right, Ben.",
    'Well said! I totally agree with you and Cleo.',
    'Thank you so much for sharing your thoughts.',
  ]) {
    expect(isCourtesy(text, PEOPLE), text).toBe(true);
  }
  for (let seed = 0; seed < 100; seed += 1) expect(isCourtesy(politeTalk(seed), PEOPLE)).toBe(true);
});

test('a claim is none, however polite its first words are', () => {
  for (const text of [
    'Thanks, great point, but the station floods.',
    'I agree that rent is the risk.',
    'Yes, 40 seats.',
    'No.',
    'Great. The budget ends in May.',
    '',
    '私は反対です。',
  ]) {
    expect(isCourtesy(text, PEOPLE), text).toBe(false);
  }
  for (let seed = 0; seed < 100; seed += 1) expect(isCourtesy(livelyTalk(seed), PEOPLE)).toBe(false);
});

test('a name counts as courtesy only where somebody is called so', () => {
  expect(isCourtesy('Thanks, Ben!', PEOPLE)).toBe(true);
  expect(isCourtesy('Thanks, Ben!', ['Ada'])).toBe(false);
});
