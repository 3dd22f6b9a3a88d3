import fc from 'fast-check';
import { modelRef } from '#shared/events/ids.ts';
import { CADENCES, SIGHTS, TOPOLOGIES, type RunSetup } from '#shared/events/setup.ts';
import { seatNamed, setupWith } from '../deliberation.ts';

/** What a simulated run is like: its scenario, how its speakers are, and how often the world misbehaves (chances per step). */
export type Plan = {
  readonly setup: RunSetup;
  readonly temper: {
    readonly addresses: number;
    readonly repeats: number;
    readonly polite: number;
    readonly empty: number;
  };
  readonly chances: {
    readonly command: number;
    readonly hostCrash: number;
    readonly kill: number;
    readonly disk: number;
    readonly clock: number;
    readonly line: number;
    readonly slow: number;
  };
};

const NAMES = ['Ada', 'Ben', 'Cleo', 'Dan', 'Eve', 'Finn'];

/** A plan for a seed: the same for ever, with the same version of fast-check. */
export function planOf(seed: number): Plan {
  const [plan] = fc.sample(planArbitrary, { seed, numRuns: 1 });
  if (plan === undefined) throw new Error('fast-check gives as many samples as it is asked for');
  return plan;
}

const chance = (highest: number): fc.Arbitrary<number> => fc.oneof(fc.constant(0), share(0, highest));
/** A share of a hundred steps between two bounds; drawn evenly, since fast-check's own doubles are mostly next to nothing. */
const share = (lowest: number, highest: number): fc.Arbitrary<number> =>
  fc.noBias(fc.integer({ min: 0, max: 100 })).map((part) => lowest + (part / 100) * (highest - lowest));
const sometimes = <Value>(value: fc.Arbitrary<Value>, weight = 1): fc.Arbitrary<Value | undefined> =>
  fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, { weight, arbitrary: value });

const temperArbitrary = fc.record({
  addresses: chance(0.6),
  repeats: chance(0.3),
  polite: fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: share(0.3, 1) }),
  empty: chance(0.2),
});

const chancesArbitrary = fc.record({
  command: chance(0.15),
  hostCrash: chance(0.05),
  kill: chance(0.02),
  disk: chance(0.03),
  clock: chance(0.01),
  line: chance(0.2),
  slow: chance(0.1),
});

const visibilityArbitrary = (names: readonly string[]): fc.Arbitrary<RunSetup['visibility']> => {
  const edge = fc.record({
    reader: fc.constantFrom(...names),
    writer: fc.constantFrom(...names),
    sight: fc.constantFrom(...SIGHTS),
  });
  return fc.oneof(
    { weight: 2, arbitrary: fc.constant('full' as const) },
    {
      weight: 3,
      arbitrary: fc.record({
        topology: fc.constantFrom(...TOPOLOGIES),
        sight: fc.constantFrom('full' as const, 'gist' as const),
        edges: fc.array(edge, { maxLength: 3 }),
      }),
    },
  );
};

const brakesArbitrary = fc.record(
  {
    noNewContent: fc.constantFrom(0, 1, 2),
    politeness: fc.constantFrom(0, 1),
    nudges: fc.constantFrom(0, 1, 3),
    mailCap: fc.constantFrom(0, 2, 5),
    waitCycle: fc.constantFrom(0, 1),
  },
  { requiredKeys: [] },
);

const setupArbitrary: fc.Arbitrary<RunSetup> = fc.integer({ min: 1, max: NAMES.length }).chain((count) => {
  const names = NAMES.slice(0, count);
  return fc
    .record({
      mode: fc.oneof(
        { weight: 4, arbitrary: fc.constant('peers' as const) },
        {
          weight: 2,
          arbitrary: fc.constantFrom('hierarchy' as const, 'vote' as const, 'roleplay' as const, 'single' as const),
        },
      ),
      cadence: fc.constantFrom(...CADENCES),
      visibility: visibilityArbitrary(names),
      twoModels: fc.boolean(),
      agreeable: fc.boolean(),
      turns: fc.noBias(fc.integer({ min: 1, max: 40 })),
      tokens: sometimes(fc.noBias(fc.integer({ min: 50, max: 8000 }))),
      time: sometimes(fc.noBias(fc.integer({ min: 20_000, max: 2_000_000 }))),
      perAgent: sometimes(fc.record({ turns: fc.integer({ min: 1, max: 8 }) })),
      context: fc.oneof(
        { weight: 3, arbitrary: fc.constant(100_000) },
        { weight: 1, arbitrary: fc.noBias(fc.integer({ min: 400, max: 700 })) },
      ),
      exact: fc.oneof({ weight: 4, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
      anonymous: sometimes(fc.constant(true)),
      hold: sometimes(fc.oneof(fc.constant('all' as const), fc.subarray(names))),
      answerWithin: sometimes(fc.integer({ min: 1, max: 4 }), 2),
      quorum: sometimes(fc.constantFrom(0.3, 0.5, 0.67)),
      tasks: sometimes(fc.constant(true)),
      summary: sometimes(fc.constantFrom(...names)),
      brakes: sometimes(brakesArbitrary, 3),
      seed: fc.integer({ min: 0, max: 1000 }),
    })
    .map(({ twoModels, agreeable, turns, tokens, time, perAgent, ...rest }): RunSetup => {
      const seats = names.map((name, index) => ({
        ...seatNamed(name),
        model: modelRef(twoModels && index % 2 === 1 ? 'scripted-b' : 'scripted'),
        leaning: agreeable ? { agree: 20, challenge: 3, revise: 3 } : {},
      }));
      const budget = { turns, ...known({ tokens, time, perAgent }) };
      return setupWith({ seats, budget, ...known(rest) });
    });
});

const known = (fields: object): object =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));

const planArbitrary: fc.Arbitrary<Plan> = fc.record({
  setup: setupArbitrary,
  temper: temperArbitrary,
  chances: chancesArbitrary,
});
