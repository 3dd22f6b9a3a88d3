import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Abort } from '#shared/base/abort.ts';
import type { Disposable } from '#shared/base/disposable.ts';
import { emitter } from '#shared/base/emitter.ts';
import { fail, ok, type Result } from '#shared/base/result.ts';
import type { RunSetup } from '#shared/events/setup.ts';
import type { Item, RpcFailure } from '#shared/rpc/methods.ts';
import type { SweepListRow } from '#shared/rpc/sweep-methods.ts';
import { timeLeft } from '#shared/sweep/left.ts';
import { cellsOf, planOf, setupOfCell, type SweepAsk, type SweepPlan } from '#shared/sweep/plan.ts';
import { holderOf, takeLock } from '#store/lock.ts';
import { boundedMatch } from './bounded-match.ts';
import { feed } from './feed.ts';
import { floorOf, type LoadFloor } from './load-floor.ts';
import type { LiveRuns } from './live-runs.ts';
import type { LibraryDoor } from './library-door.ts';
import type { ModelShelf } from './model-shelf.ts';
import type { Places } from './places.ts';
import type { RunCatalog } from './run-catalog.ts';
import { newRunId } from './run-id.ts';
import { startDrive, type SweepDrive } from './sweep-drive.ts';
import { sweepRecords, type SweepRecord, type SweepRecords } from './sweep-records.ts';

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

type Going = { readonly drive: SweepDrive; readonly lock: Disposable; readonly floor: Disposable };

export function sweeps(input: SweepsInput): Sweeps {
  const { places, door, shelf } = input;
  const records = sweepRecords(door);
  const going = new Map<string, Going>();
  /** What ended a sweep that is neither stopped nor done, until it is resumed. */
  const broken = new Map<string, RpcFailure>();
  const changed = emitter<string>();
  const rowOf = ({ kept, cells }: SweepRecord): SweepListRow => ({
    sweep: kept.sweep,
    title: kept.title,
    startedAt: kept.startedAt,
    state: kept.state === 'running' && !isHeld(places, kept.sweep) ? 'interrupted' : kept.state,
    cells: cells.length,
    done: cells.filter(({ state }) => state === 'done').length,
    failed: cells.filter(({ state }) => state === 'failed').length,
  });
  const go = (record: SweepRecord): Result<undefined, RpcFailure> => {
    const { sweep } = record.kept;
    const lock = locked(places, sweep);
    if (!lock.ok) return lock;
    const set = records.setState(sweep, 'running');
    if (!set.ok) {
      lock.value.dispose();
      return set;
    }
    broken.delete(sweep);
    const floor = input.inference.keep(floorOf(setupsOf(record.plan), judgesOf(record.plan.setup)));
    const tell = (): void => changed.emit(sweep);
    const drive = startDrive({ ...input, records, matches: boundedMatch, changed: tell }, record);
    going.set(sweep, { drive, lock: lock.value, floor });
    const end = (failure: RpcFailure | undefined): void => {
      going.delete(sweep);
      floor.dispose();
      lock.value.dispose();
      if (failure !== undefined) broken.set(sweep, failure);
      tell();
    };
    drive.done.then(
      (done) => end(done.ok ? undefined : done.failure),
      (error: unknown) => end({ code: 'failed', message: error instanceof Error ? error.message : String(error) }),
    );
    return ok(undefined);
  };
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
      const gone = go(record.value);
      return gone.ok ? ok(sweep) : gone;
    },
    async resume(name) {
      const record = records.find(name);
      if (!record.ok) return record;
      if (going.has(record.value.kept.sweep)) return ok(undefined);
      const missing = await missingFor(shelf, record.value.plan);
      return missing === undefined ? go(record.value) : fail(missing);
    },
    async stop(name) {
      const record = records.find(name);
      if (!record.ok) return record;
      const own = going.get(record.value.kept.sweep);
      if (own !== undefined) {
        await own.drive.stop();
        return ok(undefined);
      }
      const holder = holderOf(lockFile(places, record.value.kept.sweep));
      if (holder === undefined) return ok(undefined);
      return fail({ code: 'busy', message: `Another program (process ${holder.pid}) runs this sweep: stop it there.` });
    },
    async *watch(name, signal) {
      const told = feed<undefined>([undefined]);
      const heard = changed.on(() => {
        if (told.waiting.length === 0) told.push(undefined);
      });
      const stop = (): void => told.end();
      signal.addEventListener('abort', stop, { once: true });
      try {
        for await (const _change of told.items()) {
          const record = records.find(name);
          if (!record.ok) return yield record;
          const failure = broken.get(record.value.kept.sweep);
          if (failure !== undefined) return yield fail(failure);
          yield ok(progressOf(record.value, rowOf(record.value).state));
          if (!going.has(record.value.kept.sweep)) return;
        }
      } finally {
        heard.dispose();
        signal.removeEventListener('abort', stop);
      }
    },
    async close() {
      await Promise.all([...going.values()].map(({ drive }) => drive.stop()));
    },
  };
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

const setupsOf = (plan: SweepPlan): readonly RunSetup[] => cellsOf(plan).map((cell) => setupOfCell(plan, cell));
const judgesOf = ({ judges = [] }: RunSetup) => judges.map(({ model }) => model);

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

const sweepsFolder = ({ home }: Places): string => join(home, 'sweeps');
const lockFile = (places: Places, sweep: string): string => join(sweepsFolder(places), `${sweep}.db`);
const isHeld = (places: Places, sweep: string): boolean => holderOf(lockFile(places, sweep)) !== undefined;

/** One process at a time runs a sweep. */
function locked(places: Places, sweep: string): Result<Disposable, RpcFailure> {
  try {
    mkdirSync(sweepsFolder(places), { recursive: true });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return fail({ code: 'storage', message: `The folder ${sweepsFolder(places)} cannot be made (${why}).` });
  }
  const lock = takeLock(lockFile(places, sweep));
  if (lock.ok) return lock;
  return lock.failure.kind === 'busy'
    ? fail({ code: 'busy', message: `Another program (process ${lock.failure.pid}) runs this sweep already.` })
    : fail({ code: 'storage', message: lock.failure.detail });
}
