import { existsSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, expect, test } from 'vitest';
import { setupWith } from '#engine/testing/deliberation.ts';
import { scriptedInference } from '#engine/testing/scripted-model.ts';
import { NEVER } from '#shared/base/abort.ts';
import { micros, runId, seq, type RunId } from '#shared/events/ids.ts';
import type { Draft, EventOf } from '#shared/events/event.ts';
import { openJournal } from '#store/journal.ts';
import { openLibrary } from '#store/library.ts';
import { startScript } from '#store/testing/child.ts';
import { failureIn, valueOf } from '#store/testing/scratch.ts';
import { libraryDoor } from '../library-door.ts';
import { listWatch } from '../list-watch.ts';
import type { LiveRun } from '../live-run.ts';
import { liveRuns } from '../live-runs.ts';
import { libraryFile, recordingsFolder, runFile, runsFolder, trashFolder } from '../places.ts';
import { runCatalog } from '../run-catalog.ts';
import { runKeeping } from '../run-keeping.ts';
import { runSearch } from '../run-search.ts';
import { collected, draftsOf, hostBench, plantRun } from '../testing/host-bench.ts';
import { listHandlers } from './list-handlers.ts';
import { recordHandlers } from './record-handlers.ts';

const { places, remove } = hostBench();
afterAll(remove);
const signal = { signal: NEVER };
const live = liveRuns({ places, inference: scriptedInference({ pause: () => delay(1) }), app: 'test' });
const slow = liveRuns({ places, inference: scriptedInference({ pause: () => delay(200) }), app: 'test' });
const isOwn = (run: string): boolean => [live, slow].some((runs) => runs.get(runId(run))?.over === false);
const door = libraryDoor(places);
const catalog = runCatalog(places, door);
const watch = listWatch({ places, door, isOwn, every: 20 });
const changed = (): void => watch.changed();
for (const runs of [live, slow]) runs.changed.on(changed);
const keeping = runKeeping({ places, live, catalog, door, changed });
const handlers = listHandlers({ watch, search: runSearch({ catalog, door }), keeping });

const names = async (): Promise<readonly string[]> => (await catalog.list()).runs.map(({ run }) => run);
const search = async (query: string, limit = 50) =>
  valueOf(await handlers['runs.search']({ query, limit }, signal)).hits;
const where = async (query: string): Promise<readonly string[]> =>
  (await search(query)).map(({ run, message }) => `${run} ${message}`);

type Sent = EventOf<'v1.message.sent'>['data'];
const CREATED = valueOf(live.start(setupWith()));
await CREATED.done;
const stored = valueOf(await catalog.open(CREATED.run));
const EVENTS = valueOf(stored.events(seq(0)));
stored.close();

/** The first events of a run of this id, then these. */
function plant(name: string, drafts: readonly Draft[]): RunId {
  const run = runId(name);
  const [first, ...joined] = draftsOf(
    EVENTS.filter(({ type }) => type === 'v1.run.created' || type === 'v1.agent.joined'),
  );
  if (first?.type !== 'v1.run.created') throw new Error('a run begins with its creation');
  plantRun(places, run, [{ ...first, data: { ...first.data, run } }, ...joined, ...drafts]);
  return run;
}

const message = (id: string, body: string): Sent =>
  ({ message: id, from: 'Ada#1', to: 'all', act: 'inform', gist: 'A gist.', body }) as unknown as Sent;
const sent = (id: string, body: string): Draft => ({ type: 'v1.message.sent', data: message(id, body) });
const about = (type: string, id: string, more: object = {}): Draft =>
  ({ type, data: { message: id, ...more } }) as unknown as Draft;

test('a name, tags and a pin are shown in list and find, and a pinned run stands on top', async () => {
  const older = plant('older', [sent('a1', 'Old.')]);
  await handlers['run.label']({ run: older, name: ' Mine ', tags: ['good', ' '] }, signal);
  await handlers['run.label']({ run: older, pinned: true }, signal);
  const label = { title: 'Mine', tags: ['good'], pinned: true };
  expect(valueOf(await catalog.find(older))).toMatchObject(label);
  expect((await catalog.list()).runs[0]).toMatchObject({ run: older, ...label, models: ['scripted'] });
  await handlers['run.label']({ run: older, name: '', tags: [], pinned: false }, signal);
  expect(valueOf(await catalog.find(older))).toMatchObject({ title: 'A test', tags: [], pinned: false });
  expect((await names())[0]).toBe(CREATED.run);
  expect(failureIn(await handlers['run.label']({ run: runId('nobody'), name: 'x' }, signal)).code).toBe('not_found');
  await handlers['run.delete']({ run: older }, signal);
});

