import { expect, test } from 'vitest';
import { runLines } from './run-lines.ts';
import { runRow } from './testing/run-row.ts';

const sweep = { sweep: 'a', title: 'Library' };
const runs = [
  runRow('x'),
  runRow('a2', { sweep, title: 'Library', models: ['two'], startedAt: '2026-03-04T11:00:00.000Z' }),
  runRow('a1', { sweep, title: 'Library', models: ['one'], startedAt: '2026-03-04T10:00:00.000Z' }),
];
const lines = (...open: string[]) => runLines(runs, { open: new Set(open), modelName: (model) => `model ${model}` });

test('a sweep is one row that tells how many runs it has and when it began', () => {
  expect(lines().map(({ key }) => key)).toEqual(['x', 'sweep a']);
  expect(lines()[1]).toMatchObject({ sweep, count: 2, startedAt: '2026-03-04T10:00:00.000Z', isOpen: false });
});

test('unfolded, its runs stand under it by their models', () => {
  expect(lines('a').map((line) => (line.kind === 'sweep' ? line.isOpen : line.name))).toEqual([
    undefined,
    true,
    'model two',
    'model one',
  ]);
  expect(lines('b')).toEqual(lines());
});
