import { expect, test } from 'vitest';
import { END_REASONS } from '#shared/events/vocabulary.ts';
import { FILTERS, soughtRuns, tagsOf, type Sought } from './runs-filter.ts';
import { runRow } from './testing/run-row.ts';

const runs = [
  runRow('old', { tags: ['library'], reason: 'budget' }),
  runRow('now', { state: 'running', tags: ['library', 'town'] }),
  runRow('agreed', { reason: 'consensus', seats: ['Ben', 'Cleo'] }),
  runRow('broken', { state: 'interrupted' }),
  runRow('played', { source: 'recording', reason: 'quorum' }),
];
const sought = (more: Partial<Sought>): readonly string[] =>
  soughtRuns(runs, { filter: 'all', tags: [], words: '', today: '2026-03-05', ...more }).map(({ run }) => run);

test('each filter lets its runs through, in the order of the groups', () => {
  expect(sought({})).toEqual(['now', 'old', 'agreed', 'broken', 'played']);
  expect(FILTERS.slice(1).map(({ id }) => sought({ filter: id }))).toEqual([
    ['now'],
    ['agreed', 'played'],
    ['old'],
    ['broken'],
    ['played'],
  ]);
});

test('a run that has ended is decided or not, whatever its reason', () => {
  for (const reason of END_REASONS) {
    const ended = [runRow('one', { reason })];
    const found = (['decided', 'undecided'] as const).filter(
      (filter) => soughtRuns(ended, { filter, tags: [], words: '', today: '' }).length === 1,
    );
    expect(found.length).toBe(1);
  }
});

test('all words and all tags have to be there', () => {
  expect(sought({ words: 'AGREED cleo' })).toEqual(['agreed']);
  expect(sought({ words: 'agreed town' })).toEqual([]);
  expect(sought({ tags: ['library'] })).toEqual(['now', 'old']);
  expect(sought({ tags: ['library', 'town'] })).toEqual(['now']);
  expect(tagsOf(runs)).toEqual(['library', 'town']);
});
