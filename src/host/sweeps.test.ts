import { readdirSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, expect, test } from 'vitest';
import { setupWith } from '#engine/testing/deliberation.ts';
import { scriptedInference } from '#engine/testing/scripted-model.ts';
import { modelRef, runId } from '#shared/events/ids.ts';
import type { RunSetup } from '#shared/events/setup.ts';
import type { Input } from '#shared/rpc/methods.ts';
import type { Inference, ModelSpec } from '#engine/ports.ts';
import { failureIn, valueOf } from '#store/testing/scratch.ts';
import { boundedMatch } from './bounded-match.ts';
import { sweepHandlers } from './handlers/sweep-handlers.ts';
import { libraryDoor } from './library-door.ts';
import { liveRuns } from './live-runs.ts';
import { loadFloor } from './load-floor.ts';
import { runCatalog } from './run-catalog.ts';
import { sweeps } from './sweeps.ts';
import { collected, hostBench, plantRun } from './testing/host-bench.ts';
import { runsFolder } from './places.ts';

const cleanups: (() => void)[] = [];
afterAll(() => cleanups.forEach((clean) => clean()));
const { signal } = new AbortController();

/** Counts what a supervisor would load: a model anew where it was wanted otherwise before. */
function counting(inference: Inference) {
  const loads: ModelSpec[] = [];
  const known = new Map<string, string>();
  const counted: Inference = {
    ...inference,
    load: (specs, options) => {
      for (const spec of specs) {
        if (known.get(spec.model) !== JSON.stringify(spec)) loads.push(spec);
        known.set(spec.model, JSON.stringify(spec));
      }
      return inference.load(specs, options);
    },
  };
  return { counted, loads };
}

function bench(pauseMs = 0, script: Parameters<typeof scriptedInference>[0] = {}) {
  const { places, remove } = hostBench();
  cleanups.push(remove);
  /** A program of its own on the same home. */
  const program = () => {
    const { counted, loads } = counting(
      scriptedInference({ ...(pauseMs === 0 ? {} : { pause: () => delay(pauseMs) }), ...script }),
    );
    const inference = loadFloor(counted);
    const live = liveRuns({ places, inference, app: 'test' });
    const door = libraryDoor(places);
    const catalog = runCatalog(places, door);
    const swept = sweeps({ places, live, catalog, door, shelf: { missingIn: async () => undefined }, inference });
    return { catalog, handlers: sweepHandlers({ sweeps: swept, catalog }), live, loads, swept };
  };
  return { places, program };
}

const EIGHT = { models: ['a', 'b'], modes: ['peers', 'single'], seeds: [1, 2] } satisfies Partial<Input<'sweep.start'>>;
const small = (more: Partial<RunSetup> = {}): RunSetup => setupWith({ budget: { turns: 3 }, ...more });

async function whole({ handlers }: ReturnType<ReturnType<typeof bench>['program']>, sweep: string) {
  const watched = await collected(handlers['sweep.watch']({ sweep }, { signal }));
  expect(watched.failure).toBe(undefined);
  return valueOf(await handlers['sweep.find']({ sweep }, { signal }));
}

test('a sweep runs every cell once, loads each model once, and its table has a row for each model and mode', async () => {
  const { places, program } = bench();
  const one = program();
  const { sweep } = valueOf(await one.handlers['sweep.start']({ setup: small(), ...EIGHT }, { signal }));
  const found = await whole(one, sweep);
  expect([found.state, found.done, found.failed, found.cells, found.left]).toEqual(['done', 8, 0, 8, 0]);
  expect(readdirSync(runsFolder(places)).filter((name) => name.endsWith('.db'))).toHaveLength(8);
  expect(new Set(found.plan.map(({ run }) => run)).size).toBe(8);
  const { runs } = await one.catalog.list();
  expect(runs.map((run) => run.sweep)).toEqual(runs.map(() => ({ sweep, title: small().title })));
  expect(one.loads.map(({ model }) => model)).toEqual(['a', 'b']);
  const { rows, csv } = valueOf(await one.handlers['sweep.table']({ sweep }, { signal }));
  expect(rows.map(({ model, mode, n }) => [model, mode, n])).toEqual([
    ['a', 'peers', 2],
    ['b', 'peers', 2],
    ['a', 'single', 2],
    ['b', 'single', 2],
  ]);
  expect(rows[0]?.controls).toMatchObject([{ mode: 'single', n: 2, tokens: { n: 2 } }]);
  expect(csv.split('\r\n')).toHaveLength(6);
});

