import { expect, test } from 'vitest';
import type { TurnId } from '#shared/events/ids.ts';
import { createStore } from 'zustand/vanilla';
import { pieceBuffer } from './piece-buffer.ts';
import type { Writing } from './run-state.ts';

function buffered() {
  const writing = createStore<ReadonlyMap<TurnId, Writing>>(() => new Map());
  let due: (() => void) | undefined;
  const buffer = pieceBuffer(writing, (next) => {
    due = next;
    return () => (due = undefined);
  });
  const frame = (): void => {
    const next = due;
    due = undefined;
    next?.();
  };
  let told = 0;
  writing.subscribe(() => (told += 1));
  const texts = (): readonly (readonly [number, string])[] =>
    [...writing.getState()].map(([turn, { text }]) => [turn, text]);
  return { buffer, frame, texts, told: () => told };
}

const piece = (turn: number, text: string, attempt = 1) => ({ turn, agent: 'Ada#1', try: attempt, text });

test('what eight turns write between two frames is told once, in order', () => {
  const { buffer, frame, texts, told } = buffered();
  for (const word of ['a ', 'b ', 'c ']) for (let turn = 1; turn <= 8; turn += 1) buffer.add(piece(turn, word));
  expect(told()).toBe(0);
  frame();
  expect(told()).toBe(1);
  expect(texts()).toEqual(Array.from({ length: 8 }, (_, index) => [index + 1, 'a b c ']));
  buffer.add(piece(1, 'd'));
  frame();
  expect([texts()[0], told()]).toEqual([[1, 'a b c d'], 2]);
});

test('a turn that is over leaves nothing behind, nor what was on its way', () => {
  const { buffer, frame, texts } = buffered();
  buffer.add(piece(1, 'shown '));
  frame();
  buffer.add(piece(1, 'on its way'));
  buffer.add(piece(2, 'another'));
  buffer.forget([1 as TurnId]);
  frame();
  expect(texts()).toEqual([[2, 'another']]);
});

test('a higher try begins the text anew', () => {
  const { buffer, frame, texts } = buffered();
  buffer.add(piece(1, 'the same '));
  buffer.add(piece(1, 'another ', 2));
  buffer.add(piece(1, 'way', 2));
  frame();
  expect(texts()).toEqual([[1, 'another way']]);
});

test('what is cleared is gone, also what was on its way', () => {
  const { buffer, frame, texts } = buffered();
  buffer.add(piece(1, 'shown '));
  frame();
  buffer.add(piece(1, 'on its way'));
  buffer.clear();
  expect(texts()).toEqual([]);
  buffer.add(piece(1, 'anew'));
  frame();
  expect(texts()).toEqual([[1, 'anew']]);
});
