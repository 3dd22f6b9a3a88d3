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
    way: 'peers, rounds',
    models: ['scripted'],
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

test('a turn that only read is a turn; one that was lost or is open is none', () => {
  const ends = events.filter((event) => event.type === 'v1.turn.ended').slice(0, 3);
  const outcomes = ends.map((event, index) => ({
    ...event,
    data: { ...event.data, outcome: (['spoke', 'passed', 'read'] as const)[index] ?? 'read' },
  }));
  const begun = events.filter(({ type }) => type === 'v1.run.created' || type === 'v1.turn.started');
  expect(summaryOf([...begun, ...outcomes], free)?.turns).toBe(3);
  const lost = ends.slice(0, 1).map((event): AnyEvent => {
    const { turn, attempt, agent } = event.data;
    const failure = { kind: 'crashed', detail: 'gone' } as const;
    return { seq: event.seq, at: event.at, type: 'v1.turn.abandoned', data: { turn, attempt, agent, failure } };
  });
  expect(summaryOf([...begun, ...lost], free)?.turns).toBe(0);
});
