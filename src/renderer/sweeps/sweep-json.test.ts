import { expect, test } from 'vitest';
import { modelRef, runId } from '#shared/events/ids.ts';
import { sweepJson } from './sweep-json.ts';

test('the JSON holds the sweep, every run and every row, and can be read again', () => {
  const cell = {
    cell: 'c1',
    models: [modelRef('=a"b')],
    mode: 'peers' as const,
    seed: 1,
    repeat: 1,
    state: 'done' as const,
    run: runId('r1'),
  };
  const row = {
    role: 'all seats',
    model: modelRef('=a"b'),
    mode: 'peers' as const,
    control: false,
    n: 1,
    of: 1,
    controls: [],
  };
  const found = {
    sweep: 's1',
    title: 'A, "B"}',
    startedAt: '2026-01-01T00:00:00Z',
    state: 'done' as const,
    cells: 1,
    done: 1,
    failed: 0,
    models: [modelRef('=a"b')],
    modes: ['peers' as const],
    question: 'Where?',
    varied: [],
  };
  expect(JSON.parse(sweepJson({ ...found, plan: [cell] }, [row]))).toEqual({
    ...found,
    runs: [{ kind: 'cell', ...cell }],
    rows: [{ kind: 'row', ...row }],
  });
  expect(JSON.parse(sweepJson({ ...found, plan: [] }, []))).toMatchObject({ runs: [], rows: [] });
});