test('a deleted run is gone from list and search, and comes back whole with its label', async () => {
  const run = plant('thrown', [sent('a1', 'A zebra crossing.')]);
  await handlers['run.label']({ run, name: 'Striped' }, signal);
  expect(await search('zebra')).toMatchObject([{ run, title: 'Striped', from: 'Ada', message: 'a1' }]);
  valueOf(await handlers['run.delete']({ run }, signal));
  expect([await names(), await where('zebra')]).toEqual([[CREATED.run], []]);
  expect(failureIn(await catalog.open(run)).code).toBe('not_found');
  expect(failureIn(await handlers['run.delete']({ run }, signal)).code).toBe('not_found');
  valueOf(await handlers['run.restore']({ run }, signal));
  expect(await search('zebra')).toMatchObject([{ run, title: 'Striped' }]);
  expect(valueOf(await catalog.find(run)).title).toBe('Striped');
  expect(failureIn(await handlers['run.restore']({ run }, signal)).code).toBe('not_found');
  valueOf(await handlers['run.delete']({ run }, signal));
});

test('of two runs of one id that were deleted the later comes back, and none over another', async () => {
  const run = plant('twice', [sent('a1', 'The first.')]);
  valueOf(await handlers['run.delete']({ run }, signal));
  await delay(20);
  plant('twice', [sent('a1', 'The second.')]);
  valueOf(await handlers['run.delete']({ run }, signal));
  expect(readdirSync(trashFolder(places)).filter((name) => name.startsWith('twice'))).toEqual([
    'twice.2.db',
    'twice.db',
  ]);
  valueOf(await handlers['run.restore']({ run }, signal));
  expect(await where('second')).toEqual(['twice a1']);
  expect(failureIn(await handlers['run.restore']({ run }, signal)).code).toBe('refused');
  valueOf(await handlers['run.delete']({ run }, signal));
});

test('a run that goes on here, that another process holds, or that is a recording is not deleted', async () => {
  const on = valueOf(live.start(setupWith()));
  expect(failureIn(await handlers['run.delete']({ run: on.run }, signal))).toEqual({
    code: 'busy',
    message: `The run ${on.run} is going on: end it before you delete it.`,
  });
  await on.done;
  valueOf(await handlers['run.delete']({ run: on.run }, signal));

  const held = runId('test-run');
  const child = startScript('writer.ts', [runFile(places, held), '3', '--hold']);
  try {
    await child.until(/^ACK 3$/m);
    const refused = failureIn(await handlers['run.delete']({ run: held }, signal));
    expect(refused).toEqual({
      code: 'busy',
      message: `The run ${held} is held by process ${child.pid}: end it before you delete it.`,
    });
    expect(existsSync(runFile(places, held))).toBe(true);
  } finally {
    child.process.kill('SIGKILL');
    await child.ended();
  }
  // The control: once nobody holds it, it goes.
  valueOf(await handlers['run.delete']({ run: held }, signal));

  const jsonl = recordHandlers({ catalog })['run.export'](
    { run: CREATED.run, format: 'jsonl', reasoning: false },
    signal,
  );
  const text = (await collected(jsonl)).items.map((item) => item.text).join('');
  renameSync(runFile(places, CREATED.run), `${runFile(places, CREATED.run)}.kept`);
  writeFileSync(join(recordingsFolder(places), 'sample.jsonl'), text);
  expect(failureIn(await handlers['run.delete']({ run: CREATED.run }, signal)).code).toBe('refused');
  expect(await names()).toEqual([CREATED.run]);
});

test('recordings are searched too, and their hits tell where a message became public', async () => {
  const said = EVENTS.find((event) => event.type === 'v1.message.sent');
  if (said?.type !== 'v1.message.sent') throw new Error('somebody speaks');
  const hits = await search(said.data.body);
  expect(hits[0]).toMatchObject({ run: CREATED.run, message: said.data.message, seq: said.seq, turn: said.data.turn });
  expect(hits[0]?.snippet.some(({ hit }) => hit)).toBe(true);
});

test('what is held or was dropped or retracted is not found; what was approved is found where it became public', async () => {
  const held = { type: 'v1.message.held', data: message('a2', 'A quokka waits.') } as Draft;
  const run = plant('held', [sent('a1', 'A wombat digs.'), held, sent('a3', 'An echidna hides.')]);
  expect([await where('wombat'), await where('quokka'), await where('echidna')]).toEqual([
    ['held a1'],
    [],
    ['held a3'],
  ]);
  const before = valueOf(await catalog.find(run)).events;
  const journal = valueOf(openJournal({ file: runFile(places, run), run }));
  const more = [
    about('v1.message.retracted', 'a1', { reason: 'wrong' }),
    about('v1.message.approved', 'a2'),
    about('v1.message.edited', 'a3', { gist: 'Edited.', body: 'A platypus swims.' }),
    { type: 'v1.message.held', data: message('a4', 'A bilby digs.') } as Draft,
    about('v1.message.dropped', 'a4', { reason: 'no' }),
  ];
  for (const draft of more) valueOf(journal.append([draft], micros(2000)));
  journal.close();
  expect(await search('quokka')).toMatchObject([{ run, seq: before + 2, message: 'a2' }]);
  expect(await where('platypus')).toEqual(['held a3']);
  for (const word of ['wombat', 'echidna', 'bilby']) expect([word, await where(word)]).toEqual([word, []]);
  expect(await where('gist')).toEqual([]);
});

