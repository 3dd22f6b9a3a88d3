import { expect, test } from 'vitest';
import { seq } from '#shared/events/ids.ts';
import { cost, type Cost } from '#shared/projections/cost.ts';
import { scrubber } from '#shared/projections/fold-up-to.ts';
import { longRun } from '#shared/projections/testing/long-run.ts';
import { agentTally, newestPrompt, sparkline } from './agent-figures.ts';
import { recording } from './testing/logs.ts';

const totals = (state: Cost) => [...agentTally()(state).values()].map(({ prompts, ...sums }) => [sums, prompts]);

test('what agents took adds up to what the run took', () => {
  const state = cost.of(recording('users-endpoint.jsonl'));
  const figures = [...agentTally()(state).values()];
  const sum = (of: 'evaluated' | 'reused' | 'written' | 'turns'): number =>
    figures.reduce((all, one) => all + one[of], 0);
  const { evaluated, reused, written } = state.total;
  expect([sum('evaluated'), sum('reused'), sum('written'), sum('turns')]).toEqual([
    evaluated,
    reused,
    written,
    state.turns.length,
  ]);
  for (const one of figures) expect(newestPrompt(one)).toBeGreaterThan(0);
});

test('a tally that goes forward, back and forward again says the same as a fresh one', () => {
  const events = longRun(1500, { seats: 4 });
  const scrub = scrubber(cost, events);
  const tally = agentTally();
  for (const head of [300, 900, 901, 400, 1500, 0, 700]) {
    const state = scrub.at(seq(head));
    const told = [...tally(state).values()].map(({ prompts, ...sums }) => [sums, prompts.slice(0, sums.turns)]);
    expect(told).toEqual(totals(state));
  }
});

test('a long series is drawn with few points, and its highest is among them', () => {
  const series = Array.from({ length: 1000 }, (_, index) => (index === 777 ? 4000 : 100));
  const line = sparkline(series, { points: 150, limit: 4000 });
  expect(line.length).toBeLessThanOrEqual(150);
  expect(Math.max(...line)).toBe(1);
  expect(sparkline([10], { points: 150, limit: 0 })).toEqual([0]);
});
