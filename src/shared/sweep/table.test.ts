import fc from 'fast-check';
import { expect, test } from 'vitest';
import { setupWith } from '#engine/testing/deliberation.ts';
import { timeLeft } from './left.ts';
import { pairsOf } from './pairs.ts';
import { cellsOf, planOf, type SweepAsk } from './plan.ts';
import type { CellResult } from './result.ts';
import { tableOf, type Judgement, type PlayedCell } from './table.ts';
import { figureText, tableColumns, tableText } from './table-text.ts';

function planned(ask: SweepAsk) {
  const plan = planOf(setupWith(), ask);
  if (!plan.ok) throw new Error(plan.failure);
  return plan.value;
}

const result = (more: Partial<CellResult> = {}): CellResult => ({
  tokens: 100,
  turns: 3,
  time: 2e6,
  reason: 'budget',
  decided: true,
  ...more,
});

const PLAN = planned({ models: ['a', 'b'], modes: ['peers', 'single', 'vote'], seeds: [1, 2] });
const played = (of: (cell: PlayedCell) => CellResult | undefined): readonly PlayedCell[] =>
  cellsOf(PLAN).map((cell) => ({ ...cell, result: of(cell) }));

const results = fc.option(
  fc.record({
    tokens: fc.nat(9999),
    turns: fc.nat(20),
    time: fc.nat(9e6),
    reason: fc.constant('budget'),
    decided: fc.boolean(),
    expect: fc.option(fc.record({ met: fc.boolean(), against: fc.constant('decided' as const) }), { nil: undefined }),
    modelsVote: fc.option(
      fc.array(fc.record({ judge: fc.constant('J'), model: fc.constant('m'), yes: fc.boolean() })),
      {
        nil: undefined,
      },
    ),
  }),
  { nil: undefined },
) as fc.Arbitrary<CellResult | undefined>;

test('whatever was measured, no figure of the table stands without its n, and none is made of nothing', () => {
  fc.assert(
    fc.property(fc.array(results, { minLength: 12, maxLength: 12 }), (given) => {
      const cells = cellsOf(PLAN).map((cell, at): PlayedCell => ({ ...cell, result: given[at] }));
      const judgements = pairsOf(cells, 5).map(({ left, right }, at): Judgement => ({
        left: left.cell,
        right: right.cell,
        verdict: (['left', 'right', 'tie'] as const)[at % 3] ?? 'tie',
      }));
      const rows = tableOf(PLAN, cells, judgements);
      const [head = [], ...body] = tableText(rows);
      for (const line of body) {
        for (const [at, text] of line.entries()) {
          if (['MODEL', 'MODE', 'ROLE'].includes(head[at] ?? '') || text === '') continue;
          if (head[at] === 'RUNS') expect(text).toMatch(/^\d+ of \d+$/u);
          else for (const part of text.split('; ')) expect(part).toMatch(/, n [1-9]\d*\b/u);
        }
      }
      const [names = [], ...values] = tableColumns(rows);
      for (const line of values) {
        for (const [at, name] of names.entries()) {
          if (!String(name).endsWith('_mean') || line[at] === '') continue;
          expect(Number(line[names.indexOf(String(name).replace('_mean', '_n'))])).toBeGreaterThan(0);
        }
      }
    }),
    { numRuns: 50 },
  );
});

test('a figure says its n: without it the check above is red', () => {
  expect(figureText({ n: 4, mean: 0.5 }, 1)).toBe('0.5, n 4');
  expect('0.5').not.toMatch(/, n [1-9]\d*\b/u);
  expect(figureText(undefined, 1)).toBe('');
});