test('without the floor the same runs load a model again for each mode', async () => {
  const { counted, loads } = counting(scriptedInference());
  const { places } = bench();
  const live = liveRuns({ places, inference: counted, app: 'test' });
  for (const mode of ['peers', 'single', 'peers'] as const) await valueOf(live.start(small({ mode }))).done;
  expect(loads).toHaveLength(3);
});

test('stopped in the middle, a sweep pauses its run and begins nothing else; resumed, nothing is run twice', async () => {
  const { places, program } = bench(3);
  const one = program();
  const { sweep } = valueOf(await one.handlers['sweep.start']({ setup: small(), ...EIGHT }, { signal }));
  while (valueOf(await one.handlers['sweep.find']({ sweep }, { signal })).done < 2) await delay(5);
  await delay(10);
  valueOf(await one.handlers['sweep.stop']({ sweep }, { signal }));
  const stopped = valueOf(await one.handlers['sweep.find']({ sweep }, { signal }));
  expect(stopped.state).toBe('stopped');
  expect(stopped.done).toBeLessThan(8);
  const before = readdirSync(runsFolder(places)).filter((name) => name.endsWith('.db')).length;
  await delay(60);
  expect(readdirSync(runsFolder(places)).filter((name) => name.endsWith('.db'))).toHaveLength(before);
  valueOf(await one.handlers['sweep.resume']({ sweep }, { signal }));
  const found = await whole(one, sweep);
  expect([found.state, found.done]).toEqual(['done', 8]);
  expect(readdirSync(runsFolder(places)).filter((name) => name.endsWith('.db'))).toHaveLength(8);
  for (const cell of stopped.plan) {
    if (cell.run !== undefined) expect(found.plan.find((other) => other.cell === cell.cell)?.run).toBe(cell.run);
  }
});

test('one that another program runs is busy here, and can be watched and not be resumed', async () => {
  const { program } = bench(5);
  const one = program();
  const { sweep } = valueOf(await one.handlers['sweep.start']({ setup: small(), ...EIGHT }, { signal }));
  const other = program();
  expect(valueOf(await other.handlers['sweep.find']({ sweep: sweep.slice(0, -2) }, { signal })).state).toBe('running');
  expect(failureIn(await other.handlers['sweep.resume']({ sweep }, { signal })).code).toBe('busy');
  expect(failureIn(await other.handlers['sweep.stop']({ sweep }, { signal })).code).toBe('busy');
  await one.swept.close();
});

test('a run whose id was written down and whose file is empty or not there is begun, and one that has ended is only counted', async () => {
  const { places, program } = bench();
  const { live } = program();
  const setup = small();
  const first = valueOf(live.startAs(runId('mine'), setup));
  await first?.done;
  expect(valueOf(live.startAs(runId('mine'), setup))).toBe(undefined);
  plantRun(places, runId('empty'), []);
  const second = valueOf(live.startAs(runId('empty'), setup));
  await second?.done;
  expect(second?.view.status).toBe('ended');
});

test('a pair hides its sides, and a verdict counts once', async () => {
  const { program } = bench(0, { speak: () => ({ text: 'Ask the model-of-mine about the old depot.' }) });
  const one = program();
  const ask = { models: ['model-of-mine', 'zz-other'], modes: ['hierarchy', 'vote'] } satisfies Partial<
    Input<'sweep.start'>
  >;
  const { sweep } = valueOf(await one.handlers['sweep.start']({ setup: small(), ...ask }, { signal }));
  const { plan } = await whole(one, sweep);
  let judged = 0;
  const shown: string[] = [];
  for (;;) {
    const reply = valueOf(await one.handlers['sweep.pair']({ sweep }, { signal }));
    expect([reply.judged, reply.of]).toEqual([judged, 6]);
    if (reply.pair === undefined) break;
    const text = JSON.stringify(reply);
    shown.push(text);
    const secrets = [
      'model-of-mine',
      'zz-other',
      'hierarchy',
      '"vote"',
      ...plan.flatMap(({ run = '', cell }) => [run, cell]),
    ];
    expect(secrets.filter((secret) => text.includes(secret))).toEqual([]);
    const { pair } = reply.pair;
    const behind = valueOf(await one.handlers['sweep.judge']({ sweep, pair, verdict: 'left' }, { signal }));
    expect(plan.map(({ run }) => run)).toContain(behind.left.run);
    expect(behind.left.run).not.toBe(behind.right.run);
    expect(failureIn(await one.handlers['sweep.judge']({ sweep, pair, verdict: 'right' }, { signal })).code).toBe(
      'refused',
    );
    judged += 1;
  }
  expect(judged).toBe(6);
  // It was there to be hidden: what was said names the model, and what is shown covers it.
  expect(shown.join('\n')).toContain('Ask the ▒▒▒ about the old depot.');
  const { rows } = valueOf(await one.handlers['sweep.table']({ sweep }, { signal }));
  expect(rows.map(({ elo }) => elo?.n)).toEqual([3, 3, 3, 3]);
  expect(failureIn(await one.handlers['sweep.judge']({ sweep, pair: 'none', verdict: 'tie' }, { signal })).code).toBe(
    'not_found',
  );
});

