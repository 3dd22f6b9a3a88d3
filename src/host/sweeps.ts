import type { Abort } from '#shared/base/abort.ts';
import { fail, ok, type Result } from '#shared/base/result.ts';
import type { RunSetup } from '#shared/events/setup.ts';
import type { Item, RpcFailure } from '#shared/rpc/methods.ts';
import type { SweepListRow } from '#shared/rpc/sweep-methods.ts';
import { timeLeft } from '#shared/sweep/left.ts';
import { planOf, type SweepAsk, type SweepPlan } from '#shared/sweep/plan.ts';
import { holderOf } from '#store/lock.ts';
import { feed } from './feed.ts';
import type { LoadFloor } from './load-floor.ts';
import type { LiveRuns } from './live-runs.ts';
import type { LibraryDoor } from './library-door.ts';
import type { ModelShelf } from './model-shelf.ts';
import type { Places } from './places.ts';
import type { RunCatalog } from './run-catalog.ts';
import { newRunId } from './run-id.ts';
import { sweepRecords, type SweepRecord, type SweepRecords } from './sweep-records.ts';
import { isHeld, judgesOf, lockFile, setupsOf, sweepRunner, type SweepRunner } from './sweep-runner.ts';

/** The sweeps of this machine; those that this process runs go on by themselves. */
export interface Sweeps {
  readonly records: SweepRecords;
  start(setup: RunSetup, ask: SweepAsk): Promise<Result<string, RpcFailure>>;
  /** Nothing happens where it goes on in this process already. */
  resume(name: string): Promise<Result<undefined, RpcFailure>>;
  stop(name: string): Promise<Result<undefined, RpcFailure>>;
  /** As it is now, whoever runs it. */
  rowOf(record: SweepRecord): SweepListRow;
  /** What it shows at once and after each change, until it goes on no more. */
  watch(name: string, signal: Abort): AsyncGenerator<Result<Item<'sweep.watch'>, RpcFailure>>;
  /** Stops what goes on. */
  close(): Promise<void>;
}

export type SweepsInput = {
  readonly places: Places;
  readonly live: LiveRuns;
  readonly catalog: RunCatalog;
  readonly door: LibraryDoor;
  readonly shelf: Pick<ModelShelf, 'missingIn'>;
  readonly inference: LoadFloor;
};

export function sweeps(input: SweepsInput): Sweeps {
  const { places, door, shelf } = input;
  const records = sweepRecords(door);
  const runner = sweepRunner(input, records);
  const rowOf = ({ kept, plan, cells }: SweepRecord): SweepListRow => ({
    sweep: kept.sweep,
    title: kept.title,
    startedAt: kept.startedAt,
    state: kept.state === 'running' && !isHeld(places, kept.sweep) ? 'interrupted' : kept.state,
    cells: cells.length,
    done: cells.filter(({ state }) => state === 'done').length,
    failed: cells.filter(({ state }) => state === 'failed').length,
    models: [...new Set(cells.flatMap(({ models }) => models))],
    modes: [...plan.modes],
  });
  return {
    records,
    rowOf,
    async start(setup, ask) {
      const plan = planOf(setup, ask);
      if (!plan.ok) return fail({ code: 'usage', message: plan.failure });
      const missing = await missingFor(shelf, plan.value);
      if (missing !== undefined) return fail(missing);
      const now = new Date();
      const sweep = `sweep-${newRunId(setup.title, now)}`;
      const blind = Math.floor(Math.random() * 2 ** 32);
      const kept = { sweep, title: setup.title, startedAt: now.toISOString(), blind, state: 'running' } as const;
      const added = records.add({ ...kept, plan: JSON.stringify(plan.value) }, plan.value);
      if (!added.ok) return added;
      const record = records.find(sweep);
      if (!record.ok) return record;
      const gone = runner.go(record.value);
      return gone.ok ? ok(sweep) : gone;
    },
    async resume(name) {
      const record = records.find(name);
      if (!record.ok) return record;
      if (runner.goes(record.value.kept.sweep)) return ok(undefined);
      const missing = await missingFor(shelf, record.value.plan);
      return missing === undefined ? runner.go(record.value) : fail(missing);
    },
    async stop(name) {
      const record = records.find(name);
      if (!record.ok) return record;
      if (await runner.stop(record.value.kept.sweep)) return ok(undefined);
      const holder = holderOf(lockFile(places, record.value.kept.sweep));
      if (holder === undefined) return ok(undefined);
      return fail({ code: 'busy', message: `Another program (process ${holder.pid}) runs this sweep: stop it there.` });
    },
    watch: (name, signal) => watched({ records, runner, rowOf }, name, signal),
    close: () => runner.close(),
  };
}

type Watching = Pick<Sweeps, 'records' | 'rowOf'> & { readonly runner: SweepRunner };

async function* watched(
  { records, runner, rowOf }: Watching,
  name: string,
  signal: Abort,
): AsyncGenerator<Result<Item<'sweep.watch'>, RpcFailure>> {
  const told = feed<undefined>([undefined]);
  const heard = runner.changed.on(() => {
    if (told.waiting.length === 0) told.push(undefined);
  });
  const stop = (): void => told.end();
  signal.addEventListener('abort', stop, { once: true });
  try {
    for await (const _change of told.items()) {
      const record = records.find(name);
      const failure = record.ok ? runner.failure(record.value.kept.sweep) : record.failure;
      if (!record.ok || failure !== undefined) {
        if (failure !== undefined) yield fail(failure);
        break;
      }
      yield ok(progressOf(record.value, rowOf(record.value).state));
      if (!runner.goes(record.value.kept.sweep)) break;
    }
  } finally {
    heard.dispose();
    signal.removeEventListener('abort', stop);
  }
}

function progressOf({ cells }: SweepRecord, state: SweepListRow['state']): Item<'sweep.watch'> {
  const marked = markedCells(cells);
  const left = timeLeft(marked);
  const now = cells.find((cell) => cell.state === 'running');
  return {
    state,
    over: marked.filter(({ over }) => over).length,
    of: cells.length,
    ...(left === undefined ? {} : { left }),
    ...(now?.run === undefined ? {} : { now: { run: now.run, models: now.models, mode: now.mode, seed: now.seed } }),
  };
}

/** Cells with whether anything is left to do for them. */
export const markedCells = (cells: SweepRecord['cells']) =>
  cells.map((cell) => ({ ...cell, over: cell.state === 'done' || cell.state === 'failed' }));

/** Before anything is begun: a sweep that breaks off in the night for a model that is not there is nobody's joy. */
async function missingFor(shelf: Pick<ModelShelf, 'missingIn'>, plan: SweepPlan): Promise<RpcFailure | undefined> {
  const played = new Map(
    setupsOf(plan).map((setup) => [JSON.stringify([setup.mode, setup.seats.map(modelIn)]), setup]),
  );
  for (const setup of played.values()) {
    const missing = await shelf.missingIn(setup);
    if (missing !== undefined) return missing;
  }
  const [seat] = plan.setup.seats;
  const judges = seat === undefined ? [] : judgesOf(plan.setup).map((model) => ({ ...seat, model }));
  return judges.length === 0 ? undefined : shelf.missingIn({ ...plan.setup, mode: 'peers', seats: judges });
}

const modelIn = ({ model }: RunSetup['seats'][number]): string => model;