test('of a run that goes on only what came since is taken in, and each search knows all that was said before it', async () => {
  const on = valueOf(live.start(setupWith({ budget: { turns: 30 } })));
  const cursorsAt: number[] = [];
  while (!on.over) {
    const last = on.view.messages.at(-1);
    const hits = await search(last?.body ?? 'the', 200);
    if (last !== undefined) expect(hits.some((hit) => hit.run === on.run && hit.message === last.message)).toBe(true);
    const indexed = valueOf(door.use((library) => library.index.cursors())).find(({ run }) => run === on.run);
    cursorsAt.push(indexed?.lastSeq ?? 0);
    await delay(3);
  }
  await search('the');
  const { library } = valueOf(openLibrary(libraryFile(places)));
  const cursor = valueOf(library.index.cursors()).find(({ run }) => run === on.run);
  library.close();
  expect(cursor).toMatchObject({ ended: true, lastSeq: on.view.lastSeq });
  expect(new Set(cursorsAt).size).toBeGreaterThan(1);
  expect(cursorsAt).toEqual(cursorsAt.toSorted((a, b) => a - b));
  for (const { message: id, body } of on.view.messages) {
    expect((await search(body, 200)).some((hit) => hit.run === on.run && hit.message === id)).toBe(true);
  }
});

test('reasoning is nowhere in the index', async () => {
  const run = plant('thinker', [{ ...sent('a1', 'Said aloud.'), reasoning: 'A secret marmoset.' }]);
  expect(await where('aloud')).toEqual([`${run} a1`]);
  expect(await search('marmoset')).toEqual([]);
});

test('a damaged run is left out of the search, and the others are found', async () => {
  writeFileSync(runFile(places, 'broken'), 'no database');
  expect(await where('aloud')).toEqual(['thinker a1']);
});

/** How many items come of a watch while `act` is done, after the one that comes at once. */
async function told(act: () => unknown): Promise<number> {
  const controller = new AbortController();
  let items = 0;
  const watching = (async () => {
    for await (const item of handlers['runs.watch']({}, { signal: controller.signal })) {
      expect(valueOf(item)).toEqual({ changed: 'list' });
      items += 1;
    }
  })();
  await expect.poll(() => items).toBe(1);
  await act();
  await delay(250);
  controller.abort();
  await watching;
  return items - 1;
}

test('a watch tells of what is done here and elsewhere, joins what comes together, and is silent where nothing changes', async () => {
  expect(await told(() => {})).toBe(0);
  const run = runId('thinker');
  expect(await told(() => handlers['run.label']({ run, pinned: true }, signal))).toBeGreaterThan(0);
  expect(await told(() => handlers['run.delete']({ run }, signal))).toBeGreaterThan(0);
  expect(await told(() => handlers['run.restore']({ run }, signal))).toBeGreaterThan(0);
  // By another process: a label in the library, a file that comes.
  const other = valueOf(openLibrary(libraryFile(places))).library;
  expect(await told(() => valueOf(other.label(run, { name: 'Theirs' })))).toBeGreaterThan(0);
  other.close();
  expect(await told(() => writeFileSync(join(runsFolder(places), 'new-one.db'), ''))).toBeGreaterThan(0);
  const many = await told(() => {
    for (let count = 0; count < 100; count += 1) watch.changed();
  });
  expect(many).toBe(1);
});

test('a run that starts, pauses, goes on and ends is told', async () => {
  const started: LiveRun[] = [];
  const start = (): unknown => started.push(valueOf(slow.start(setupWith())));
  expect(await told(start)).toBeGreaterThan(0);
  const [run] = started;
  if (run === undefined) throw new Error('it started');
  // What it says meanwhile changes no list.
  expect(await told(() => {})).toBe(0);
  expect(await told(() => run.pause())).toBeGreaterThan(0);
  expect(await told(() => run.resume())).toBeGreaterThan(0);
  expect(await told(() => run.cancel())).toBeGreaterThan(0);
});

test('without a library that opens, searching and labelling say so in one sentence', async () => {
  const bench = hostBench();
  writeFileSync(bench.places.home, 'a file');
  const shut = libraryDoor(bench.places);
  const searching = await runSearch({ catalog: runCatalog(bench.places, shut), door: shut }).find('x', 5);
  expect(failureIn(searching).code).toBe('storage');
  bench.remove();
});
