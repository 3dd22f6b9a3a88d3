import { copyFileSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, expect, test } from 'vitest';
import { setupWith } from '#engine/testing/deliberation.ts';
import { scriptedInference } from '#engine/testing/scripted-model.ts';
import { NEVER } from '#shared/base/abort.ts';
import type { AnyEvent } from '#shared/events/event.ts';
import type { Change } from '#shared/events/fork.ts';
import { messageOfTurn, modelRef, runId, seq, turnId, type RunId } from '#shared/events/ids.ts';
import { runOf } from '#shared/projections/fold-run.ts';
import { openJournal } from '#store/journal.ts';
import { failureIn, valueOf } from '#store/testing/scratch.ts';
import { branches } from './branches.ts';
import { recordHandlers } from './handlers/record-handlers.ts';
import { runHandlers } from './handlers/run-handlers.ts';
import { liveRuns } from './live-runs.ts';
import { modelShelf } from './model-shelf.ts';
import { recordingsFolder, runFile, runsFolder } from './places.ts';
import { promptCheck } from './prompt-check.ts';
import { runCatalog } from './run-catalog.ts';
import { collected, draftsOf, hostBench, plantRun } from './testing/host-bench.ts';
import { storedIn } from './whole-run.ts';

const { places, remove } = hostBench();
afterAll(remove);
const tree = join(import.meta.dirname, '..', '..', 'scenarios', 'recordings');
for (const name of ['users-endpoint-rounds.jsonl'])
  copyFileSync(join(tree, name), join(recordingsFolder(places), name));

const signal = { signal: NEVER };
const catalog = runCatalog(places);
const shelf = modelShelf(places);
const host = (pause = 0) => {
  const live = liveRuns({
    places,
    inference: scriptedInference(pause === 0 ? {} : { pause: () => delay(pause) }),
    app: 'test',
  });
  const prompts = promptCheck({ shelf, inference: () => scriptedInference() });
  return {
    live,
    ...recordHandlers({ catalog, prompts }),
    ...runHandlers({ live, catalog, shelf, branches: branches({ live, catalog, shelf }) }),
  };
};
const handlers = host();

const eventsOf = async (run: RunId): Promise<readonly AnyEvent[]> => valueOf(await storedIn(catalog, run)).events;
const settled = async (run: RunId, own = handlers): Promise<readonly AnyEvent[]> => {
  await own.live.get(run)?.done;
  return eventsOf(run);
};
const started = async (own = handlers, changes = {}): Promise<RunId> => {
  const { run } = valueOf(await own['run.start']({ setup: setupWith(changes) }, signal));
  return run;
};
const fork = (run: RunId, at: number, changes: readonly Change[] = []) =>
  handlers['run.fork']({ run, at: seq(at), changes: [...changes], start: true }, signal);

/** Every file of the runs, as bytes. */
const bytes = (run: RunId): Buffer => readFileSync(runFile(places, run));

test('a fork is a run of its own that goes on to an end, and the run it left is untouched byte for byte', async () => {
  const parent = await started();
  const before = await settled(parent);
  const untouched = bytes(parent);
  const at = before.findLast(({ type }) => type === 'v1.message.sent')?.seq ?? 0;
  const made = valueOf(await fork(parent, at, [{ kind: 'insert', text: 'Mind the cost.' }]));
  const events = await settled(made.run);
  expect(events.slice(1, at)).toEqual(before.slice(1, at));
  expect(events[at]).toMatchObject({ type: 'v1.run.forked', data: { kind: 'fork', parent: { run: parent, seq: at } } });
  expect(events.at(-1)?.type).toBe('v1.run.ended');
  expect(bytes(parent).equals(untouched)).toBe(true);
  expect(await eventsOf(parent)).toEqual(before);
  const { rows } = valueOf(await storedIn(catalog, made.run));
  const parents = valueOf(await storedIn(catalog, parent)).rows;
  expect(rows.slice(1, at).map(({ data, detail }) => [data, detail])).toEqual(
    parents.slice(1, at).map(({ data, detail }) => [data, detail]),
  );
  // The chain is its own: the first event is another, so every hash is.
  expect(rows.slice(0, at).every((row, index) => row.hash !== parents[index]?.hash)).toBe(true);
  expect(valueOf(await handlers['run.verify']({ run: made.run }, signal)).bad).toBe(undefined);
});

