import { expect, test } from 'vitest';
import { addSeat } from './draft-edits.ts';
import { emptyDraft } from './draft.ts';
import { dropDraft, storedDraft, storeDraft } from './draft-storage.ts';

function memory() {
  const kept = new Map<string, string>();
  return {
    kept,
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, text: string) => void kept.set(key, text),
    removeItem: (key: string) => void kept.delete(key),
  };
}

test('a form is found again as it was left, each under the scenario that it came from', () => {
  const store = memory();
  const one = { ...addSeat(emptyDraft()), question: 'Which endpoint?', held: ['s1'] };
  storeDraft(store, undefined, one);
  storeDraft(store, 'hiring', { ...one, question: 'Whom?' });
  expect(storedDraft(store, undefined)).toEqual(one);
  expect(storedDraft(store, 'hiring')?.question).toBe('Whom?');
  dropDraft(store, 'hiring');
  expect(storedDraft(store, 'hiring')).toBeUndefined();
});

test('what is stored and no form is not taken for one', () => {
  const store = memory();
  const { brakes: _brakes, ...old } = emptyDraft();
  const bad = [
    '',
    'null',
    '[]',
    '7',
    '{"question":1}',
    JSON.stringify(old),
    JSON.stringify({ ...old, brakes: { nudges: 1 } }),
  ];
  for (const text of bad) {
    store.setItem('parley.draft.1', text);
    expect(storedDraft(store, undefined), text).toBeUndefined();
  }
});

test('a window without storage goes on without it', () => {
  const refuse = (): never => {
    throw new Error('denied');
  };
  const store = { getItem: refuse, setItem: refuse, removeItem: refuse };
  expect(() => storeDraft(store, undefined, emptyDraft())).not.toThrow();
  expect(() => dropDraft(store, undefined)).not.toThrow();
  expect(storedDraft(store, undefined)).toBeUndefined();
});
