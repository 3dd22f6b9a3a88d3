import { expect, test } from 'vitest';
import { verdictWords } from './verdict-words.ts';

const VERDICT = { run: 'r', events: 40, head: 'abcdef0123456789' };

test('a run that is whole says of how many events and prompts', () => {
  expect(verdictWords({ ...VERDICT, prompts: { checked: 12, of: 12 } })).toEqual([
    { name: 'Chain, schemas and folds', holds: 'yes', words: 'whole: 40 events, head abcdef012345' },
    { name: 'Prompts', holds: 'yes', words: '12 of 12 built anew, token by token, and found as recorded' },
  ]);
});

test('what is broken, what could not be checked and what was imported is said', () => {
  const broken = verdictWords({
    ...VERDICT,
    bad: { seq: 7, why: 'its hash is another' },
    prompts: { checked: 0, of: 3, bad: { seq: 9, turn: 2, why: 'another prompt' } },
    imported: true,
  });
  expect(broken.map(({ holds, words }) => [holds, words])).toEqual([
    ['no', 'broken at event 7: its hash is another'],
    ['no', 'turn 2, event 9: another prompt'],
    ['not checked', 'imported: nobody vouches for what it says'],
  ]);
  const [, prompts] = verdictWords({ ...VERDICT, prompts: { checked: 1, of: 3, unchecked: 'a.gguf is not there' } });
  expect(prompts?.holds).toBe('not checked');
  expect(prompts?.words).toContain('a.gguf is not there');
});
