import { expect, test } from 'vitest';
import { countRedactable, redacted } from './redact.ts';

const EVENT = {
  setup: {
    question: 'Is /home/ada/notes.txt good?',
    seats: [{ name: 'Ada', role: 'A critic at Home Inc.', model: '/home/ada/models/x.gguf' }],
  },
  lineage: [
    { form: 'role', text: 'You are Ada, a critic.', tokens: 3 },
    { form: 'system', text: 'Be concrete.', tokens: 2 },
  ],
  failure: { kind: 'corrupt', detail: 'Cannot read "C:\\Users\\ada\\x.gguf" or /srv/models/y.gguf and/or z.' },
  later: [{ file: 'D:\\weights\\z.gguf' }],
};

test('paths keep their last part, in files and in the words of a failure, and what was said stays', () => {
  const { value, taken } = redacted(EVENT, ['paths']);
  expect(taken).toEqual(['paths']);
  expect(value).toEqual({
    ...EVENT,
    setup: { ...EVENT.setup, seats: [{ ...EVENT.setup.seats[0], model: 'x.gguf' }] },
    failure: { kind: 'corrupt', detail: 'Cannot read "x.gguf" or y.gguf and/or z.' },
    later: [{ file: 'z.gguf' }],
  });
});

test('roles become empty where a seat has them and where a prompt tells them', () => {
  const { value, taken } = redacted(EVENT, ['roles']);
  expect(taken).toEqual(['roles']);
  expect(JSON.stringify(value)).not.toContain('critic');
  expect(JSON.stringify(value)).toContain('Be concrete.');
  // The control: without the option it is all there.
  expect(JSON.stringify(redacted(EVENT, ['paths']).value)).toContain('a critic');
});

test('where nothing is found the value itself comes back, and keys that every object has stay keys', () => {
  expect(redacted(EVENT, []).value).toBe(EVENT);
  const odd: unknown = JSON.parse('{"__proto__":{"role":"x"},"model":"plain"}');
  expect(redacted(odd, ['paths']).value).toBe(odd);
  expect(JSON.stringify(redacted(odd, ['roles']).value)).toBe('{"__proto__":{"role":""},"model":"plain"}');
});

test('what can be taken out is counted', () => {
  expect(countRedactable(EVENT)).toEqual({ paths: 3, roles: 2 });
});
