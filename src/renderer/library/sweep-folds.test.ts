import { expect, test } from 'vitest';
import type { RunRow } from '#shared/rpc/methods.ts';
import { folded, nameInSweep, playersOf, type Folded } from './sweep-folds.ts';
import { runRow } from './testing/run-row.ts';

const of = (sweep: string): Pick<RunRow, 'sweep'> => ({ sweep: { sweep, title: 'Library' } });
const words = (entries: readonly Folded<RunRow>[]) =>
  entries.map((entry) =>
    'item' in entry ? entry.item.run : `${entry.sweep.sweep}: ${entry.items.map(({ run }) => run).join(' ')}`,
  );
const entries = (runs: readonly RunRow[]) => words(folded(runs, (run) => run));

test('the runs of a sweep take the place of the first of them, and all others keep theirs', () => {
  const runs = [runRow('x'), runRow('a1', of('a')), runRow('b1', of('b')), runRow('y'), runRow('a2', of('a'))];
  expect(entries([...runs, runRow('b2', of('b'))])).toEqual(['x', 'a: a1 a2', 'b: b1 b2', 'y']);
  // The control: the same runs of no sweep.
  expect(entries(runs.map(({ run }) => runRow(run)))).toEqual(['x', 'a1', 'b1', 'y', 'a2']);
});

test('what goes on, is pinned or is the only one stands by itself', () => {
  const runs = [
    runRow('live', { ...of('a'), state: 'running' }),
    runRow('held', { ...of('a'), state: 'paused' }),
    runRow('kept', { ...of('a'), pinned: true }),
    runRow('a1', of('a')),
    runRow('a2', of('a')),
    runRow('only', of('b')),
  ];
  expect(entries(runs)).toEqual(['live', 'held', 'kept', 'a: a1 a2', 'only']);
});

test('a run of a sweep is called by its models until it is given a name', () => {
  const run = runRow('one', { ...of('a'), title: 'Library', models: ['x.gguf', 'scripted'] });
  expect(nameInSweep(run, (model) => model.toUpperCase())).toBe('X.GGUF, SCRIPTED');
  expect(nameInSweep({ ...run, title: 'The best one' }, String)).toBe('The best one');
  expect([playersOf(run), playersOf(runRow('two', { models: ['x'] }))]).toEqual(['x.gguf, scripted · ', '']);
});
