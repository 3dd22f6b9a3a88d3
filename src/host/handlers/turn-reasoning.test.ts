import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { scriptedInference } from '#engine/testing/scripted-model.ts';
import { NEVER } from '#shared/base/abort.ts';
import { runId, seq } from '#shared/events/ids.ts';
import type { Draft } from '#shared/events/event.ts';
import { longRun } from '#shared/projections/testing/long-run.ts';
import { createJournal } from '#store/journal.ts';
import { failureIn, valueOf } from '#store/testing/scratch.ts';
import { branches } from '../branches.ts';
import { liveRuns } from '../live-runs.ts';
import { modelShelf } from '../model-shelf.ts';
import { runsFolder } from '../places.ts';
import { runCatalog } from '../run-catalog.ts';
import { hostBench } from '../testing/host-bench.ts';
import { runHandlers } from './run-handlers.ts';

const { places, remove } = hostBench();
afterAll(remove);
const signal = { signal: NEVER };

test('what a model thought is told of the turn that ended there, of no other event, and stands in no event', async () => {
  const run = runId('thinking');
  mkdirSync(runsFolder(places), { recursive: true });
  const journal = valueOf(createJournal({ file: join(runsFolder(places), `${run}.db`), run }));
  const events = longRun(40);
  const at = events.find(({ type }) => type === 'v1.turn.ended')?.seq ?? seq(0);
  for (const { type, data, at: time, seq: own } of events) {
    const draft = { type, data, ...(own === at ? { reasoning: 'Numbers leak.' } : {}) } as Draft;
    valueOf(journal.append([draft], time));
  }
  journal.close();
  const live = liveRuns({ places, inference: scriptedInference({}), app: 'test' });
  const rest = { catalog: runCatalog(places), shelf: modelShelf(places) };
  const handlers = runHandlers({ live, ...rest, branches: branches({ live, ...rest }) });
  const of = (position: number) => handlers['turn.reasoning']({ run, seq: seq(position) }, signal);
  expect(valueOf(await of(at))).toEqual({ text: 'Numbers leak.' });
  expect(valueOf(await of(at + 1))).toEqual({});
  expect(valueOf(await of(4000))).toEqual({});
  expect(failureIn(await handlers['turn.reasoning']({ run: runId('none'), seq: at }, signal)).code).toBe('not_found');
  for await (const item of handlers['events.subscribe']({ run, after: seq(0) }, signal))
    expect(JSON.stringify(item)).not.toContain('Numbers leak.');
});
