import { expect, test } from 'vitest';
import { emptyDraft, type Draft } from './draft.ts';
import { addSeat, duplicateSeat, editSeat, moveSeat, removeSeat, restoreSeat } from './draft-edits.ts';
import { presetOf, PRESETS, sightsOf, withPreset, withSight } from './draft-sights.ts';
import { setupOf, withWords } from './setup-of.ts';

const names = (draft: Draft): readonly string[] => draft.seats.map(({ name }) => name);
const three = addSeat(emptyDraft());

test('a seat is added under a free name, with the model of the one before it', () => {
  const renamed = editSeat('s2', { name: 'cleo', model: 'gemma-3-270m' })(emptyDraft());
  const { seats } = addSeat(renamed);
  expect(seats.at(-1)).toMatchObject({ key: 's3', name: 'Ben', model: 'gemma-3-270m', role: '' });
});

test('a copy stands behind its seat under a number, and a copy of a copy counts on', () => {
  const typed = editSeat('s1', { role: 'Counts the cost.' })(emptyDraft());
  const twice = duplicateSeat('s3')(duplicateSeat('s1')(typed));
  expect(names(twice)).toEqual(['Ada', 'Ada 2', 'Ada 3', 'Ben']);
  expect(twice.seats.slice(0, 3).every(({ role }) => role === 'Counts the cost.')).toBe(true);
  expect(new Set(twice.seats.map(({ key }) => key)).size).toBe(4);
});

test('seats move by one place and stay at the ends of the table', () => {
  expect(names(moveSeat('s3', -1)(three))).toEqual(['Ada', 'Cleo', 'Ben']);
  expect(names(moveSeat('s1', 1)(three))).toEqual(['Ben', 'Ada', 'Cleo']);
  expect(moveSeat('s1', -1)(three)).toBe(three);
  expect(moveSeat('s3', 1)(three)).toBe(three);
});

test('who is gone is gone from the edges, the held and the summary; who is renamed is not', () => {
  const said = withSight(
    { reader: 's1', writer: 's2' },
    'none',
  )({ ...three, hold: 'some', held: ['s2', 's3'], summary: 's2' });
  const renamed = setupOf(withWords(editSeat('s2', { name: 'Bea' })(said)));
  expect(renamed).toMatchObject({
    ok: true,
    value: { hold: ['Bea', 'Cleo'], summary: 'Bea', visibility: { edges: [{ reader: 'Ada', writer: 'Bea' }] } },
  });
  const gone = removeSeat('s2')(said);
  expect(gone).toMatchObject({ held: ['s3'], summary: '', visibility: { edges: {} } });
});

test('a seat that is put back has its place and what was said about it, and what was typed since stays', () => {
  const said = withSight(
    { reader: 's1', writer: 's2' },
    'none',
  )({ ...three, hold: 'some', held: ['s2'], summary: 's2' });
  const since = { ...removeSeat('s2')(said), question: 'Typed since?' };
  expect(restoreSeat('s2', said)(since)).toEqual({ ...said, question: 'Typed since?' });
  expect(restoreSeat('s2', said)(said)).toBe(said);
});

test('every word is a preset, and choosing it gives up single edges', () => {
  const edged = withSight({ reader: 's1', writer: 's2' }, 'gist')(three);
  expect(presetOf(edged)).toBe('custom');
  for (const preset of PRESETS) expect(presetOf(withPreset(preset)(edged))).toBe(preset);
});

test('the matrix shows what the run would have, also the own default of a hierarchy', () => {
  expect(sightsOf(withPreset('ring')(addSeat(three)))[0]).toEqual(['full', 'full', 'none', 'full']);
  expect(sightsOf({ ...three, mode: 'hierarchy' })).toEqual([
    ['gist', 'gist', 'gist'],
    ['full', 'full', 'none'],
    ['full', 'none', 'full'],
  ]);
});

test('an edge by hand changes that edge and no other, also where the mode had a default of its own', () => {
  const before = { ...three, mode: 'hierarchy' as const };
  const after = withSight({ reader: 's2', writer: 's3' }, 'full')(before);
  expect(sightsOf(after)).toEqual([
    ['gist', 'gist', 'gist'],
    ['full', 'full', 'full'],
    ['full', 'none', 'full'],
  ]);
});

test('an edge that says what the preset says is not kept', () => {
  const ring = withPreset('ring')(addSeat(three));
  const changed = withSight({ reader: 's1', writer: 's3' }, 'full')(ring);
  expect(Object.keys(changed.visibility.edges)).toEqual(['s1>s3']);
  expect(withSight({ reader: 's1', writer: 's3' }, 'none')(changed)).toEqual(ring);
});
