import { expect, test } from 'vitest';
import { runId } from '#shared/events/ids.ts';
import { askedRuns, whyNot } from './asked-runs.ts';
import { choose, chooseNone, chosen } from './chosen.ts';

const names = (count: number) => Array.from({ length: count }, (_, index) => runId(`run-${index}`));

test('six runs fit, a seventh is left out by name, and one that is named twice stands there once', () => {
  expect(askedRuns(names(6))).toEqual({ runs: names(6), over: [] });
  expect(askedRuns(names(7))).toEqual({ runs: names(6), over: [runId('run-6')] });
  expect(askedRuns([...names(2), ...names(2)])).toEqual({ runs: names(2), over: [] });
});

test('too few and too many are told in a sentence; two to six need none', () => {
  expect(whyNot(1)).toMatch(/one more/);
  for (const count of [2, 3, 4, 5, 6]) expect(whyNot(count)).toBeUndefined();
  expect(whyNot(7)).toMatch(/take one away/);
  expect(whyNot(9)).toMatch(/take 3 away/);
});

test('runs are chosen in the order in which they are ticked, each once', () => {
  const [one, two] = [runId('one'), runId('two')];
  choose(two, true);
  choose(one, true);
  choose(two, true);
  expect(chosen.getState().runs).toEqual([one, two]);
  choose(one, false);
  expect(chosen.getState().runs).toEqual([two]);
  chooseNone();
  expect(chosen.getState().runs).toEqual([]);
});
