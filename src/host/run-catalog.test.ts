import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { scriptedInference } from '#engine/testing/scripted-model.ts';
import { setupWith } from '#engine/testing/deliberation.ts';
import { NEVER } from '#shared/base/abort.ts';
import { runId, seq, type RunId } from '#shared/events/ids.ts';
import { openLibrary } from '#store/library.ts';
import { failureIn, valueOf } from '#store/testing/scratch.ts';
import { recordHandlers } from './handlers/record-handlers.ts';
import { liveRuns } from './live-runs.ts';
import { libraryFile, recordingsFolder, runFile } from './places.ts';
import { runCatalog } from './run-catalog.ts';
import { collected, deleteRun, draftsOf, hostBench, plantRun } from './testing/host-bench.ts';

const { places, remove } = hostBench();
afterAll(remove);
const catalog = runCatalog(places);
let ended: RunId;

beforeAll(async () => {
  const live = valueOf(liveRuns({ places, inference: scriptedInference(), app: 'test' }).start(setupWith()));
  await live.done;
  ended = live.run;
});

const names = async (): Promise<readonly string[]> => (await catalog.list()).runs.map(({ run }) => run);
const spoil = (run: RunId): void => writeFileSync(runFile(places, run), 'no database');
const eventsOf = async () => valueOf(valueOf(await catalog.open(ended)).events(seq(0)));

test('a run that has ended is listed out of the library, and its file is not opened again', async () => {
  const before = await catalog.list();
  expect(before).toMatchObject({ runs: [{ run: ended, state: 'ended', reason: 'budget', turns: 9 }], damaged: [] });
  const copy = draftsOf(await eventsOf());
  deleteRun(places, ended);
  spoil(ended);
  expect(await catalog.list()).toEqual(before);
  // The control: without the library the file is opened, and found to be spoilt.
  for (const rest of ['', '-wal', '-shm']) rmSync(libraryFile(places) + rest, { force: true });
  expect(await catalog.list()).toMatchObject({ runs: [], damaged: [{ name: ended }] });
  deleteRun(places, ended);
  plantRun(places, ended, copy);
  expect(await names()).toEqual([ended]);
});

test('a run without an end is read from its file each time, and a damaged file is named and left out', async () => {
  const broken = runId('broken-one');
  plantRun(places, broken, draftsOf((await eventsOf()).slice(0, 6)));
  const rows = (await catalog.list()).runs;
  expect(rows.find(({ run }) => run === broken)).toMatchObject({ state: 'interrupted', events: 6 });
  deleteRun(places, broken);
  spoil(broken);
  const { runs, damaged } = await catalog.list();
  expect(runs.map(({ run }) => run)).toEqual([ended]);
  expect(damaged).toMatchObject([{ name: 'broken-one' }]);
  expect(damaged[0]?.why).toContain('broken-one.db');
  expect(failureIn(await catalog.find('broken-one'))).toMatchObject({ code: 'storage' });
  deleteRun(places, broken);
});

test('a file that does not begin as a run does is damaged too', async () => {
  const headless = runId('headless');
  plantRun(places, headless, draftsOf((await eventsOf()).slice(1, 3)));
  expect((await catalog.list()).damaged[0]?.why).toContain('v1.run.created');
  deleteRun(places, headless);
});

test('a run is found by its id and by a beginning that only it has; of an ambiguous one all are named', async () => {
  const drafts = draftsOf(await eventsOf());
  for (const name of ['find-aa', 'find-ab']) {
    const created = drafts[0]?.type === 'v1.run.created' ? drafts[0] : undefined;
    if (created === undefined) throw new Error('a run begins with its creation');
    plantRun(places, runId(name), [{ ...created, data: { ...created.data, run: runId(name) } }, ...drafts.slice(1)]);
  }
  expect(valueOf(await catalog.find(ended)).run).toBe(ended);
  expect(valueOf(await catalog.find('find-aa')).run).toBe('find-aa');
  expect(valueOf(await catalog.find(ended.slice(0, -2))).run).toBe(ended);
  const ambiguous = failureIn(await catalog.find('find-'));
  expect(ambiguous).toMatchObject({ code: 'not_found' });
  expect(ambiguous.message).toContain('2 runs begin with "find-": find-aa, find-ab');
  expect(failureIn(await catalog.find('../find-aa'))).toMatchObject({ code: 'not_found' });
  deleteRun(places, runId('find-ab'));
  expect(valueOf(await catalog.find('find-')).run).toBe('find-aa');
  deleteRun(places, runId('find-aa'));
});

test('a deleted file leaves the list and the library', async () => {
  const inLibrary = (): readonly string[] => {
    const { library } = valueOf(openLibrary(libraryFile(places)));
    const rows = valueOf(library.listRuns());
    library.close();
    return rows.map(({ run }) => run);
  };
  plantRun(places, runId('another'), draftsOf(await eventsOf()));
  expect(await names()).toContain('another');
  expect(inLibrary()).toContain('another');
  deleteRun(places, runId('another'));
  expect(await names()).toEqual([ended]);
  expect(inLibrary()).toEqual([ended]);
});

test('a run goes by its file: a copy is a second run, and a file named otherwise is said to be none', async () => {
  const drafts = draftsOf(await eventsOf());
  plantRun(places, runId('copied'), drafts);
  expect((await names()).toSorted()).toEqual([ended, 'copied'].toSorted());
  expect(valueOf(await catalog.open(valueOf(await catalog.find('copied')).run)).head.seq).toBe(drafts.length);
  renameSync(runFile(places, 'copied'), runFile(places, 'My Copy'));
  expect((await catalog.list()).damaged).toMatchObject([{ name: 'My Copy' }]);
  deleteRun(places, runId('copied'));
  rmSync(runFile(places, 'My Copy'));
});

test('a recording in the tree is listed last and found by its name; a damaged one is named', async () => {
  const jsonl = recordHandlers({ catalog })['run.export'](
    { run: ended, format: 'jsonl', reasoning: false },
    { signal: NEVER },
  );
  const text = (await collected(jsonl)).items.map((item) => item.text).join('');
  const copy = draftsOf(await eventsOf());
  deleteRun(places, ended);
  writeFileSync(join(recordingsFolder(places), 'sample.jsonl'), text);
  writeFileSync(join(recordingsFolder(places), 'spoilt.jsonl'), text.slice(0, -50));
  const { runs, damaged } = await catalog.list();
  expect(runs).toMatchObject([{ run: ended, source: 'recording', state: 'ended', turns: 9 }]);
  expect(damaged).toMatchObject([{ name: 'spoilt' }]);
  const found = valueOf(await runCatalog(places).find('sample'));
  expect(found.run).toBe(ended);
  const stored = valueOf(await runCatalog(places).open(found.run));
  expect(valueOf(stored.events(seq(0)))).toHaveLength(copy.length);
  expect(stored.verify()).toMatchObject({ events: copy.length, head: stored.head.hash });
});

test('a home whose library cannot be opened still lists its runs', async () => {
  const other = hostBench();
  try {
    plantRun(other.places, runId('only'), draftsOf(await eventsOf()));
    mkdirSync(libraryFile(other.places));
    expect(openLibrary(libraryFile(other.places)).ok).toBe(false);
    expect((await runCatalog(other.places).list()).runs).toMatchObject([{ run: 'only', state: 'ended' }]);
  } finally {
    other.remove();
  }
});
