import { expect, test } from 'vitest';
import { messageIdSchema, seq, type MessageId } from '#shared/events/ids.ts';
import type { AnyEvent } from '#shared/events/event.ts';
import { lifeOf } from '#shared/projections/message-life.ts';
import { longRun } from '#shared/projections/testing/long-run.ts';
import { lifeAt, lifeSteps, readingOf } from './life-at.ts';
import { runSliced } from './slices.ts';
import { indexOf, recording, recordings } from './testing/logs.ts';

const messagesIn = (events: readonly AnyEvent[]): readonly MessageId[] =>
  events.flatMap((event) =>
    event.type === 'v1.message.sent' || event.type === 'v1.message.held' ? [event.data.message] : [],
  );

function whole(events: readonly AnyEvent[], message: MessageId) {
  let life: ReturnType<typeof lifeOf>;
  const options = { budget: Infinity, now: () => 0, later: () => () => {} };
  runSliced(lifeSteps(readingOf(message), events), (value) => (life = value), options);
  return life;
}

test.each(recordings())('%s: the life at a playhead is the life of the events up to it', (name) => {
  const events = recording(name);
  const log = indexOf(events);
  for (const message of messagesIn(events)) {
    const life = whole(events, message);
    if (life === undefined) throw new Error(`${message} has a life`);
    for (let head = 0; head <= events.length; head += 1)
      expect(lifeAt(life, log, seq(head))).toEqual(lifeOf(events.slice(0, head), message));
  }
});

test('the same with lost turns, bounces, edits and retractions', () => {
  const events = longRun(400, { seats: 4, front: 6, seed: 3 });
  const log = indexOf(events);
  const messages = messagesIn(events).filter((_, index) => index % 9 === 0);
  expect(messages.length).toBeGreaterThan(5);
  for (const message of messages) {
    const life = whole(events, message);
    if (life === undefined) throw new Error(`${message} has a life`);
    for (let head = 0; head <= events.length; head += 11)
      expect(lifeAt(life, log, seq(head))).toEqual(lifeOf(events.slice(0, head), message));
  }
});

test('a reading goes on where it left off when the log has grown', () => {
  const events = recording('users-endpoint.jsonl');
  const message = messageIdSchema.parse('m1');
  const reading = readingOf(message);
  for (const upTo of [10, 10, 20, events.length]) {
    const steps = lifeSteps(reading, events.slice(0, upTo));
    let step = steps.next();
    while (step.done !== true) step = steps.next();
    expect(step.value).toEqual(lifeOf(events.slice(0, upTo), message));
  }
  expect(reading.taken).toBe(events.length);
});