test('beside each row that is none stands what the same model reached under the controls, and for how many tokens', () => {
  const cells = played(({ models: [model], mode }) =>
    result({
      tokens: mode === 'peers' ? 900 : 90,
      expect: { met: model === 'a' || mode !== 'peers', against: 'decided' },
    }),
  );
  const [first, second, ...controls] = tableOf(PLAN, cells, []);
  expect([first?.model, second?.model, first?.mode]).toEqual(['a', 'b', 'peers']);
  expect(second).toMatchObject({ n: 2, of: 2, expected: { n: 2, mean: 0 }, tokens: { n: 2, mean: 900 } });
  expect(second?.controls).toMatchObject([
    { mode: 'single', n: 2, expected: { n: 2, mean: 1 }, tokens: { n: 2, mean: 90 } },
    { mode: 'vote', n: 2, expected: { n: 2, mean: 1 }, tokens: { n: 2, mean: 90 } },
  ]);
  expect(controls.map(({ control, controls: own }) => [control, own.length])).toEqual(controls.map(() => [true, 0]));
});

test('a vote of models has a column that says so, and none where no judge was asked', () => {
  const voted = tableText(
    tableOf(
      PLAN,
      played(() => result({ modelsVote: [{ judge: 'J', model: 'm', yes: true }] })),
      [],
    ),
  );
  expect(voted[0]).toContain("MODELS' VOTE: GOOD");
  expect(
    tableText(
      tableOf(
        PLAN,
        played(() => result()),
        [],
      ),
    )[0],
  ).not.toContain("MODELS' VOTE: GOOD");
});

test('rows of a seat that is varied count the runs in which it had that model', () => {
  const plan = planned({
    seats: [
      { seat: 'Ada', models: ['a', 'b'] },
      { seat: 'Ben', models: ['a', 'b'] },
    ],
  });
  const rows = tableOf(
    plan,
    cellsOf(plan).map((cell) => ({ ...cell, result: result() })),
    [],
  );
  expect(rows.map(({ role, model, n }) => [role, model, n])).toEqual([
    ['Ada', 'a', 2],
    ['Ada', 'b', 2],
    ['Ben', 'a', 2],
    ['Ben', 'b', 2],
  ]);
});

test('pairs are of one seed, never of two that are the same, and are the same after every restart and whoever ends next', () => {
  const all = played(() => result());
  const pairs = pairsOf(all, 77);
  expect(new Set(pairs.map(({ pair }) => pair)).size).toBe(pairs.length);
  // Six runs of each seed, each with each.
  expect(pairs).toHaveLength(2 * 15);
  for (const { left, right } of pairs) expect([left.seed, left.repeat]).toEqual([right.seed, right.repeat]);
  expect(pairsOf(all.toReversed(), 77).map(({ pair, left }) => [pair, left.cell])).toEqual(
    pairs.map(({ pair, left }) => [pair, left.cell]),
  );
  const some = pairsOf(
    all.map((cell, at) => (at % 2 === 0 ? cell : { ...cell, result: undefined })),
    77,
  );
  const known = new Map(pairs.map(({ pair, left }) => [pair, left.cell]));
  expect(some.every(({ pair, left }) => known.get(pair) === left.cell)).toBe(true);
  const sides = (blind: number): string =>
    pairsOf(all, blind)
      .map(({ left }) => left.models[0])
      .join('');
  expect(sides(1)).not.toBe(sides(2));
});

test('what is left is told from runs of the same models and mode, else of the same models, else of all; and not where nothing is known', () => {
  const cells = played(() => undefined).map((cell) => ({ ...cell, over: false }));
  expect(timeLeft(cells)).toBe(undefined);
  expect(timeLeft([])).toBe(0);
  const peers = cells.findIndex(({ mode }) => mode === 'peers');
  const one = cells.map((cell, at) => (at === peers ? { ...cell, over: true, result: result({ time: 10 }) } : cell));
  expect(timeLeft(one)).toBe(11 * 10);
  const single = cells.findIndex(({ mode }) => mode === 'single');
  const two = one.map((cell, at) => (at === single ? { ...cell, over: true, result: result({ time: 2 }) } : cell));
  // Of the first model: one more peers 10, one more single 2, two votes as the mean of both 6; of the second six as the mean of all.
  expect(timeLeft(two)).toBe(10 + 2 + 12 + 36);
});