test('lists name where a branch comes from, also once it has ended and is listed from the library', async () => {
  const parent = await started();
  await settled(parent);
  const { run } = valueOf(await fork(parent, 6));
  await settled(run);
  const { run: again } = valueOf(await handlers['run.rerun']({ run: parent }, signal));
  await settled(again);
  for (let look = 0; look < 2; look += 1) {
    const { runs } = valueOf(await handlers['run.list']({}, signal));
    const row = (id: RunId) => runs.find((one) => one.run === id);
    expect(row(run)).toMatchObject({ parent: { run: parent, seq: 6 }, branch: 'fork', state: 'ended' });
    expect(row(again)).toMatchObject({ parent: { run: parent }, branch: 'rerun' });
    expect([row(parent)?.parent, row(parent)?.branch]).toEqual([undefined, undefined]);
  }
});

test('a fork that is not started waits to be resumed, and leaves nothing behind where it is refused', async () => {
  const parent = await started();
  await settled(parent);
  const before = readdirSync(runsFolder(places)).toSorted();
  const message = messageOfTurn(turnId(99));
  expect(failureIn(await fork(parent, 9, [{ kind: 'drop', message }]))).toMatchObject({
    code: 'refused',
    message: expect.stringContaining('There is no message m99'),
  });
  expect(failureIn(await fork(parent, 0)).code).toBe('refused');
  expect(failureIn(await fork(runId('nowhere'), 1)).code).toBe('not_found');
  const absent: Change = { kind: 'seat', seat: 'Ben', model: modelRef('absent') };
  expect(failureIn(await fork(parent, 9, [absent])).message).toContain('absent');
  expect(readdirSync(runsFolder(places)).toSorted()).toEqual(before);
  const asked = { run: parent, at: seq(9), changes: [], start: false };
  const { run } = valueOf(await handlers['run.fork'](asked, signal));
  expect(valueOf(await handlers['run.find']({ name: run }, signal))).toMatchObject({
    state: 'interrupted',
    events: expect.any(Number),
  });
  valueOf(await handlers['run.resume']({ run }, signal));
  expect((await settled(run)).at(-1)?.type).toBe('v1.run.ended');
});

test('a fork or re-run between the end of a turn and its message begins behind the message, and says so', async () => {
  const parent = await started();
  const before = await settled(parent);
  const ended = before.find(({ type }) => type === 'v1.turn.ended')?.seq ?? 0;
  expect(before[ended]?.type).toBe('v1.message.sent');
  const forked = valueOf(await fork(parent, ended));
  const again = valueOf(await handlers['run.rerun']({ run: parent, from: seq(ended) }, signal));
  for (const { run, at } of [forked, again]) {
    expect(at).toBe(ended + 1);
    expect((await settled(run))[ended]).toEqual(before[ended]);
    expect(valueOf(await handlers['run.find']({ name: run }, signal)).parent).toEqual({ run: parent, seq: ended + 1 });
  }
});

test('a seat gets no model that is not on this machine, also in a branch that waits; what is here is offered', async () => {
  const parent = await started();
  await settled(parent);
  const before = readdirSync(runsFolder(places)).toSorted();
  for (const start of [true, false]) {
    const changes: Change[] = [{ kind: 'seat', seat: 'Ben', model: modelRef('absent') }];
    const refused = failureIn(await handlers['run.fork']({ run: parent, at: seq(9), changes, start }, signal));
    expect(refused).toMatchObject({ instead: { model: 'absent', offers: expect.any(Array) } });
  }
  expect(readdirSync(runsFolder(places)).toSorted()).toEqual(before);
});

test('a recording of the tree can be forked: the branch is a run of the user, the recording stays', async () => {
  const found = valueOf(await handlers['run.find']({ name: 'users-endpoint-rounds' }, signal));
  const file = join(recordingsFolder(places), 'users-endpoint-rounds.jsonl');
  const untouched = readFileSync(file);
  const seats = found.seats.map((seat): Change => ({ kind: 'seat', seat, model: modelRef('scripted') }));
  const { run } = valueOf(await fork(found.run, 14, seats));
  const events = await settled(run);
  expect(events.at(-1)?.type).toBe('v1.run.ended');
  expect(events.slice(1, 14)).toEqual((await eventsOf(found.run)).slice(1, 14));
  expect(readFileSync(file).equals(untouched)).toBe(true);
});

