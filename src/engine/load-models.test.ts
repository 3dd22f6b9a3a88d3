import { expect, test } from 'vitest';
import { modelRef } from '#shared/events/ids.ts';
import type { RunSetup, Visibility } from '#shared/events/setup.ts';
import { modelSpecs } from './load-models.ts';
import { seatNamed, setupWith } from './testing/deliberation.ts';

const seats = (count: number) => Array.from({ length: count }, (_, index) => seatNamed(`S${index}`));
const topology = (name: Visibility['topology']): Visibility => ({ topology: name, sight: 'full', edges: [] });
const counts = (changes: Partial<RunSetup>) =>
  modelSpecs(setupWith(changes)).map(({ slots, trunks }) => ({ slots, trunks }));

test('all who see alike share one trunk, and each may speak at once', () => {
  expect(counts({ seats: seats(5) })).toEqual([{ slots: 5, trunks: 1 }]);
});

test('there is a trunk for every ground, and at most eight', () => {
  expect(counts({ seats: seats(4), visibility: topology('pairs') })).toEqual([{ slots: 4, trunks: 2 }]);
  expect(counts({ seats: seats(5), visibility: topology('ring') })).toEqual([{ slots: 5, trunks: 5 }]);
  expect(counts({ seats: seats(12), visibility: topology('ring') })).toEqual([{ slots: 8, trunks: 8 }]);
});

test('one that sees gists has a ground of its own', () => {
  const edges = ['S1', 'S2'].map((writer) => ({ reader: 'S0', writer, sight: 'gist' as const }));
  const visibility: Visibility = { topology: 'all', sight: 'full', edges };
  expect(counts({ seats: seats(3), visibility })).toEqual([{ slots: 3, trunks: 2 }]);
});

test('grounds are counted for each model by itself', () => {
  const [one, two, three, four] = seats(4).map((seat, index) => ({ ...seat, model: modelRef(index < 2 ? 'a' : 'b') }));
  const setup = setupWith({
    seats: [one, two, three, four].flatMap((seat) => seat ?? []),
    visibility: topology('pairs'),
  });
  expect(modelSpecs(setup).map(({ model, slots, trunks }) => [model, slots, trunks])).toEqual([
    ['a', 2, 1],
    ['b', 2, 1],
  ]);
});

test('where one speaks at a time one slot is enough, whatever they see', () => {
  const visibility = topology('pairs');
  expect(counts({ seats: seats(4), visibility, cadence: 'floor' })).toEqual([{ slots: 1, trunks: 2 }]);
  expect(counts({ seats: seats(4), visibility, exact: true })).toEqual([{ slots: 1, trunks: 2 }]);
  expect(counts({ seats: seats(4), visibility, mode: 'roleplay' })).toEqual([{ slots: 1, trunks: 1 }]);
  expect(counts({ seats: seats(4), visibility, mode: 'single' })).toEqual([{ slots: 1, trunks: 1 }]);
});
