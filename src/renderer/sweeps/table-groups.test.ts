import { expect, test } from 'vitest';
import { modelRef } from '#shared/events/ids.ts';
import type { Mode } from '#shared/events/setup.ts';
import type { SweepTableRow } from '#shared/rpc/sweep-methods.ts';
import { tableGroups } from './table-groups.ts';

const row = (role: string, model: string, [mode, control]: readonly [Mode, boolean]): SweepTableRow => ({
  ...{ role, mode, control, n: 1, of: 1, controls: [] },
  model: modelRef(model),
});

test('each model in each role stands once, its controls below its other modes, and no row is lost', () => {
  const rows = [
    row('Ada', 'a', ['peers', false]),
    row('Ada', 'b', ['peers', false]),
    row('Ada', 'a', ['single', true]),
    row('Ada', 'a', ['hierarchy', false]),
    row('Ben', 'a', ['peers', false]),
  ];
  const groups = tableGroups(rows);
  expect(groups.map(({ role, model, rows: own }) => [role, model, own.map(({ mode }) => mode)])).toEqual([
    ['Ada', 'a', ['peers', 'hierarchy', 'single']],
    ['Ada', 'b', ['peers']],
    ['Ben', 'a', ['peers']],
  ]);
  expect(new Set(groups.flatMap(({ rows: own }) => own))).toEqual(new Set(rows));
});
