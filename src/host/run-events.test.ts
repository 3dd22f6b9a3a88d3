import Database from 'better-sqlite3';
import * as fc from 'fast-check';
import { setImmediate as tick, setTimeout as delay } from 'node:timers/promises';
import { afterAll, expect, test } from 'vitest';
import { creationOf } from '#engine/create.ts';
import { setupWith } from '#engine/testing/deliberation.ts';
import { scriptedInference } from '#engine/testing/scripted-model.ts';
import { NEVER } from '#shared/base/abort.ts';
import { runId, seq, type RunId } from '#shared/events/ids.ts';
import { EVENTS_AT_ONCE } from '#shared/rpc/methods.ts';
import type { AnyEvent, Draft } from '#shared/events/event.ts';
import { startScript } from '#store/testing/child.ts';
import { valueOf } from '#store/testing/scratch.ts';
import { recordHandlers } from './handlers/record-handlers.ts';
import type { LiveRun } from './live-run.ts';
import { liveRuns } from './live-runs.ts';
import { runFile } from './places.ts';
import { runCatalog } from './run-catalog.ts';
import { liveEvents, storedEvents } from './run-events.ts';
import { collected, hostBench, plantRun } from './testing/host-bench.ts';

const { places, remove } = hostBench();
afterAll(remove);
const catalog = runCatalog(places);
const live = liveRuns({ places, inference: scriptedInference({ pause: () => tick() }), app: 'test' });

type Subscribe = (run: LiveRun, after: number) => Promise<readonly number[]>;

const subscribe: Subscribe = async (run, after) => {
  const { items } = await collected(liveEvents(catalog, run, { after: seq(after), signal: NEVER }));
  return items.flatMap(({ events }) => events.map((event) => event.seq));
};

/** As one would do it without thinking: read what is stored, then listen. */
const forgetful: Subscribe = async (run, after) => {
  const read = run.stored(seq(after)).map((event) => event.seq);
  await tick();
  const heard = run.appended.on((event) => read.push(event.seq));
  await run.done;
  heard.dispose();
  return read;
};

type Reader = { readonly at: number; readonly after: number };

/** A whole run, joined by readers each at its own moment; what each should have read, and what it has. */
async function joinedBy(
  readers: readonly Reader[],
  join: Subscribe,
): Promise<readonly (readonly [number[], number[]])[]> {
  const run = valueOf(live.start(setupWith()));
  const reading: { readonly after: number; readonly read: Promise<readonly number[]> }[] = [];
  const enter = (position: number): void => {
    for (const { at, after } of readers) if (at === position) reading.push({ after, read: join(run, after) });
  };
  for (let at = 0; at <= run.view.lastSeq; at += 1) enter(at);
  run.appended.on((event) => enter(event.seq));
  await run.done;
  const all = Array.from({ length: run.view.lastSeq }, (_, index) => index + 1);
  return Promise.all(reading.map(async ({ after, read }) => [all.slice(after), [...(await read)]] as const));
}

test('wherever a reader joins, and from wherever it reads, it gets every event once and in order', async () => {
  const reader = fc.record({ at: fc.nat(40), after: fc.nat(45) });
  await fc.assert(
    fc.asyncProperty(fc.array(reader, { minLength: 1, maxLength: 8 }), async (readers) => {
      for (const [wanted, read] of await joinedBy(readers, subscribe)) expect(read).toEqual(wanted);
    }),
    { numRuns: 12 },
  );
  // Every moment of one run, read from its beginning.
  const everywhere = Array.from({ length: 40 }, (_, at) => ({ at, after: 0 }));
  const joined = await joinedBy(everywhere, subscribe);
  expect(joined.length).toBeGreaterThan(30);
  for (const [wanted, read] of joined) expect(read).toEqual(wanted);
});

test('the control: reading first and listening a moment later loses events', async () => {
  const joined = await joinedBy(
    Array.from({ length: 40 }, (_, at) => ({ at, after: 0 })),
    forgetful,
  );
  expect(joined.some(([wanted, read]) => read.length < wanted.length)).toBe(true);
});

test('a run that is over is read from its file, and an aborted reader gets no more', async () => {
  const run = valueOf(live.start(setupWith()));
  await run.done;
  const all = await subscribe(run, 0);
  expect(all).toHaveLength(run.view.lastSeq);
  expect(await subscribe(run, all.length - 2)).toEqual(all.slice(-2));
  const controller = new AbortController();
  const read: number[] = [];
  for await (const item of liveEvents(catalog, run, { after: seq(0), signal: controller.signal })) {
    read.push(...valueOf(item).events.map((event) => event.seq));
    controller.abort();
  }
  // One item was on its way; what is more than fits into one is not read.
  expect(read).toEqual(all.slice(0, EVENTS_AT_ONCE));
});

test('a run that another process writes is followed for as long as that process lives', async () => {
  const run = runId('test-run');
  const child = startScript('writer.ts', [runFile(places, run), '60', '--hold']);
  const read: number[] = [];
  let ended = false;
  try {
    await child.until(/^ACK 1$/m);
    const following = (async () => {
      for await (const item of storedEvents(catalog, { run, after: seq(0), signal: NEVER })) {
        read.push(...valueOf(item).events.map((event) => event.seq));
      }
      ended = true;
    })();
    await child.until(/^ACK 60$/m);
    for (let waited = 0; read.length < 60 && waited < 200; waited += 1) await delay(25);
    expect(read).toEqual(Array.from({ length: 60 }, (_, index) => index + 1));
    await delay(200);
    expect(ended).toBe(false);
    child.process.kill('SIGKILL');
    await child.ended();
    await following;
    expect([ended, read.length]).toEqual([true, 60]);
  } finally {
    child.process.kill('SIGKILL');
  }
});

