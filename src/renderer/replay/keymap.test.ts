import { expect, test } from 'vitest';
import { actionOf, ACTIONS, decileOf, keyOf } from './keymap.ts';

const pressed = (key: string, modifiers: Partial<KeyboardEvent> = {}) => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...modifiers,
});

test('every action has a key, and no two have the same', () => {
  const keys = ACTIONS.flatMap((action) => [action.default, ...(action.also ?? [])]);
  expect(new Set(keys).size).toBe(keys.length);
  expect(new Set(ACTIONS.map(({ id }) => id)).size).toBe(ACTIONS.length);
  for (const { id, default: key } of ACTIONS) expect(actionOf(key, {})).toBe(id);
  expect(keys.filter((key) => decileOf(key) !== undefined)).toEqual([]);
});

test('a key is what the person means on any layout: a sign for itself, a letter with Shift apart', () => {
  expect(keyOf(pressed('?', { shiftKey: true }))).toBe('?');
  expect(keyOf(pressed('F', { shiftKey: true }))).toBe('Shift+F');
  expect(keyOf(pressed('k', { metaKey: true }))).toBe('Ctrl+k');
  expect(keyOf(pressed(' '))).toBe('Space');
  // AltGr writes signs, and a composition is not done yet.
  expect(keyOf(pressed('[', { altKey: true, ctrlKey: true }))).toBe('');
  expect(keyOf(pressed('Process'))).toBe('');
});

test('a key that was bound to something else no longer does what it did, and its old key is free', () => {
  const bindings = { play: 'p', faster: 'Space' };
  expect(actionOf('p', bindings)).toBe('play');
  expect(actionOf('Space', bindings)).toBe('faster');
  expect(actionOf('l', bindings)).toBeUndefined();
  expect(actionOf('k', bindings)).toBeUndefined();
});
