import { expect, test } from 'vitest';
import { decodeEvent, typeName } from './event.ts';
import { agentId, messageIdSchema, micros, nameOf, runIdSchema, seq } from './ids.ts';

test('an event of a later version is kept whole and shown as unknown', () => {
  const later = { seq: 3, at: 7, type: 'v2.mood.changed', data: { mood: 'sour', deep: [1, { a: undefined }] } };
  const decoded = decodeEvent(later);
  expect(decoded).toEqual({
    ok: true,
    value: { seq: 3, at: 7, type: 'unknown', name: 'v2.mood.changed', data: later.data },
  });
  expect(decoded.ok && typeName(decoded.value)).toBe('v2.mood.changed');
});

test('fields of a later version in a known event survive', () => {
  const data = { by: 'arbiter', colour: 'red' };
  const decoded = decodeEvent({ seq: 3, at: 7, type: 'v1.run.resumed', data });
  expect(decoded.ok && decoded.value.data).toBe(data);
});

test('a known event with wrong data is refused with its position, type and field', () => {
  const decoded = decodeEvent({ seq: 3, at: 7, type: 'v1.run.resumed', data: { by: 'nobody' } });
  expect(decoded).toMatchObject({ ok: false, failure: expect.stringMatching(/^event 3 \(v1\.run\.resumed\): by: /) });
});

test.each([
  ['nothing', undefined],
  ['a list', []],
  ['a fraction as position', { seq: 1.5, at: 0, type: 'v1.run.paused', data: {} }],
  ['a position below zero', { seq: -1, at: 0, type: 'v1.run.paused', data: {} }],
  ['no type', { seq: 1, at: 0, data: {} }],
])('%s is no event', (_, input) => {
  expect(decodeEvent(input)).toMatchObject({ ok: false, failure: expect.stringMatching(/^not an event: /) });
});

test.each(['toString', '__proto__', 'constructor'])('%s, which every object has, is not a known type', (type) => {
  expect(decodeEvent({ seq: 1, at: 0, type, data: {} })).toMatchObject({ ok: true, value: { type: 'unknown' } });
});

test("a seat's name is what stands before the incarnation", () => {
  expect(nameOf(agentId('Ada Löwe', 2))).toBe('Ada Löwe');
});

test('ids that would be a path, a line break or another kind are refused', () => {
  expect(runIdSchema.safeParse('../x').success).toBe(false);
  expect(messageIdSchema.safeParse('m0').success).toBe(false);
  expect(() => agentId('A\nB', 1)).toThrow('Invalid string');
  expect(() => agentId('A', 0)).toThrow('Invalid string');
  expect(() => seq(1.5)).toThrow('expected int');
});

test('a time is a whole number of microseconds and never before the run', () => {
  expect(micros(1.6)).toBe(2);
  expect(micros(-5)).toBe(0);
});
