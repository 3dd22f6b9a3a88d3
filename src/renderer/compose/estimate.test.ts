import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { modelSpecs } from '#engine/load-models.ts';
import { MODES, runSetupSchema, type RunSetup } from '#shared/events/setup.ts';
import { parseScenario } from '#shared/scenario/parse-scenario.ts';
import { estimateInput, memoryTotal, memoryWishes, tokenEstimate } from './estimate.ts';

const SCENARIOS = join(import.meta.dirname, '..', '..', '..', 'scenarios');
const RECORDINGS = join(SCENARIOS, 'recordings');
const ready = readdirSync(SCENARIOS)
  .filter((name) => name.endsWith('.yaml'))
  .flatMap((name) => {
    const parsed = parseScenario(readFileSync(join(SCENARIOS, name), 'utf8'), name);
    return parsed.ok ? [parsed.value] : [];
  });

type Line = { readonly type?: string; readonly data: { setup?: unknown; counts?: Record<string, number> } };
const recorded = readdirSync(RECORDINGS).map((name) => {
  const lines = readFileSync(join(RECORDINGS, name), 'utf8').trim().split('\n');
  const events = lines.map((line) => JSON.parse(line) as Line);
  const setup = runSetupSchema.parse(events.find(({ type }) => type === 'v1.run.created')?.data.setup);
  const counts = events.flatMap(({ type, data }) => (type === 'v1.turn.ended' ? [data.counts ?? {}] : []));
  const used = counts.reduce((all, { evaluated = 0, written = 0 }) => all + evaluated + written, 0);
  return { name, setup, used, turns: counts.length };
});

test('memory is asked for as the engine will open its models, in every mode and cadence', () => {
  const setups = ready.flatMap((setup): readonly RunSetup[] => [
    setup,
    ...MODES.map((mode) => ({ ...setup, mode })),
    { ...setup, cadence: 'floor', mode: 'peers' },
    { ...setup, exact: true },
    { ...setup, visibility: { topology: 'ring', sight: 'gist', edges: [] } },
  ]);
  expect(setups.length).toBeGreaterThan(40);
  for (const setup of setups) {
    const specs = modelSpecs(setup).map(({ wrapper: _wrapper, ...spec }) => spec);
    expect(memoryWishes(setup)).toEqual(specs);
  }
});

test('the host counts one ground by itself: slots and grounds together are one more than what it is asked', () => {
  const [setup] = ready;
  if (setup === undefined) throw new Error('there is a ready scenario');
  for (const wish of memoryWishes(setup)) expect(estimateInput(wish).seats + 1).toBe(wish.slots + wish.trunks);
});

test('the scripted model takes no memory', () => {
  const [setup] = ready;
  if (setup === undefined) throw new Error('there is a ready scenario');
  const scripted = runSetupSchema.parse({
    ...setup,
    seats: setup.seats.map((seat) => ({ ...seat, model: 'scripted' })),
  });
  expect(memoryWishes(scripted)).toEqual([]);
});

test('tokens: every recording used what was reckoned or less, and not far less where it took all its turns', () => {
  expect(recorded.length).toBeGreaterThanOrEqual(9);
  for (const { name, setup, used, turns } of recorded) {
    const { total, turns: reckoned } = tokenEstimate(setup);
    expect(turns, name).toBeLessThanOrEqual(reckoned);
    expect(used / total, name).toBeLessThanOrEqual(1);
    expect(used / total, name).toBeGreaterThan(0.4);
  }
});

test('tokens: a larger budget, a longer answer and a second ground each cost more', () => {
  const [{ setup } = { setup: undefined }] = recorded;
  if (setup === undefined) throw new Error('there is a recording');
  const { total } = tokenEstimate(setup);
  const budget = { ...setup.budget, turns: setup.budget.turns + 1 };
  expect(tokenEstimate({ ...setup, budget }).total).toBeGreaterThan(total);
  expect(tokenEstimate({ ...setup, answer: { ...setup.answer, maxTokens: 200 } }).total).toBeGreaterThan(total);
  const ring = {
    topology: 'pairs' as const,
    sight: 'full' as const,
    edges: [{ reader: 'x', writer: 'y', sight: 'none' as const }],
  };
  expect(tokenEstimate({ ...setup, visibility: ring }).how.join(' ')).toMatch(/turns ×/);
});

test('several models are summed against the least that is free, and nothing is ever NaN', () => {
  const part = { weights: 100, cache: 20, overhead: 5, total: 125, free: 300, fits: true };
  expect(memoryTotal([part, { ...part, free: 200 }])).toEqual({
    weights: 200,
    cache: 40,
    overhead: 10,
    total: 250,
    free: 200,
    fits: false,
  });
  const broken = { ...part, weights: Number.NaN, total: Number.NaN, free: Number.POSITIVE_INFINITY };
  expect(Object.values(memoryTotal([broken])).some((value) => Number.isNaN(value))).toBe(false);
  expect(memoryTotal([])).toEqual({ weights: 0, cache: 0, overhead: 0, total: 0, free: 0, fits: true });
});
