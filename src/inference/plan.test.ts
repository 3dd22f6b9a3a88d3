import fc from 'fast-check';
import { expect, test } from 'vitest';
import { plan, type Placement, type PlanOptions, type Prompt, type SequenceState, type Step } from './plan.ts';

const FAST: PlanOptions = { grid: 1, reuse: 'trunk', cuttable: true };

type Kv = { readonly tokens: number[]; evaluated: number };

/** Executes steps on plain arrays and refuses what a context would refuse. */
function simulate(prompts: readonly Prompt[], sequences: readonly SequenceState[], options: PlanOptions) {
  const kv = new Map(sequences.map(({ id, tokens }): [number, Kv] => [id, { tokens: [...tokens], evaluated: 0 }]));
  const of = (id: number): Kv => kv.get(id) ?? { tokens: [], evaluated: 0 };
  const placements = plan(prompts, sequences, options);
  const run = (step: Step, prompt: Prompt): void => {
    const { tokens } = of(step.sequence);
    if (step.do === 'cut') {
      expect(step.to).toBeLessThanOrEqual(tokens.length);
      tokens.length = step.to;
    } else if (step.do === 'copy') {
      const source = of(step.from).tokens;
      expect(step.to).toBeLessThanOrEqual(source.length);
      tokens.splice(0, tokens.length, ...source.slice(0, step.to));
    } else {
      expect(step.from).toBe(tokens.length);
      tokens.push(...prompt.tokens.slice(step.from, step.to));
      of(step.sequence).evaluated += step.to - step.from;
    }
  };
  const whole: boolean[] = [];
  for (const [index, placement] of placements.entries()) {
    const prompt = prompts[index];
    if (placement === undefined || prompt === undefined) continue;
    for (const step of placement.steps) run(step, prompt);
    const held = of(placement.slot).tokens;
    whole.push(held.length === prompt.tokens.length && held.every((token, at) => token === prompt.tokens[at]));
  }
  return { placements, whole, kv };
}

// Few different tokens and short lists, so that prefixes are shared often.
const tokenList = fc.array(fc.integer({ min: 1, max: 3 }), { maxLength: 12 });
const prompt = fc
  .record({ ground: tokenList, tail: fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 5 }) })
  .map(({ ground, tail }): Prompt => ({ tokens: [...ground, ...tail], shared: ground.length }));
const sequences = fc
  .record({
    slots: fc.array(fc.record({ tokens: tokenList, busy: fc.boolean() }), { minLength: 1, maxLength: 4 }),
    trunks: fc.array(fc.record({ tokens: tokenList, busy: fc.boolean() }), { maxLength: 3 }),
  })
  .map(({ slots, trunks }) =>
    [
      ...slots.map((one) => ({ ...one, role: 'slot' as const })),
      ...trunks.map((one) => ({ ...one, role: 'trunk' as const })),
    ].map((one, id): SequenceState => ({ ...one, id })),
  );
const options = fc.record({
  grid: fc.constantFrom(1, 4),
  reuse: fc.constantFrom('trunk', 'own', 'none') satisfies fc.Arbitrary<PlanOptions['reuse']>,
  cuttable: fc.boolean(),
});

test('the steps leave every placed prompt whole in its slot', () => {
  fc.assert(
    fc.property(fc.array(prompt, { maxLength: 4 }), sequences, options, (prompts, states, how) => {
      expect(simulate(prompts, states, how).whole.every(Boolean)).toBe(true);
    }),
    { numRuns: 500 },
  );
});

test('busy sequences are neither changed nor read', () => {
  fc.assert(
    fc.property(fc.array(prompt, { maxLength: 4 }), sequences, options, (prompts, states, how) => {
      const busy = new Set(states.filter((state) => state.busy).map((state) => state.id));
      for (const step of steps(plan(prompts, states, how))) {
        expect(busy.has(step.sequence)).toBe(false);
        if (step.do === 'copy') expect(busy.has(step.from)).toBe(false);
      }
    }),
  );
});

test('each prompt takes the lowest free slot, and where none is left it is not placed', () => {
  fc.assert(
    fc.property(fc.array(prompt, { maxLength: 5 }), sequences, (prompts, states) => {
      const free = states.filter((state) => state.role === 'slot' && !state.busy).map((state) => state.id);
      const placed = plan(prompts, states, FAST).map((placement) => placement?.slot);
      expect(placed).toEqual(prompts.map((_, index) => free[index]));
    }),
  );
});