test('of a damaged run what holds is given, then the damage is told, and no export hides it', async () => {
  const run = valueOf(live.start(setupWith()));
  await run.done;
  const whole = await collected(storedEvents(catalog, { run: run.run, after: seq(0), signal: NEVER }));
  expect([whole.items.flatMap(({ events }) => events).length, whole.failure]).toEqual([run.view.lastSeq, undefined]);
  damage(run.run, seq(8));
  const read = await collected(storedEvents(catalog, { run: run.run, after: seq(0), signal: NEVER }));
  expect(read.items.flatMap(({ events }) => events.map((event) => event.seq))).toEqual([1, 2, 3, 4, 5, 6, 7]);
  expect(read.failure).toMatchObject({ code: 'storage' });
  expect(read.failure?.message).toContain('event 8');
  const handlers = recordHandlers({ catalog });
  expect(await handlers['run.verify']({ run: run.run }, { signal: NEVER })).toMatchObject({
    ok: true,
    value: { events: 7, bad: { seq: 8 } },
  });
  for (const format of ['minutes', 'markdown', 'jsonl'] as const) {
    const text = await collected(handlers['run.export']({ run: run.run, format, reasoning: false }, { signal: NEVER }));
    expect([format, text.failure?.code]).toEqual([format, 'storage']);
  }
});

/** A run of `count` events, an even number: its creation, then nothing but pauses. */
function plantLong(run: RunId, count: number): void {
  const creation = creationOf({ run, setup: setupWith(), startedAt: '2026-01-01T00:00:00.000Z', app: 'test' });
  const pauses = Array.from({ length: count - creation.length }, (_, index): Draft => {
    const type = index % 2 === 0 ? 'v1.run.paused' : 'v1.run.resumed';
    return { type, data: { by: 'arbiter' } };
  });
  plantRun(places, run, [...creation, ...pauses]);
}

test('a long run comes in few items, each full, and from wherever one reads', async () => {
  const run = runId('long-one');
  plantLong(run, 10_000);
  const { items } = await collected(storedEvents(catalog, { run, after: seq(0), signal: NEVER }));
  expect(items.map(({ events }) => events.length)).toEqual(Array.from({ length: 20 }, () => EVENTS_AT_ONCE));
  expect(items.flatMap(({ events }) => events.map((event) => event.seq))).toEqual(
    Array.from({ length: 10_000 }, (_, index) => index + 1),
  );
  const rest = await collected(storedEvents(catalog, { run, after: seq(9_400), signal: NEVER }));
  expect(rest.items.map(({ events }) => [events[0]?.seq, events.length])).toEqual([
    [9_401, 500],
    [9_901, 100],
  ]);
  const controller = new AbortController();
  const begun: number[] = [];
  for await (const item of storedEvents(catalog, { run, after: seq(0), signal: controller.signal })) {
    begun.push(valueOf(item).events.length);
    controller.abort();
  }
  expect(begun).toEqual([EVENTS_AT_ONCE]);
});

test('events that hold much text come in more items, in order and each once', async () => {
  const run = runId('long-texts');
  const creation = creationOf({ run, setup: setupWith(), startedAt: '2026-01-01T00:00:00.000Z', app: 'test' });
  const ends = Array.from({ length: 6 }, (): Draft => ({
    type: 'v1.run.ended',
    data: { reason: 'failed', detail: 'x'.repeat(200_000) },
  }));
  plantRun(places, run, [...creation, ...ends]);
  const { items } = await collected(storedEvents(catalog, { run, after: seq(0), signal: NEVER }));
  expect(items.length).toBe(3);
  const all = items.flatMap(({ events }) => events.map((event) => event.seq));
  expect(all).toEqual(all.map((_, at) => at + 1));
  expect(all).toHaveLength(creation.length + 6);
});

test('a long run that goes on is read in items up to where it stands, then as it comes, without a gap', async () => {
  const run = runId('long-live');
  plantLong(run, 1_200);
  const resumed = valueOf(live.resume(run));
  const { items } = await collected(liveEvents(catalog, resumed, { after: seq(0), signal: NEVER }));
  expect(items.slice(0, 2).map(({ events }) => events.length)).toEqual([500, 500]);
  const all = items.flatMap(({ events }) => events.map((event) => event.seq));
  expect(all).toEqual(Array.from({ length: resumed.view.lastSeq }, (_, index) => index + 1));
  expect(all.length).toBeGreaterThan(1_200);
});

/** Overwrites an event behind the back of the append-only triggers, as a bad disk would. */
function damage(run: RunId, at: AnyEvent['seq']): void {
  const db = new Database(runFile(places, run));
  const triggers = db
    .prepare<[], { name: string; sql: string }>("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'")
    .all();
  for (const { name } of triggers) db.exec(`DROP TRIGGER "${name}"`);
  db.prepare('UPDATE events SET data = ? WHERE seq = ?').run('{"not": "what it was"', at);
  for (const { sql } of triggers) db.exec(sql);
  db.close();
}
