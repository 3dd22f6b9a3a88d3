import { expect, test } from 'vitest';
import { seq } from '#shared/events/ids.ts';
import { noteAt, withNote } from './notes-store.ts';

test('a note takes the place of the one at its event, the others stay in the order of the events', () => {
  const two = withNote(withNote([], { seq: seq(9), bookmark: true, note: '' }), {
    seq: seq(3),
    bookmark: false,
    note: ' why? ',
  });
  expect(two).toEqual([
    { seq: 3, bookmark: false, note: 'why?' },
    { seq: 9, bookmark: true, note: '' },
  ]);
  const changed = withNote(two, { seq: seq(3), bookmark: true, note: 'because' });
  expect([changed.length, noteAt(changed, seq(3))]).toEqual([2, { seq: 3, bookmark: true, note: 'because' }]);
});

test('neither a bookmark nor words is none', () => {
  const one = withNote([], { seq: seq(3), bookmark: true, note: '' });
  expect(withNote(one, { seq: seq(3), bookmark: false, note: ' \n' })).toEqual([]);
  expect(withNote(one, { seq: seq(4), bookmark: false, note: '' })).toEqual(one);
});
