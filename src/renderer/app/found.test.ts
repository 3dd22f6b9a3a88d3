import { expect, test } from 'vitest';
import { longRun } from '#shared/projections/testing/long-run.ts';
import { foldUpTo } from '#shared/projections/fold-up-to.ts';
import { messagesOf, transcript } from '#shared/projections/transcript.ts';
import { holdsWords, messagesWith, pieceWith } from './found.ts';

test('all words have to be there, in any order and in small letters or capitals', () => {
  expect(holdsWords('API users', ['The users endpoint', 'an api'])).toBe(true);
  expect(holdsWords('api vote', ['The users endpoint', 'an api'])).toBe(false);
  expect(holdsWords('  ', ['anything'])).toBe(true);
});

test('messages of a run are found by their words, in order, and no more than asked for', () => {
  const events = longRun(200);
  const said = foldUpTo(events, events.length as never, transcript);
  const all = messagesOf(said);
  expect(all.length).toBeGreaterThan(5);
  const body = all[3]?.body ?? '';
  expect(messagesWith(said.entries, body, 99)).toContain(all[3]);
  expect(messagesWith(said.entries, '', 4)).toEqual(all.slice(0, 4));
  expect(messagesWith(said.entries, 'surely nobody said this', 99)).toEqual([]);
});

test('what is shown of a text is where the words stand, each marked, whatever signs are among them', () => {
  expect(pieceWith('One batch read (GET /users?ids=) closes it.', 'ids= read')).toEqual([
    { text: 'One batch ', hit: false },
    { text: 'read', hit: true },
    { text: ' (GET /users?', hit: false },
    { text: 'ids=', hit: true },
    { text: ') closes it.', hit: false },
  ]);
  const far = pieceWith(`${'word '.repeat(50)}Here it is`, 'here');
  expect(far.filter(({ hit }) => hit)).toEqual([{ text: 'Here', hit: true }]);
  expect(far.map(({ text }) => text).join('').length).toBeLessThan(60);
  expect(far[0]).toEqual({ text: '… ', hit: false });
  expect(pieceWith('Nothing of the kind', 'else')).toEqual([{ text: 'Nothing of the kind', hit: false }]);
  expect(pieceWith('All of it', ' ')).toEqual([{ text: 'All of it', hit: false }]);
});
