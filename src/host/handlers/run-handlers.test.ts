import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, expect, test } from 'vitest';
import { setupWith } from '#engine/testing/deliberation.ts';
import { invented, scriptedInference } from '#engine/testing/scripted-model.ts';
import { NEVER } from '#shared/base/abort.ts';
import { messageOfTurn, runId, seq, turnId, type RunId } from '#shared/events/ids.ts';
import type { Item } from '#shared/rpc/methods.ts';
import { failureIn, valueOf } from '#store/testing/scratch.ts';
import { branches } from '../branches.ts';
import { liveRuns } from '../live-runs.ts';
import { modelShelf } from '../model-shelf.ts';
import { runCatalog } from '../run-catalog.ts';
import { collected, hostBench } from '../testing/host-bench.ts';
import { runHandlers } from './run-handlers.ts';

const { places, remove } = hostBench();
afterAll(remove);
const signal = { signal: NEVER };

/** Handlers over a model that pauses before each stage and, of every fifth turn, first says what was said before. */
function handlersOf(speak?: Parameters<typeof scriptedInference>[0]) {
  const inference = scriptedInference({ pause: () => delay(2), ...speak });
  const live = liveRuns({ places, inference, app: 'test' });
  const rest = { catalog: runCatalog(places), shelf: modelShelf(places) };
  return { live, ...runHandlers({ live, ...rest, branches: branches({ live, ...rest }) }) };
}

async function ended(handlers: ReturnType<typeof handlersOf>, run: RunId) {
  const { items } = await collected(handlers['events.subscribe']({ run, after: seq(0) }, signal));
  return items.flatMap(({ events }) => events);
}

test('a run is started, found, followed to its end and listed', async () => {
  const handlers = handlersOf();
  const { run } = valueOf(await handlers['run.start']({ setup: setupWith() }, signal));
  expect(valueOf(await handlers['run.find']({ name: run }, signal)).state).toBe('running');
  const events = await ended(handlers, run);
  expect(events.at(-1)).toMatchObject({ type: 'v1.run.ended' });
  await handlers.live.get(run)?.done;
  expect(await ended(handlers, run)).toEqual(events);
  expect(valueOf(await handlers['run.list']({}, signal)).runs.map((row) => row.run)).toContain(run);
  const at = events.find(({ type }) => type === 'v1.turn.ended')?.seq ?? seq(0);
  expect(valueOf(await handlers['turn.pieces']({ run, seq: at }, signal)).pieces.length).toBeGreaterThan(1);
});

test('a run of a model that nobody knows does not begin', async () => {
  const handlers = handlersOf();
  const setup = setupWith();
  const unknown = { ...setup, seats: setup.seats.map((seat) => ({ ...seat, model: 'none' as typeof seat.model })) };
  const before = valueOf(await handlers['run.list']({}, signal)).runs.length;
  expect(failureIn(await handlers['run.start']({ setup: unknown }, signal)).code).toBe('usage');
  expect(valueOf(await handlers['run.list']({}, signal)).runs).toHaveLength(before);
});

test('commands to a run that is not on, or not on any more, are refused', async () => {
  const handlers = handlersOf();
  const { run } = valueOf(await handlers['run.start']({ setup: setupWith() }, signal));
  expect((await handlers['run.pause']({ run }, signal)).ok).toBe(true);
  expect((await handlers['run.continue']({ run }, signal)).ok).toBe(true);
  expect((await handlers['run.cancel']({ run }, signal)).ok).toBe(true);
  const pause = { kind: 'pause' } as const;
  for (const name of [run, runId('nobody')]) {
    expect(failureIn(await handlers['run.command']({ run: name, command: pause }, signal)).code).toBe('not_found');
    for (const command of ['run.pause', 'run.continue', 'run.cancel'] as const) {
      expect([command, failureIn(await handlers[command]({ run: name }, signal)).code]).toEqual([command, 'not_found']);
    }
  }
});

/** Each text that a turn's watcher would show at its end. */
function shown(pieces: readonly Item<'pieces.watch'>[]): ReadonlyMap<number, string> {
  const turns = new Map<number, { try: number; text: string }>();
  for (const piece of pieces) {
    const before = turns.get(piece.turn);
    const text = (before?.try === piece.try ? before.text : '') + piece.text;
    turns.set(piece.turn, { try: piece.try, text });
  }
  return new Map([...turns].map(([turn, { text }]) => [turn, text]));
}

