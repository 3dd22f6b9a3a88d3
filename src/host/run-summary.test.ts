import { expect, test } from 'vitest';
import { deliberate, setupWith } from '#engine/testing/deliberation.ts';
import type { AnyEvent } from '#shared/events/event.ts';
import { micros, seq } from '#shared/events/ids.ts';
import { summaryOf } from './run-summary.ts';

const { events } = await deliberate(setupWith());
const free = { held: false, source: 'home' } as const;
const held = { held: true, source: 'home' } as const;

test('a run that has ended is summed up with its reason, its seats and its turns', () => {
  expect(summaryOf(events, free)).toEqual({
    run: 'test',
    title: 'A test',
    question: 'Where should the town build its library?',
    startedAt: '2026-01-01T00:00:00Z',
    state: 'ended',
    reason: 'budget',
    seats: ['Ada', 'Ben', 'Cleo'],
    turns: 9,
    events: events.length,
    source: 'home',
  });
});

test('a run without an end is running while a process holds it, and interrupted when none does', () => {
  const part = events.slice(0, -1);
  expect([summaryOf(part, held)?.state, summaryOf(part, free)?.state]).toEqual(['running', 'interrupted']);
  const paused: AnyEvent = {
    seq: seq(part.length + 1),
    at: micros(1),
    type: 'v1.run.paused',
    data: { by: 'arbiter' },
  };
  expect(summaryOf([...part, paused], held)?.state).toBe('paused');
  expect(summaryOf([...part, paused], free)?.state).toBe('interrupted');
  expect(summaryOf(events, held)?.state).toBe('ended');
});

test('what does not begin as a run has no summary', () => {
  expect(summaryOf([], free)).toBe(undefined);
  expect(summaryOf(events.slice(1), free)).toBe(undefined);
});
