import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Disposable } from '#shared/base/disposable.ts';
import { emitter, type Emitter } from '#shared/base/emitter.ts';
import { fail, ok, type Result } from '#shared/base/result.ts';
import type { RunSetup } from '#shared/events/setup.ts';
import type { RpcFailure } from '#shared/rpc/methods.ts';
import { cellsOf, setupOfCell, type SweepPlan } from '#shared/sweep/plan.ts';
import { holderOf, takeLock } from '#store/lock.ts';
import { boundedMatch } from './bounded-match.ts';
import { floorOf, type LoadFloor } from './load-floor.ts';
import type { Places } from './places.ts';
import { startDrive, type SweepDrive, type SweepDriveInput } from './sweep-drive.ts';
import type { SweepRecord, SweepRecords } from './sweep-records.ts';

/** The sweeps that go on in this process, each under a lock. */
export interface SweepRunner {
  /** A sweep's id, after each change of it. */
  readonly changed: Emitter<string>;
  go(record: SweepRecord): Result<undefined, RpcFailure>;
  goes(sweep: string): boolean;
  /** What ended a sweep that is neither stopped nor done, until it is resumed. */
  failure(sweep: string): RpcFailure | undefined;
  /** Whether there was one to stop. */
  stop(sweep: string): Promise<boolean>;
  /** Stops all. */
  close(): Promise<void>;
}

export type SweepRunnerInput = Pick<SweepDriveInput, 'places' | 'live' | 'catalog'> & { readonly inference: LoadFloor };

type Going = { readonly drive: SweepDrive; readonly lock: Disposable; readonly floor: Disposable };

export function sweepRunner(input: SweepRunnerInput, records: SweepRecords): SweepRunner {
  const { places } = input;
  const going = new Map<string, Going>();
  /** What ended a sweep that is neither stopped nor done, until it is resumed. */
  const broken = new Map<string, RpcFailure>();
  const changed = emitter<string>();
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
    changed,
    go,
    goes: (sweep) => going.has(sweep),
    failure: (sweep) => broken.get(sweep),
    async stop(sweep) {
      const own = going.get(sweep);
      await own?.drive.stop();
      return own !== undefined;
    },
    async close() {
      await Promise.all([...going.values()].map(({ drive }) => drive.stop()));
    },
  };
}

export const setupsOf = (plan: SweepPlan): readonly RunSetup[] => cellsOf(plan).map((cell) => setupOfCell(plan, cell));
export const judgesOf = ({ judges = [] }: RunSetup) => judges.map(({ model }) => model);

const sweepsFolder = ({ home }: Places): string => join(home, 'sweeps');
export const lockFile = (places: Places, sweep: string): string => join(sweepsFolder(places), `${sweep}.db`);
export const isHeld = (places: Places, sweep: string): boolean => holderOf(lockFile(places, sweep)) !== undefined;

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