test('a turn that is tried again is watched anew, by a slow reader too', async () => {
  // Whoever speaks after the first says the same as it, and something of its own when tried again.
  const said: string[] = [];
  const handlers = handlersOf({
    speak: ({ seed }) => {
      const text = said.length === 1 ? (said[0] ?? '') : invented(seed);
      said.push(text);
      return { text };
    },
  });
  const { run } = valueOf(await handlers['run.start']({ setup: setupWith({ cadence: 'floor' }) }, signal));
  const watch = async (pause: number): Promise<readonly Item<'pieces.watch'>[]> => {
    const pieces: Item<'pieces.watch'>[] = [];
    for await (const piece of handlers['pieces.watch']({ run }, signal)) {
      pieces.push(valueOf(piece));
      if (pause > 0) await delay(pause);
    }
    return pieces;
  };
  const watching = Promise.all([watch(0), watch(25)]);
  const events = await ended(handlers, run);
  const [prompt, slow] = await watching;
  const fired = events.filter(({ type }) => type === 'v1.brake.fired');
  expect(fired).toMatchObject([{ data: { turn: 2, did: 'retried' } }]);
  expect(new Set(prompt.map((piece) => piece.try))).toEqual(new Set([1, 2]));
  expect(slow.length).toBeLessThan(prompt.length);
  for (const { type, data } of events) {
    if (type !== 'v1.turn.ended') continue;
    const { turn, text } = data as { turn: number; text: string };
    expect([turn, ...[prompt, slow].map((pieces) => shown(pieces).get(turn)?.trim())]).toEqual([turn, text, text]);
  }
  // The control: a watcher that takes no notice of the try shows both tries of turn 2 one after the other.
  const blind = shown(prompt.map((piece) => ({ ...piece, try: 1 })));
  expect(blind.get(2)?.trim()).not.toBe(shown(prompt).get(2)?.trim());
});

test('a command of the arbiter says where the log stands, and one that is refused says why and changes nothing', async () => {
  const handlers = handlersOf();
  const { run } = valueOf(await handlers['run.start']({ setup: setupWith() }, signal));
  const { view } = handlers.live.get(run) ?? { view: undefined };
  const paused = valueOf(await handlers['run.command']({ run, command: { kind: 'pause' } }, signal));
  expect(paused.seq).toBe(view?.lastSeq);
  const again = failureIn(await handlers['run.command']({ run, command: { kind: 'pause' } }, signal));
  expect(again).toEqual({ code: 'refused', message: expect.stringContaining('paused already') as string });
  const done = valueOf(await handlers['run.command']({ run, command: { kind: 'end', reason: 'enough' } }, signal));
  const events = await ended(handlers, run);
  expect(events.at(-1)).toMatchObject({
    seq: done.seq,
    type: 'v1.run.ended',
    data: { reason: 'arbiter', detail: 'enough' },
  });
  expect(events.filter(({ type }) => type === 'v1.run.paused')).toHaveLength(1);
});

test('what a message has reached is told of a run that is on and of one that is over, and of no message that is not there', async () => {
  const handlers = handlersOf();
  const { run } = valueOf(await handlers['run.start']({ setup: setupWith() }, signal));
  const m1 = messageOfTurn(turnId(1));
  expect(failureIn(await handlers['run.reach']({ run, message: m1 }, signal)).code).toBe('not_found');
  await ended(handlers, run);
  const reached = valueOf(await handlers['run.reach']({ run, message: m1 }, signal));
  // Three agents in three rounds: all that was said after the first round had it in front.
  expect(reached.inFront.map(({ message }) => message)).toEqual(['m4', 'm5', 'm6', 'm7', 'm8', 'm9']);
  expect(reached.inFront[0]).toMatchObject({ from: 'Ada', gist: expect.stringMatching(/\w/) as string });
  const last = valueOf(await handlers['run.reach']({ run, message: messageOfTurn(turnId(9)) }, signal));
  expect(last).toEqual({ answered: [], inFront: [] });
});
