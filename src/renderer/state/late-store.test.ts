import { expect, test } from 'vitest';
import { createStore } from 'zustand/vanilla';
import { lateStore } from './late-store.ts';

type Count = { readonly count: number };

function following() {
  const of = createStore<Count>(() => ({ count: 0 }));
  let due: (() => void)[] = [];
  const late = lateStore<Count>(of, (next) => {
    due.push(next);
    return () => (due = due.filter((own) => own !== next));
  });
  const frame = (): void => {
    const now = due;
    due = [];
    for (const next of now) next();
  };
  let told = 0;
  late.store.subscribe(() => (told += 1));
  return { of, late, frame, told: () => told, waiting: () => due.length };
}

test('all that changes until the frame is told once, as it is then', () => {
  const { of, late, frame, told } = following();
  late.follow();
  for (let count = 1; count <= 50; count += 1) of.setState({ count });
  expect([late.store.getState().count, told()]).toEqual([0, 0]);
  frame();
  expect([late.store.getState().count, told()]).toEqual([50, 1]);
  frame();
  expect(told()).toBe(1);
});

test('what changed before it was followed is told too', () => {
  const { of, late, frame } = following();
  of.setState({ count: 7 });
  late.follow();
  frame();
  expect(late.store.getState().count).toBe(7);
});

test('one that is followed no more is told nothing, nor what was due', () => {
  const { of, late, frame, waiting } = following();
  const end = late.follow();
  of.setState({ count: 1 });
  end();
  of.setState({ count: 2 });
  expect(waiting()).toBe(0);
  frame();
  expect(late.store.getState().count).toBe(0);
});
