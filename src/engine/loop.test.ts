import { expect, test } from 'vitest';
import type { AnyEvent, EventOf } from '#shared/events/event.ts';
import type { EventType } from '#shared/events/vocabulary.ts';
import { runOf } from '#shared/projections/fold-run.ts';
import { deliberate, setupWith } from './testing/deliberation.ts';
import { scriptedInference } from './testing/scripted-model.ts';

const of = <Type extends EventType>(events: readonly AnyEvent[], type: Type): readonly EventOf<Type>[] =>
  events.flatMap((event) => (event.type === type ? [event as unknown as EventOf<Type>] : []));

const endOf = (events: readonly AnyEvent[]) => of(events, 'v1.run.ended')[0]?.data;

test('three agents over three rounds take nine turns and end by their budget', async () => {
  const { events } = await deliberate(setupWith());
  expect(of(events, 'v1.message.sent')).toHaveLength(9);
  expect(endOf(events)).toEqual({ reason: 'budget', detail: 'the budget of 9 turns is spent' });
  expect(of(events, 'v1.turn.started').map((event) => event.data.round)).toEqual([1, 1, 1, 2, 2, 2, 3, 3, 3]);
});

test('the first round is blind, and a later one sees what was public when it began', async () => {
  const { events } = await deliberate(setupWith());
  const seen = of(events, 'v1.turn.started').map(
    (event) => event.data.lineage.filter((entry) => entry.form === 'full').length,
  );
  expect(seen).toEqual([0, 0, 0, 3, 3, 3, 6, 6, 6]);
});

test('on the floor one speaks at a time and sees all that was said', async () => {
  const { events } = await deliberate(setupWith({ cadence: 'floor' }));
  const seen = of(events, 'v1.turn.started').map(
    (event) => event.data.lineage.filter((entry) => entry.form === 'full').length,
  );
  expect(seen).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
  const order = events.filter((event) => event.type === 'v1.turn.started' || event.type === 'v1.turn.ended');
  expect(order.map((event) => event.type)).toEqual(
    Array.from({ length: 9 }, () => ['v1.turn.started', 'v1.turn.ended']).flat(),
  );
});

test('the ground of an earlier turn is a prefix of that of a later one', async () => {
  for (const cadence of ['rounds', 'floor'] as const) {
    const inference = scriptedInference();
    await deliberate(setupWith({ cadence }), { inference });
    const grounds = inference.opened.map((prompt) => JSON.stringify(prompt.ground).slice(0, -1));
    for (const [index, ground] of grounds.entries()) {
      expect(grounds[index + 1]?.startsWith(ground) ?? true).toBe(true);
    }
  }
});

test('every ground token is evaluated once', async () => {
  for (const cadence of ['rounds', 'floor'] as const) {
    const { events } = await deliberate(setupWith({ cadence }));
    const evaluated = of(events, 'v1.turn.ended').reduce((sum, event) => sum + event.data.counts.ground, 0);
    const last =
      of(events, 'v1.turn.started')
        .at(-1)
        ?.data.lineage.filter((entry) => entry.part === 'ground') ?? [];
    expect(evaluated).toBe(last.reduce((sum, entry) => sum + entry.tokens, 0));
  }
});

test('a turn that inference lost is tried once more, on the same ground', async () => {
  let calls = 0;
  const inference = scriptedInference({
    speak: ({ seed }) => {
      calls += 1;
      return calls === 5
        ? { kind: 'crashed', detail: 'host died', signal: 'SIGSEGV' }
        : { text: `Point ${seed} stands alone here.` };
    },
  });
  const { events } = await deliberate(setupWith(), { inference });
  const lost = of(events, 'v1.turn.abandoned')[0]?.data;
  expect(lost).toMatchObject({ attempt: 1, failure: { kind: 'crashed', signal: 'SIGSEGV' } });
  const again = of(events, 'v1.turn.started').filter((event) => event.data.turn === lost?.turn);
  expect(again.map((event) => event.data.attempt)).toEqual([1, 2]);
  expect(again[0]?.data.promptHash).toBe(again[1]?.data.promptHash);
  expect(of(events, 'v1.turn.ended')).toHaveLength(9);
});

test('a model that always crashes ends the run as failed', async () => {
  const inference = scriptedInference({ speak: () => ({ kind: 'crashed', detail: 'host died' }) });
  const { events } = await deliberate(setupWith(), { inference });
  expect(endOf(events)?.reason).toBe('failed');
});

test('a text that repeats a peer is tried once more and then passed over, with its evidence', async () => {
  const copied = 'one two three four five six seven eight nine ten eleven twelve thirteen fourteen.';
  const { events } = await deliberate(setupWith(), {
    inference: scriptedInference({ speak: () => ({ text: copied }) }),
  });
  const first = of(events, 'v1.message.sent');
  expect(first).toHaveLength(1);
  const passed = of(events, 'v1.turn.ended').filter((event) => event.data.outcome === 'passed');
  expect(passed.every((event) => event.data.reason === 'repetition' && event.data.retries.length === 1)).toBe(true);
  expect(
    of(events, 'v1.brake.fired')
      .map((event) => event.data.did)
      .slice(0, 2),
  ).toEqual(['retried', 'passed']);
  expect(endOf(events)?.reason).toBe('no-progress');
});