test('a ground that all prompts share is evaluated once, and nothing that a trunk holds is evaluated', () => {
  fc.assert(
    fc.property(tokenList, fc.array(tokenList, { minLength: 1, maxLength: 4 }), tokenList, (ground, tails, before) => {
      const prompts = tails.map((tail) => ({ tokens: [...ground, ...tail, 9], shared: ground.length }));
      // The trunk holds an earlier ground, of which this one is the continuation, or nothing of it.
      const held = ground.slice(0, before.length);
      const states = idle(tails.length, [held]);
      const { kv } = simulate(prompts, states, FAST);
      expect(kv.get(tails.length)?.evaluated).toBe(ground.length - held.length);
      for (const [index, tail] of tails.entries())
        expect(kv.get(index)?.evaluated).toBeLessThanOrEqual(tail.length + 1);
    }),
  );
});

test('without trunks the same ground is evaluated once for each prompt', () => {
  const prompts = [7, 8, 9].map((tail) => ({ tokens: [1, 2, 3, tail], shared: 3 }));
  const { kv } = simulate(prompts, idle(3, [[]]), { ...FAST, reuse: 'own' });
  expect([...kv.values()].map(({ evaluated }) => evaluated)).toEqual([4, 4, 4, 0]);
});

test('a later ground extends the trunk of the earlier one', () => {
  const states = idle(1, [[1, 2, 3]]);
  const later = { tokens: [1, 2, 3, 4, 5, 9], shared: 5 };
  expect(plan([later], states, FAST)[0]?.steps).toEqual([
    { do: 'evaluate', sequence: 1, from: 3, to: 5 },
    { do: 'copy', from: 1, sequence: 0, to: 5 },
    { do: 'evaluate', sequence: 0, from: 5, to: 6 },
  ]);
});

test('a ground that is a beginning of what the trunk holds costs nothing and leaves the trunk as it is', () => {
  const states = idle(1, [[1, 2, 3, 4, 5]]);
  expect(plan([{ tokens: [1, 2, 3, 9], shared: 3 }], states, FAST)[0]?.steps).toEqual([
    { do: 'copy', from: 1, sequence: 0, to: 3 },
    { do: 'evaluate', sequence: 0, from: 3, to: 4 },
  ]);
});

test('an edited ground takes over the part before the edit from the trunk that holds it', () => {
  const states = idle(1, [[1, 2, 3, 4], []]);
  expect(plan([{ tokens: [1, 2, 8, 9], shared: 3 }], states, FAST)[0]?.steps).toEqual([
    { do: 'copy', from: 1, sequence: 2, to: 2 },
    { do: 'evaluate', sequence: 2, from: 2, to: 3 },
    { do: 'copy', from: 2, sequence: 0, to: 3 },
    { do: 'evaluate', sequence: 0, from: 3, to: 4 },
  ]);
});

test('the next stage of a turn cuts its own slot behind what both stages share and copies nothing', () => {
  const states: SequenceState[] = [
    { id: 0, role: 'slot', tokens: [1, 2, 3, 7, 7], busy: true },
    ...idle(0, [[1, 2]], 1),
  ];
  expect(plan([{ tokens: [1, 2, 3, 5], shared: 2, slot: 0 }], states, FAST)[0]?.steps).toEqual([
    { do: 'cut', sequence: 0, to: 3 },
    { do: 'evaluate', sequence: 0, from: 3, to: 4 },
  ]);
});

test('on a grid trunks hold whole multiples and reuse is cut down to them', () => {
  const tokens = Array.from({ length: 11 }, (_, index) => index);
  const steps = plan([{ tokens, shared: 10 }], idle(1, [[]]), { ...FAST, grid: 4 })[0]?.steps;
  expect(steps).toEqual([
    { do: 'evaluate', sequence: 1, from: 0, to: 8 },
    { do: 'copy', from: 1, sequence: 0, to: 8 },
    { do: 'evaluate', sequence: 0, from: 8, to: 11 },
  ]);
});

test('a state that cannot be cut is taken over whole or not at all', () => {
  const how: PlanOptions = { grid: 1, reuse: 'own', cuttable: false };
  const states = (tokens: number[]): SequenceState[] => [{ id: 0, role: 'slot', tokens, busy: false }];
  const wanted = { tokens: [1, 2, 3, 4], shared: 0 };
  expect(plan([wanted], states([1, 2]), how)[0]?.steps).toEqual([{ do: 'evaluate', sequence: 0, from: 2, to: 4 }]);
  expect(plan([wanted], states([1, 2, 9]), how)[0]?.steps).toEqual([
    { do: 'cut', sequence: 0, to: 0 },
    { do: 'evaluate', sequence: 0, from: 0, to: 4 },
  ]);
});

const steps = (placements: readonly (Placement | undefined)[]): readonly Step[] =>
  placements.flatMap((placement) => placement?.steps ?? []);

function idle(slots: number, trunks: readonly (readonly number[])[], first = 0): SequenceState[] {
  const all = [
    ...Array.from({ length: slots }, () => ({ role: 'slot' as const, tokens: [] })),
    ...trunks.map((tokens) => ({ role: 'trunk' as const, tokens })),
  ];
  return all.map((one, index) => ({ ...one, id: first + index, busy: false }));
}