test('a run that goes on is forked at any event it has stored, and goes on as if nothing had happened', async () => {
  const slow = host(3);
  const parent = await started(slow);
  while ((slow.live.get(parent)?.view.turns.length ?? 0) < 4) await delay(2);
  const at = slow.live.get(parent)?.view.lastSeq ?? seq(0);
  const { run } = valueOf(await slow['run.fork']({ run: parent, at, changes: [], start: true }, signal));
  const [mine, theirs] = [await settled(run, slow), await settled(parent, slow)];
  expect([mine.at(-1)?.type, theirs.at(-1)?.type]).toEqual(['v1.run.ended', 'v1.run.ended']);
  expect(mine.slice(1, at)).toEqual(theirs.slice(1, at));
  expect(theirs.some(({ type }) => type === 'v1.run.forked')).toBe(false);
  const control = await settled(await started(slow), slow);
  expect(theirs.map(({ type }) => type).toSorted()).toEqual(control.map(({ type }) => type).toSorted());
});

test('a fork that was killed anywhere is recovered as any run is', async () => {
  const parent = await started();
  await settled(parent);
  const { run } = valueOf(await fork(parent, 8));
  const whole = await settled(run);
  for (const cut of [9, 10, 12, whole.length - 4]) {
    const killed = runId(`killed-${cut}`);
    plantRun(places, killed, draftsOf(whole.slice(0, cut)));
    valueOf(await handlers['run.resume']({ run: killed }, signal));
    const events = await settled(killed);
    expect([cut, events.at(-1)?.type, runOf(events).turns.length]).toEqual([cut, 'v1.run.ended', 9]);
    expect(events.slice(0, cut)).toEqual(whole.slice(0, cut).map((event) => ({ ...event, at: events[0]?.at })));
  }
});

test('a re-run comes out token-equal in exact mode and says so; of another text it says where and why it differs', async () => {
  const parent = await started(handlers, { exact: true });
  await settled(parent);
  const { run } = valueOf(await handlers['run.rerun']({ run: parent }, signal));
  await settled(run);
  const same = valueOf(await handlers['run.difference']({ run }, signal));
  expect(same).toMatchObject({
    other: parent,
    same: true,
    turns: 9,
    sentence: expect.stringMatching(/^token-equal: 9 turns, \d+ tokens$/u),
  });
  const { run: seeded } = valueOf(await fork(parent, 5, [{ kind: 'seed', seed: 77 }]));
  await settled(seeded);
  const other = valueOf(await handlers['run.difference']({ run: seeded }, signal));
  expect(other).toMatchObject({ same: false, difference: { reason: 'other seed' } });
  expect(other.sentence).toMatch(/^first difference at turn \d+, (?:token \d+|in its \w+): other seed$/u);
  expect(failureIn(await handlers['run.difference']({ run: parent }, signal)).code).toBe('usage');
});

test('a re-run from any line of an exact run, also one in the middle of a turn, comes out token-equal', async () => {
  const slow = host(2);
  const parent = await started(slow, { exact: true, budget: { turns: 5 } });
  while ((slow.live.get(parent)?.view.turns.length ?? 0) < 2) await delay(1);
  valueOf(
    await slow['run.command'](
      { run: parent, command: { kind: 'say', text: 'Mind the cost.', to: 'all', act: 'inform' } },
      signal,
    ),
  );
  while ((slow.live.get(parent)?.view.turns.length ?? 0) < 3) await delay(1);
  valueOf(await slow['run.command']({ run: parent, command: { kind: 'mute', agent: 'Cleo' } }, signal));
  const events = await settled(parent, slow);
  const last = events.findLast(({ type }) => type === 'v1.turn.ended')?.seq ?? 0;
  const found = [];
  for (const { seq: from } of events.slice(0, last - 1)) {
    const { run, at } = valueOf(await handlers['run.rerun']({ run: parent, from }, signal));
    await settled(run);
    const { same, turns, sentence } = valueOf(await handlers['run.difference']({ run }, signal));
    if (!same || turns === 0) found.push([from, at, sentence]);
  }
  expect(found).toEqual([]);
});