test('an empty answer is a pass with its reason', async () => {
  const { events } = await deliberate(setupWith(), {
    inference: scriptedInference({ speak: () => ({ text: ' \n ' }) }),
  });
  expect(of(events, 'v1.turn.ended')[0]?.data).toMatchObject({ outcome: 'passed', reason: 'empty' });
});

test('the token budget and the time budget end a run by name', async () => {
  const tokens = await deliberate(setupWith({ budget: { turns: 90, tokens: 200 } }));
  expect(of(tokens.events, 'v1.budget.reached')[0]?.data.kind).toBe('tokens');
  const time = await deliberate(setupWith({ budget: { turns: 90, time: 20_000 } }));
  expect(of(time.events, 'v1.budget.reached')[0]?.data.kind).toBe('time');
  expect(endOf(time.events)?.reason).toBe('budget');
});

test('a discussion that no longer fits the context ends by its budget before a turn is begun', async () => {
  const { events } = await deliberate(setupWith({ budget: { turns: 900 }, context: 700 }));
  expect(of(events, 'v1.budget.reached')[0]?.data.kind).toBe('context');
  expect(of(events, 'v1.turn.abandoned')).toHaveLength(0);
});

test('a cancel in the middle of turns abandons them and ends the run as cancelled', async () => {
  const controller = new AbortController();
  let calls = 0;
  const inference = scriptedInference({
    pause: async () => {
      calls += 1;
      if (calls === 5) controller.abort();
      await Promise.resolve();
    },
  });
  const { events } = await deliberate(setupWith(), { inference, signal: controller.signal });
  expect(endOf(events)?.reason).toBe('cancelled');
  expect(events.at(-1)?.type).toBe('v1.run.ended');
  expect(runOf(events).turns.every((turn) => turn.state !== 'open')).toBe(true);
});

test('a text that opens with an unknown name bounces to its sender with the valid names', async () => {
  let calls = 0;
  const inference = scriptedInference({
    speak: ({ seed }) => ({
      text: (calls += 1) === 1 ? '@Zoe what do you think of it?' : `Point ${seed} stands alone here.`,
    }),
  });
  const { events } = await deliberate(setupWith(), { inference });
  expect(of(events, 'v1.message.bounced')[0]?.data).toMatchObject({
    to: 'Zoe',
    reason: 'unknown',
    valid: ['Ben', 'Cleo'],
  });
  const told = inference.opened.filter((prompt) => JSON.stringify(prompt.tail).includes('There is no Zoe here'));
  expect(told).toHaveLength(1);
});

test('a disk that refuses stops the run where it is, and what was appended resumes to its end', async () => {
  let appended = 0;
  const stopped = await deliberate(setupWith(), {
    prepare: (log, journal) =>
      void log.appended.on(() => {
        appended += 1;
        if (appended === 8) journal.refuse({ kind: 'full', detail: 'the disk is full' });
      }),
  });
  expect(stopped.outcome).toEqual({ kind: 'stopped', failure: { kind: 'full', detail: 'the disk is full' } });
  const resumed = await deliberate(setupWith(), { stored: stopped.events });
  expect(endOf(resumed.events)?.reason).toBe('budget');
});

test('a run killed after any append resumes to the messages of an uninterrupted one, and repeats no committed turn', async () => {
  const whole = await deliberate(setupWith());
  const bodies = of(whole.events, 'v1.message.sent').map((event) => event.data.body);
  for (const cut of whole.journal.cuts) {
    const resumed = await deliberate(setupWith(), { stored: whole.events.slice(0, cut) });
    const again = of(resumed.events, 'v1.message.sent').map((event) => event.data.body);
    expect(again.toSorted()).toEqual(bodies.toSorted());
    const ended = of(resumed.events, 'v1.turn.ended').map((event) => event.data.turn);
    expect(new Set(ended).size).toBe(ended.length);
  }
});

test('the same seed gives the same log, byte for byte', async () => {
  const [one, other] = await Promise.all([deliberate(setupWith()), deliberate(setupWith())]);
  expect(JSON.stringify(one.events)).toBe(JSON.stringify(other.events));
  const different = await deliberate(setupWith({ seed: 2 }));
  expect(JSON.stringify(different.events)).not.toBe(JSON.stringify(one.events));
});

test('in exact mode turns are taken one at a time', async () => {
  const { events } = await deliberate(setupWith({ exact: true }));
  const order = events.filter((event) => event.type === 'v1.turn.started' || event.type === 'v1.turn.ended');
  expect(order.map((event) => event.type)).toEqual(
    Array.from({ length: 9 }, () => ['v1.turn.started', 'v1.turn.ended']).flat(),
  );
});
