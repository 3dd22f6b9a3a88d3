import fc from 'fast-check';
import { expect, test } from 'vitest';
import { setupWith } from '#engine/testing/deliberation.ts';
import { MODES } from '../events/setup.ts';
import { cellsOf, CELLS_AT_MOST, modelSetOf, planOf, setupOfCell, type SweepAsk, type SweepCell } from './plan.ts';

const MODELS = ['a', 'b', 'c'];
const some = <Value>(of: readonly Value[]) => fc.uniqueArray(fc.constantFrom(...of), { minLength: 1, maxLength: 3 });
const asks: fc.Arbitrary<SweepAsk> = fc.record(
  {
    models: some(MODELS),
    seats: fc
      .uniqueArray(fc.constantFrom('Ada', 'Ben', 'Cleo'), { maxLength: 2 })
      .chain((names) => fc.tuple(...names.map((seat) => fc.record({ seat: fc.constant(seat), models: some(MODELS) })))),
    modes: some(MODES),
    seeds: fc.uniqueArray(fc.integer({ min: 0, max: 99 }), { minLength: 1, maxLength: 3 }),
    repeat: fc.integer({ min: 1, max: 3 }),
  },
  { requiredKeys: [] },
);

function planned(ask: SweepAsk) {
  const plan = planOf(setupWith(), ask);
  if (!plan.ok) throw new Error(plan.failure);
  return plan.value;
}

/** How often one goes from a set of models to another. */
const changes = (cells: readonly SweepCell[]): number =>
  cells.filter(({ models }, at) => at > 0 && modelSetOf(models) !== modelSetOf(cells[at - 1]?.models ?? [])).length;
const sets = (cells: readonly SweepCell[]): number => new Set(cells.map(({ models }) => modelSetOf(models))).size;

test('every cell stands in the plan once, with an id that a stored plan gives again, and equal sets of models follow each other', () => {
  fc.assert(
    fc.property(asks, (ask) => {
      const plan = planned(ask);
      const cells = cellsOf(plan);
      expect(new Set(cells.map(({ cell }) => cell)).size).toBe(cells.length);
      const runs = cells.map((cell) => JSON.stringify(setupOfCell(plan, cell)));
      expect(new Set(runs).size).toBe(runs.length);
      expect(cellsOf(JSON.parse(JSON.stringify(plan)))).toEqual(cells);
      expect(changes(cells)).toBe(sets(cells) - 1);
      for (const mode of plan.modes) {
        const variants = mode === 'single' || mode === 'roleplay' ? plan.variants.map(([one]) => [one]) : plan.variants;
        const wanted = new Set(variants.map((variant) => variant.join())).size * plan.seeds.length * plan.repeat;
        expect(cells.filter((cell) => cell.mode === mode)).toHaveLength(wanted);
      }
    }),
  );
});

test('in the order in which they were written the models would change again and again', () => {
  const cells = cellsOf(planned({ models: ['a', 'b'], seeds: [1, 2], modes: ['peers', 'vote'] }));
  expect(changes(cells)).toBe(1);
  expect(changes(cells.toSorted((one, other) => one.seed - other.seed))).toBe(3);
});

test('an id is of what a cell is: a plan that grows keeps the ids of what was in it', () => {
  const small = cellsOf(planned({ models: ['b'], seeds: [2] })).map(({ cell }) => cell);
  const large = cellsOf(planned({ models: ['a', 'b'], seeds: [1, 2], repeat: 2 })).map(({ cell }) => cell);
  expect(small.every((cell) => large.includes(cell))).toBe(true);
});

test('a repeat has a seed of its own, and the first has the one that was asked for', () => {
  const plan = planned({ seeds: [7], repeat: 3 });
  const seeds = cellsOf(plan).map((cell) => setupOfCell(plan, cell).seed);
  expect(seeds[0]).toBe(7);
  expect(new Set(seeds).size).toBe(3);
});

test('a single seat is varied while the others stay', () => {
  const plan = planned({ seats: [{ seat: 'ben', models: ['a', 'b'] }] });
  expect(plan.variants).toEqual([
    ['scripted', 'a', 'scripted'],
    ['scripted', 'b', 'scripted'],
  ]);
  expect(plan.varied).toEqual(['Ben']);
  expect(planned({ models: ['a', 'b'] }).varied).toEqual([]);
});

test.for<[string, SweepAsk, Parameters<typeof setupWith>[0], string]>([
  [
    'an unknown seat',
    { seats: [{ seat: 'Bem', models: ['a'] }] },
    {},
    "--seat: no seat is named 'Bem'; did you mean 'Ben'?",
  ],
  [
    'a seat twice',
    {
      seats: [
        { seat: 'Ben', models: ['a'] },
        { seat: 'ben', models: ['b'] },
      ],
    },
    {},
    '--seat: Ben is named twice; write its models behind one =',
  ],
  ['a seat without models', { seats: [{ seat: 'Ben', models: [] }] }, {}, '--seat: name at least one model for Ben'],
  ['a model twice', { models: ['a', 'a'] }, {}, '--models names a twice; --repeat runs the same again'],
  ['no modes', { modes: [] }, {}, '--modes names nothing; leave it out or name at least one'],
  [
    'too many',
    { seeds: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11], repeat: 100 },
    {},
    `that makes up to 1100 runs; a sweep takes at most ${CELLS_AT_MOST}`,
  ],
  [
    'a scenario that waits for somebody',
    {},
    { hold: 'all' },
    'this scenario holds messages for approval, and nobody sits at a sweep: take `hold` out',
  ],
])('%s is refused in a sentence', ([, ask, changed, sentence]) => {
  const plan = planOf(setupWith(changed), ask);
  expect(plan.ok ? '' : plan.failure).toBe(sentence);
});