test('runs are scored by the rule of the scenario, and judges by both orders of the answers: who only likes a letter says no', async () => {
  const setup = small({
    mode: 'single',
    expect: { regex: 'depot' },
    judges: [
      { name: 'Letter', role: 'likes A', model: modelRef('letters') },
      { name: 'Fair', role: 'says yes', model: modelRef('fair') },
    ],
  });
  const decide = (menu: string, labels: readonly string[]): readonly number[] => {
    if (!menu.includes('answer the question well')) return labels.map(() => -1);
    return menu.includes('A) yes') ? [-0.1, -2] : [-1, -0.5];
  };
  const { program } = bench(0, { speak: () => ({ text: 'Take the old depot.' }), decide });
  const one = program();
  const { sweep } = valueOf(await one.handlers['sweep.start']({ setup, seeds: [1, 2] }, { signal }));
  const { plan } = await whole(one, sweep);
  expect(plan[0]?.result?.expect).toEqual({ met: true, against: 'decided' });
  expect(plan[0]?.result?.modelsVote).toEqual([
    { judge: 'Letter', model: 'letters', yes: true },
    { judge: 'Fair', model: 'fair', yes: true },
  ]);
  const { rows } = valueOf(await one.handlers['sweep.table']({ sweep }, { signal }));
  expect(rows[0]).toMatchObject({ expected: { n: 2, mean: 1 }, modelsVote: { n: 2, mean: 1 } });
});

test('who likes the letter A whatever stands behind it votes for nothing', async () => {
  const setup = small({ mode: 'single', judges: [{ name: 'Letter', role: 'likes A', model: modelRef('letters') }] });
  const { program } = bench(0, { decide: (_menu, labels) => labels.map((_, at) => -1 - at) });
  const one = program();
  const { sweep } = valueOf(await one.handlers['sweep.start']({ setup }, { signal }));
  const { plan } = await whole(one, sweep);
  expect(plan[0]?.result?.modelsVote).toEqual([{ judge: 'Letter', model: 'letters', yes: false }]);
});

test('a pattern that would take for ever is given up', () => {
  expect(boundedMatch('^(a+)+$', `${'a'.repeat(40)}!`)).toBe(undefined);
  expect(boundedMatch('DEPOT', 'the depot')).toBe(true);
});

test('a model that is not there is named before anything is begun, and what is asked wrongly is refused', async () => {
  const { places } = bench();
  const inference = loadFloor(scriptedInference());
  const door = libraryDoor(places);
  const catalog = runCatalog(places, door);
  const live = liveRuns({ places, inference, app: 'test' });
  const shelf = {
    missingIn: async (setup: RunSetup) =>
      setup.seats.some(({ model }) => model === 'gone')
        ? ({ code: 'not_found', message: 'gone is not here' } as const)
        : undefined,
  };
  const handlers = sweepHandlers({ sweeps: sweeps({ places, live, catalog, door, shelf, inference }), catalog });
  const start = (more: Partial<Input<'sweep.start'>>) =>
    handlers['sweep.start']({ setup: small(), ...more }, { signal });
  expect(failureIn(await start({ models: ['a', 'gone'] })).code).toBe('not_found');
  expect(failureIn(await start({ seats: [{ seat: 'Nobody', models: ['a'] }] })).code).toBe('usage');
  const judges = [{ name: 'J', role: 'judges', model: modelRef('gone') }];
  expect(failureIn(await start({ setup: small({ judges }) })).code).toBe('not_found');
  expect(valueOf(await handlers['sweep.list']({}, { signal })).sweeps).toEqual([]);
});