test('a re-run whose model is nowhere is refused with the name of its file', async () => {
  const setup = setupWith();
  const lost = runId('lost-model');
  const seats = setup.seats.map((seat) => ({ ...seat, model: modelRef('absent') }));
  const parent = await started();
  const drafts = draftsOf(await settled(parent)).map((draft) => {
    if (draft.type === 'v1.run.created') return { ...draft, data: { ...draft.data, setup: { ...setup, seats } } };
    const loaded = { model: modelRef('absent'), file: 'absent.gguf' };
    return draft.type === 'v1.model.loaded' ? { ...draft, data: { ...draft.data, ...loaded } } : draft;
  });
  plantRun(places, lost, drafts);
  expect(failureIn(await handlers['run.rerun']({ run: lost }, signal)).message).toContain('absent.gguf');
});

test('a re-run that was killed goes on with what the arbiter did, and not where its parent is gone', async () => {
  const slow = host(3);
  const parent = await started(slow, { exact: true });
  while ((slow.live.get(parent)?.view.turns.length ?? 0) < 3) await delay(2);
  valueOf(await slow['run.command']({ run: parent, command: { kind: 'mute', agent: 'Cleo' } }, signal));
  await settled(parent, slow);
  const { run } = valueOf(await slow['run.rerun']({ run: parent }, signal));
  const whole = await settled(run, slow);
  expect(whole.filter(({ type }) => type === 'v1.agent.muted')).toHaveLength(1);
  const cut = whole.findIndex(({ type }) => type === 'v1.turn.started') + 1;
  const killed = runId('killed-rerun');
  plantRun(places, killed, draftsOf(whole.slice(0, cut)));
  valueOf(await handlers['run.resume']({ run: killed }, signal));
  expect((await settled(killed)).filter(({ type }) => type === 'v1.agent.muted')).toHaveLength(1);
  const orphan = runId('orphan');
  const drafts = draftsOf(whole.slice(0, cut)).map((draft) => {
    const gone = { run: runId('gone'), seq: seq(4) };
    if (draft.type === 'v1.run.created') return { ...draft, data: { ...draft.data, parent: gone } };
    return draft.type === 'v1.run.forked' ? { ...draft, data: { ...draft.data, parent: gone } } : draft;
  });
  plantRun(places, orphan, drafts);
  expect(failureIn(await handlers['run.resume']({ run: orphan }, signal)).message).toContain('orphan says gone again');
  valueOf(openJournal({ file: runFile(places, orphan), run: orphan })).close();
});

test('verify builds every prompt anew and finds one that was not what its hash says', async () => {
  const run = await started();
  const events = await settled(run);
  const turns = events.filter(({ type }) => type === 'v1.turn.ended').length;
  const verdict = valueOf(await handlers['run.verify']({ run }, signal));
  expect(verdict.prompts?.checked).toBe(verdict.prompts?.of);
  expect(verdict.prompts?.of).toBeGreaterThanOrEqual(2 * turns);
  const forged = runId('forged-prompt');
  const at = events.findIndex(({ type }) => type === 'v1.turn.started');
  const drafts = draftsOf(events).map((draft, index) =>
    index === at && draft.type === 'v1.turn.started'
      ? { ...draft, data: { ...draft.data, promptHash: 'f'.repeat(64) } }
      : draft,
  );
  plantRun(places, forged, drafts);
  const bad = valueOf(await handlers['run.verify']({ run: forged }, signal));
  expect([bad.bad, bad.prompts?.bad]).toMatchObject([undefined, { seq: at + 1, turn: 1 }]);
});

test('prompts of a model that is nowhere are not checked, and that is said', async () => {
  const { run } = valueOf(await handlers['run.find']({ name: 'users-endpoint-rounds' }, signal));
  const { prompts, bad } = valueOf(await handlers['run.verify']({ run }, signal));
  expect(bad).toBe(undefined);
  expect(prompts).toMatchObject({ checked: 0, unchecked: expect.stringMatching(/\.gguf is not there$/u) });
  expect((await collected(handlers['events.subscribe']({ run, after: seq(0) }, signal))).failure).toBe(undefined);
});
