import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { deliberate, setupWith } from '#engine/testing/deliberation.ts';
import { scriptedInference } from '#engine/testing/scripted-model.ts';
import type { AnyEvent } from '#shared/events/event.ts';
import { runId, seq, type RunId } from '#shared/events/ids.ts';
import { holderOf } from '#store/lock.ts';
import { startScript } from '#store/testing/child.ts';
import { failureIn, valueOf } from '#store/testing/scratch.ts';
import type { LiveRun } from './live-run.ts';
import { liveRuns } from './live-runs.ts';
import { runFile } from './places.ts';
import { openStoredFile } from './stored-run.ts';
import { draftsOf, hostBench, plantRun } from './testing/host-bench.ts';

const { places, folder, remove } = hostBench();
afterAll(remove);
const slow = scriptedInference({ pause: () => delay(2) });
const live = liveRuns({ places, inference: scriptedInference(), app: 'test' });
const slowly = liveRuns({ places, inference: slow, app: 'test' });
let whole: readonly AnyEvent[];

function storedOf(run: RunId): readonly AnyEvent[] {
  const stored = valueOf(openStoredFile(runFile(places, run)));
  try {
    return valueOf(stored.events(seq(0)));
  } finally {
    stored.close();
  }
}

const bodies = (events: readonly AnyEvent[]): readonly string[] =>
  events.flatMap((event) => (event.type === 'v1.message.sent' ? [`${event.data.message} ${event.data.body}`] : []));
const started = (run: LiveRun): number => run.view.turns.length;
const announced = (run: LiveRun, type: AnyEvent['type']): Promise<void> =>
  new Promise((resolve) => {
    const heard = run.appended.on((event) => {
      if (event.type !== type) return;
      heard.dispose();
      resolve();
    });
  });

beforeAll(async () => {
  const run = valueOf(live.start(setupWith()));
  await run.done;
  whole = storedOf(run.run);
});

test('a run goes from its creation to its end, is then over, and gives its file back', async () => {
  const run = valueOf(live.start(setupWith()));
  expect(live.get(run.run)).toBe(run);
  expect(holderOf(runFile(places, run.run))?.pid).toBe(process.pid);
  await run.done;
  expect([run.over, run.stopped, run.view.status]).toEqual([true, undefined, 'ended']);
  expect(holderOf(runFile(places, run.run))).toBe(undefined);
  const events = storedOf(run.run);
  expect([events[0]?.type, events.at(-1)?.type]).toEqual(['v1.run.created', 'v1.run.ended']);
  expect(events.map((event) => event.seq)).toEqual(events.map((_, index) => index + 1));
});

test('a paused run lets open turns end and starts no other until it goes on', async () => {
  const run = valueOf(slowly.start(setupWith()));
  await announced(run, 'v1.turn.started');
  const at = run.pause();
  expect(run.pause()).toBe(at);
  const before = started(run);
  while (run.view.turns.some((turn) => turn.state === 'open')) await announced(run, 'v1.turn.ended');
  await delay(50);
  expect([started(run), run.view.status]).toEqual([before, 'paused']);
  run.resume();
  await run.done;
  expect(started(run)).toBe(9);
  // The control: without the pause the next round had begun long before.
  const other = valueOf(slowly.start(setupWith()));
  await announced(other, 'v1.turn.started');
  await delay(50);
  expect(started(other)).toBeGreaterThan(before);
  await other.done;
});

test('a cancelled run ends as cancelled, keeps what was said, and says nothing after', async () => {
  const run = valueOf(slowly.start(setupWith()));
  await announced(run, 'v1.message.sent');
  const said = bodies(storedOf(run.run));
  const last = await run.cancel();
  const events = storedOf(run.run);
  expect(events.at(-1)).toMatchObject({ seq: last, type: 'v1.run.ended', data: { reason: 'cancelled' } });
  expect(said.length).toBeGreaterThan(0);
  expect(bodies(events).slice(0, said.length)).toEqual(said);
  expect(run.over).toBe(true);
});

test('an interrupted run is gone on with, wherever it was cut, and comes to what it would have come to', async () => {
  // A kill leaves whole transactions: where they end, the in-memory journal knows.
  const { journal } = await deliberate(setupWith());
  expect(journal.cuts.at(-1)).toBe(whole.length);
  for (const cut of journal.cuts.slice(0, -1)) {
    const run = runId(`cut-${cut}`);
    plantRun(places, run, draftsOf(journal.events.slice(0, cut)));
    const resumed = valueOf(live.resume(run));
    await resumed.done;
    const events = storedOf(run);
    expect(events.slice(0, cut).map(({ type }) => type)).toEqual(whole.slice(0, cut).map(({ type }) => type));
    expect(events[cut]).toMatchObject({ type: expect.stringMatching(/v1\.(turn\.abandoned|run\.resumed)/) as unknown });
    expect(bodies(events)).toEqual(bodies(whole));
    expect(events.at(-1)).toMatchObject({ type: 'v1.run.ended', data: { reason: 'budget' } });
  }
});

test('a run that has ended is not gone on with, and one that never was is not found', () => {
  const run = runId('ended-one');
  plantRun(places, run, draftsOf(whole));
  expect(failureIn(live.resume(run))).toMatchObject({ code: 'usage' });
  expect(failureIn(live.resume(run)).message).toContain('has ended (budget)');
  expect(holderOf(runFile(places, run))).toBe(undefined);
  expect(storedOf(run)).toHaveLength(whole.length);
  expect(failureIn(live.resume(runId('nobody')))).toMatchObject({ code: 'not_found' });
});

test('a run that another process writes is refused as busy, with the process named', async () => {
  const run = runId('test-run');
  const child = startScript('writer.ts', [runFile(places, run), '3', '--hold']);
  try {
    await child.until(/^ACK 3$/m);
    const refused = failureIn(live.resume(run));
    expect(refused.code).toBe('busy');
    expect(refused.message).toContain(`process ${child.pid}`);
    expect(live.get(run)).toBe(undefined);
  } finally {
    child.process.kill('SIGKILL');
    await child.ended();
  }
  // The control: once that process is gone its lock is taken over.
  const resumed = valueOf(live.resume(run));
  await resumed.done;
});

test('a home that cannot be written to gives one sentence', () => {
  const file = join(folder, 'a-file');
  writeFileSync(file, '');
  const readOnly = join(folder, 'read-only');
  mkdirSync(readOnly);
  chmodSync(readOnly, 0o555);
  for (const home of [join(file, 'home'), join(readOnly, 'home')]) {
    const refused = unprivileged(() =>
      liveRuns({ places: { ...places, home }, inference: slow, app: 'test' }).start(setupWith()),
    );
    if (refused === undefined) continue;
    const { code, message } = failureIn(refused);
    expect(code).toBe('storage');
    expect(message).toContain(home);
    expect(message.split('\n')).toHaveLength(1);
  }
  rmSync(readOnly, { recursive: true });
});

/** For root no folder is read-only: its rights are laid down meanwhile. Undefined where that cannot be done. */
function unprivileged<Value>(work: () => Value): Value | undefined {
  const { geteuid, seteuid } = process;
  if (geteuid === undefined || seteuid === undefined || geteuid() !== 0) return work();
  seteuid(65_534);
  try {
    return work();
  } finally {
    seteuid(0);
  }
}
