import { expect, test } from 'vitest';
import { ACTS } from '#shared/events/setup.ts';
import { ACTS_OFFERED, ASKING, CHOICES, OPENERS, REPLIES, TASK_ACTS, TASTES, WEIGHTS } from './dialogue.ts';

test('every act has a row, and no row offers a vote, a pass or a report: those are no replies', () => {
  expect(Object.keys(REPLIES).toSorted()).toEqual([...ACTS].toSorted());
  const offered = new Set(Object.values(REPLIES).flatMap(({ owner, others }) => [...owner, ...others]));
  for (const act of ['vote', 'pass', 'done', 'read'] as const) expect(offered).not.toContain(act);
  expect(offered).toContain('agree');
});

test('whoever is asked something by name may answer it or say no', () => {
  for (const act of ASKING) expect(REPLIES[act].owner.length).toBeGreaterThanOrEqual(2);
});

test('weights are above 0, and among peers only the leaning of a seat forbids an act', () => {
  expect(Object.values(WEIGHTS).every((weight) => weight > 0)).toBe(true);
  expect(TASTES.peer).toEqual({});
  expect(Object.entries({ ...TASTES.coordinator, ...TASTES.worker }).filter(([, factor]) => factor === 0)).toEqual([
    ['task', 0],
  ]);
});

test('the replies alone fill a menu, and acts of tasks are named as such', () => {
  expect(ACTS_OFFERED.reduce<number>((sum, count) => sum + count, 0)).toBe(CHOICES);
  expect(TASK_ACTS).toEqual(['task', 'claim', 'done']);
  expect(OPENERS.worker).toEqual([]);
});
