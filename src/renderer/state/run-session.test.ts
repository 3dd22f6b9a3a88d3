import { expect, test } from 'vitest';
import { ok } from '#shared/base/result.ts';
import { typeName, type AnyEvent } from '#shared/events/event.ts';
import { runId, seq } from '#shared/events/ids.ts';
import { foldUpTo } from '#shared/projections/fold-up-to.ts';
import { moment } from '#shared/projections/moment.ts';
import { longRun } from '#shared/projections/testing/long-run.ts';
import { client } from '#shared/rpc/client.ts';
import { memoryTransport } from '#shared/rpc/memory-transport.ts';
import type { RunRow } from '#shared/rpc/methods.ts';
import { serve } from '#shared/rpc/serve.ts';
import { fakeHandlers } from '#shared/rpc/testing/fake-handlers.ts';
import { line } from './line.ts';
import { openRun } from './run-session.ts';

const RUN = runId('long');
const events = longRun(600);
const wire = (event: AnyEvent) => ({ seq: event.seq, at: event.at, type: typeName(event), data: event.data });
const row: RunRow = {
  run: RUN,
  title: 'Long',
  question: 'Why?',
  startedAt: '2026-01-01T00:00:00Z',
  state: 'running',
  seats: ['Ada'],
  turns: 1,
  events: 300,
  source: 'home',
  way: 'peers, rounds',
  models: [],
  tags: [],
  pinned: false,
};

/** A host that has 300 events and gives the others when told to; each subscription is noted. */
function host() {
  const asked: number[] = [];
  const words = ['heard first ', 'heard then '];
  let more: () => void = () => {};
  let close: () => void = () => {};
  const handlers = fakeHandlers({
    'run.find': async () => ok(row),
    async *'events.subscribe'({ after }) {
      asked.push(after);
      const stored = events.slice(after, Math.max(after, 300));
      if (stored.length > 0) yield ok({ events: stored.map(wire) });
      for (let from = Math.max(after, 300); from < events.length; from += 50) {
        await new Promise<void>((resolve) => (more = resolve));
        yield ok({ events: events.slice(from, from + 50).map(wire) });
      }
    },
    async *'pieces.watch'(_, { signal }) {
      yield ok({ turn: 999, agent: 'Ada#1', try: 1, text: words.shift() ?? '' });
      await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
    },
  });
  return {
    asked,
    more: () => more(),
    break: () => close(),
    dial: async () => {
      const [near, far] = memoryTransport();
      serve(far, handlers);
      close = () => far.close();
      return near;
    },
  };
}

test('what is shown at any position is the fold up to there, live or not', async () => {
  const own = host();
  const session = openRun(line(own.dial).client, RUN);
  await expect.poll(() => session.store.getState().phase).toBe('open');
  expect(session.store.getState()).toMatchObject({ last: 300, head: 300, following: true, live: true });
  own.more();
  await expect.poll(() => session.store.getState().head).toBe(350);
  session.seek(seq(120));
  expect(session.store.getState().now).toEqual(foldUpTo(events, seq(120), moment));
  own.more();
  await expect.poll(() => session.store.getState().last).toBe(400);
  // Who looks back is not moved by what comes.
  expect(session.store.getState()).toMatchObject({ head: 120, following: false });
  session.follow();
  expect(session.store.getState()).toMatchObject({ head: 400, following: true });
  expect(session.store.getState().now).toEqual(foldUpTo(events, seq(400), moment));
  session.dispose();
});

test('after a break it takes up behind the last event that it has: no gap, no repeat, and the playhead stays', async () => {
  const own = host();
  const session = openRun(line(own.dial).client, RUN, { seq: seq(42) });
  await expect.poll(() => session.store.getState().phase).toBe('open');
  expect(session.store.getState()).toMatchObject({ head: 42, following: false });
  own.break();
  await expect.poll(() => own.asked).toEqual([0, 300]);
  own.more();
  await expect.poll(() => session.store.getState().last).toBe(350);
  expect(session.log.events.map((event) => event.seq)).toEqual(events.slice(0, 350).map((event) => event.seq));
  expect(session.store.getState().head).toBe(42);
  session.dispose();
});

test('after a break a text under way begins where it is heard again: what was written meanwhile, or never kept, leaves no seam', async () => {
  const own = host();
  const session = openRun(line(own.dial).client, RUN);
  const texts = () => [...session.writing.getState().values()].map(({ text }) => text);
  await expect.poll(texts).toEqual(['heard first ']);
  own.break();
  await expect.poll(texts).toEqual(['heard then ']);
  session.dispose();
});

test('of a long run the first part is there at once, then all of it, and who has taken hold meanwhile is not moved', async () => {
  const parts = [events.slice(0, 200), events.slice(200, 400), events.slice(400)];
  let next: () => void = () => {};
  const open = async () => {
    const [near, far] = memoryTransport();
    const handlers = fakeHandlers({
      'run.find': async () => ok({ ...row, state: 'ended', events: 600 }),
      async *'events.subscribe'() {
        for (const part of parts) {
          yield ok({ events: part.map(wire) });
          await new Promise<void>((resolve) => (next = resolve));
        }
      },
    });
    serve(far, handlers);
    const session = openRun(client(near), RUN);
    await expect
      .poll(() => session.store.getState())
      .toMatchObject({ phase: 'open', head: 200, last: 200, expected: 600 });
    return session;
  };
  const left = await open();
  next();
  await expect.poll(() => left.log.events.length).toBe(400);
  expect(left.store.getState()).toMatchObject({ head: 200, last: 200 });
  next();
  await expect.poll(() => left.store.getState()).toMatchObject({ head: 600, last: 600 });
  left.dispose();

  const held = await open();
  held.seek(seq(150));
  next();
  await expect.poll(() => held.log.events.length).toBe(400);
  next();
  await expect.poll(() => held.store.getState().last).toBe(600);
  expect(held.store.getState()).toMatchObject({ head: 150, following: false });
  held.dispose();
});

test('a run that is not there is one sentence', async () => {
  const [near, far] = memoryTransport();
  serve(far, fakeHandlers({}));
  const session = openRun(client(near), RUN);
  await expect.poll(() => session.store.getState().failure?.message).toBe('this fake has no such method');
});
