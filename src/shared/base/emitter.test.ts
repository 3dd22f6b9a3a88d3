import { expect, test } from 'vitest';
import { NEVER } from './abort.ts';
import { disposable } from './disposable.ts';
import { emitter } from './emitter.ts';

test('listeners hear a value in the order in which they came', () => {
  const heard: string[] = [];
  const source = emitter<string>();
  source.on((value) => heard.push(`first ${value}`));
  source.on((value) => heard.push(`second ${value}`));
  source.emit('a');
  expect(heard).toEqual(['first a', 'second a']);
});

test('a listener that throws is told of and stops no other', () => {
  const heard: string[] = [];
  const errors: unknown[] = [];
  const source = emitter<string>((error) => errors.push(error));
  source.on(() => {
    throw new Error('mine');
  });
  source.on((value) => heard.push(value));
  source.emit('a');
  expect(heard).toEqual(['a']);
  expect(errors).toEqual([new Error('mine')]);
});

test('a disposed listener hears nothing more, and the same function added twice is two listeners', () => {
  let count = 0;
  const listener = (): void => {
    count += 1;
  };
  const source = emitter<string>();
  const one = source.on(listener);
  source.on(listener);
  source.emit('a');
  expect(count).toBe(2);
  one.dispose();
  one.dispose();
  source.emit('b');
  expect(count).toBe(3);
});

test('a listener that leaves while a value is told does not make the next one miss it', () => {
  const heard: string[] = [];
  const source = emitter<string>();
  const one = source.on(() => one.dispose());
  source.on((value) => heard.push(value));
  source.emit('a');
  expect(heard).toEqual(['a']);
});

test('disposing twice releases once', () => {
  let released = 0;
  const owned = disposable(() => {
    released += 1;
  });
  owned.dispose();
  owned.dispose();
  expect(released).toBe(1);
});

test("the platform's own signal is an Abort, and NEVER is one that does not come", () => {
  const abort: typeof NEVER = AbortSignal.abort();
  expect(abort.aborted).toBe(true);
  expect(NEVER.aborted).toBe(false);
});
