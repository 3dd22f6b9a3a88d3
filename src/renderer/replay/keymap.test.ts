import { expect, test } from 'vitest';
import {
  actionOf,
  ACTIONS,
  decileOf,
  GROUPS,
  isReserved,
  keyOf,
  keysOf,
  keyWords,
  withBinding,
  type Action,
  type Pressed,
} from './keymap.ts';

const all: readonly Action[] = ACTIONS;
const pressed = (key: string, modifiers: Partial<Pressed> = {}): Pressed => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...modifiers,
});
const keysOfId = (id: Action['id'], bindings: Readonly<Record<string, string>>): readonly string[] =>
  all.filter((action) => action.id === id).flatMap((action) => keysOf(action, bindings));

test('every action has a key, and no two have the same', () => {
  const keys = all.flatMap((action) => [action.default, ...(action.also ?? [])]);
  expect(new Set(keys).size).toBe(keys.length);
  expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
  for (const { id, default: key } of all) expect(actionOf(key, {})).toBe(id);
  expect(keys.filter(isReserved)).toEqual([]);
  expect(new Set(all.map(({ group }) => group))).toEqual(new Set(GROUPS));
  // The control: a second action on the key of another is seen.
  expect(new Set([...keys, 'Space']).size).toBeLessThan(keys.length + 1);
});

test('a key of the map is one that can be pressed', () => {
  const shifted = (key: string): Pressed => pressed(key, { shiftKey: true });
  expect(keyOf(pressed('Enter'))).toBe('Enter');
  expect([',', '.', '[', ']', '/', '-', '='].map((key) => keyOf(pressed(key)))).toEqual([
    ...[',', '.', '[', ']', '/', '-', '='],
  ]);
  expect(['<', '>', '?', '+'].map((key) => keyOf(shifted(key)))).toEqual(['<', '>', '?', '+']);
  expect(keyOf(pressed('m', { ctrlKey: true, shiftKey: true }))).toBe('Ctrl+Shift+M');
  expect(keyOf(pressed('/', { ctrlKey: true }))).toBe('Ctrl+/');
});

test('a key is what the person means on any layout: a sign for itself, a letter with Shift apart, capitals locked or not', () => {
  expect(keyOf(pressed('?', { shiftKey: true }))).toBe('?');
  expect(keyOf(pressed('F', { shiftKey: true }))).toBe('Shift+F');
  expect(keyOf(pressed('f', { shiftKey: true }))).toBe('Shift+F');
  expect(keyOf(pressed('K'))).toBe('k');
  expect(keyOf(pressed('K', { ctrlKey: true }))).toBe('Ctrl+k');
  expect(keyOf(pressed('k', { metaKey: true }))).toBe('Ctrl+k');
  expect(keyOf(pressed(' '))).toBe('Space');
});

test('what writes a sign of its own is no key: Alt, AltGr and a composition that is not done', () => {
  expect(keyOf(pressed('[', { altKey: true, ctrlKey: true }))).toBe('');
  expect(keyOf(pressed('[', { getModifierState: (name) => name === 'AltGraph' }))).toBe('');
  expect(keyOf(pressed('[', { getModifierState: () => false }))).toBe('[');
  expect(keyOf(pressed('k', { isComposing: true }))).toBe('');
  expect(keyOf(pressed('Process'))).toBe('');
  expect(keyOf(pressed('Shift', { shiftKey: true }))).toBe('');
  expect(actionOf('', {})).toBeUndefined();
});

test('a key that was bound to something else no longer does what it did, and its old key is free', () => {
  const bindings = { play: 'p', faster: 'Space' };
  expect(actionOf('p', bindings)).toBe('play');
  expect(actionOf('Space', bindings)).toBe('faster');
  expect(actionOf('l', bindings)).toBeUndefined();
  expect(actionOf('k', bindings)).toBeUndefined();
});

test('an action whose keys went to others says that it has none', () => {
  expect(keysOfId('play', {})).toEqual(['Space', 'k']);
  expect(keysOfId('play', { faster: 'Space' })).toEqual(['k']);
  expect(keysOfId('slower', { faster: 'j' })).toEqual([]);
  expect(keysOfId('faster', { faster: 'j' })).toEqual(['j']);
});

test('a key is bound to one thing, and an action can be as it was', () => {
  const first = withBinding({}, 'faster', 'x');
  expect(first).toEqual({ faster: 'x' });
  expect(withBinding(first, 'slower', 'x')).toEqual({ slower: 'x' });
  expect(withBinding(first, 'faster', undefined)).toEqual({});
  expect(withBinding({}, 'faster', 'l')).toEqual({});
  expect(withBinding({}, 'play', 'Space')).toEqual({ play: 'Space' });
});

test('a digit goes to its tenth, and no other key does', () => {
  expect([0, 5, 9].map((digit) => decileOf(`${digit}`))).toEqual([0, 0.5, 0.9]);
  expect(decileOf('F1')).toBeUndefined();
  expect(decileOf('Ctrl+1')).toBeUndefined();
});

test('keys are written as they stand on the keyboard', () => {
  expect(['Ctrl+k', 'Shift+ArrowLeft', '+', 'Ctrl+Shift+S', 'Ctrl++', 'F1', '?'].map(keyWords)).toEqual([
    ...['Ctrl K', 'Shift ←', '+', 'Ctrl Shift S', 'Ctrl +', 'F1', '?'],
  ]);
});
