import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fail, ok, type Result } from '#shared/base/result.ts';
import type { RunId } from '#shared/events/ids.ts';
import type { RpcFailure } from '#shared/rpc/methods.ts';
import type { OpenFailure } from '#store/failures.ts';
import type { Label } from '#store/library.ts';
import { moveToTrash, restoreFromTrash } from '#store/trash.ts';
import type { LibraryDoor } from './library-door.ts';
import type { LiveRuns } from './live-runs.ts';
import { runFile, trashFolder, type Places } from './places.ts';
import type { RunCatalog } from './run-catalog.ts';

/** What a user does to runs as a whole. `changed` is told after each that was done. */
export interface RunKeeping {
  label(run: RunId, change: Partial<Label>): Promise<Result<undefined, RpcFailure>>;
  /** Moves the run's file to the trash; its label stays for an undo. */
  remove(run: RunId): Promise<Result<undefined, RpcFailure>>;
  restore(run: RunId): Result<undefined, RpcFailure>;
}

export type RunKeepingInput = {
  readonly places: Places;
  readonly live: LiveRuns;
  readonly catalog: RunCatalog;
  readonly door: LibraryDoor;
  readonly changed: () => void;
};

export function runKeeping({ places, live, catalog, door, changed }: RunKeepingInput): RunKeeping {
  const told = (done: Result<unknown, RpcFailure>): Result<undefined, RpcFailure> => {
    if (!done.ok) return done;
    changed();
    return ok(undefined);
  };
  return {
    async label(run, change) {
      const found = await catalog.find(run);
      return found.ok ? told(door.use((library) => library.label(run, change))) : found;
    },
    async remove(run) {
      if (live.get(run)?.over === false) {
        return fail({ code: 'busy', message: `The run ${run} is going on: end it before you delete it.` });
      }
      const file = runFile(places, run);
      if (existsSync(file)) return told(asRpc(moveToTrash(file, trashFolder(places)), run));
      const found = await catalog.find(run);
      if (!found.ok) return found;
      const message = `${run} is a recording that comes with the program: it cannot be deleted.`;
      return fail({ code: 'refused', message });
    },
    restore(run) {
      const trashed = newestOf(trashFolder(places), run);
      if (trashed !== undefined) return told(asRpc(restoreFromTrash(trashed, runFile(places, run)), run));
      return fail({ code: 'not_found', message: `There is no run ${run} in ${trashFolder(places)} to bring back.` });
    },
  };
}

/** Of files of one run the one that was thrown away last. */
function newestOf(trash: string, run: RunId): string | undefined {
  if (!existsSync(trash)) return undefined;
  return readdirSync(trash)
    .filter((name) => name.startsWith(run) && /^(?:\.\d+)?\.db$/u.test(name.slice(run.length)))
    .map((name) => join(trash, name))
    .map((file) => ({ file, at: statSync(file).ctimeMs }))
    .toSorted((a, b) => b.at - a.at)[0]?.file;
}

function asRpc(moved: Result<unknown, OpenFailure>, run: RunId): Result<unknown, RpcFailure> {
  if (moved.ok) return moved;
  const { failure } = moved;
  if (failure.kind === 'busy') {
    const who = failure.pid > 0 ? `process ${failure.pid}` : 'another process';
    return fail({ code: 'busy', message: `The run ${run} is held by ${who}: end it before you delete it.` });
  }
  if (failure.kind === 'exists') return fail({ code: 'refused', message: failure.detail });
  return fail({ code: failure.kind === 'missing' ? 'not_found' : 'storage', message: failure.detail });
}
