import { fail, ok, type Result } from '#shared/base/result.ts';
import { decodeEvent, type AnyEvent, type Draft } from '#shared/events/event.ts';
import type { Branch, Change } from '#shared/events/fork.ts';
import { seq, type RunId, type Seq } from '#shared/events/ids.ts';
import type { RunSetup } from '#shared/events/setup.ts';
import { runOf } from '#shared/projections/fold-run.ts';
import { settledAt } from '#shared/projections/settled-at.ts';
import type { RpcFailure } from '#shared/rpc/methods.ts';
import { createdAs, forkOf } from '#engine/fork.ts';
import { interventionsIn } from '#engine/rerun-plan.ts';
import { startOf } from '#engine/rerun.ts';
import type { StoredRow } from '#store/stored-row.ts';
import type { LiveRuns, Replay } from './live-runs.ts';
import type { ModelShelf } from './model-shelf.ts';
import { newRunId } from './run-id.ts';
import type { RunCatalog } from './run-catalog.ts';
import { storedIn } from './whole-run.ts';

export type ForkAsked = {
  readonly run: RunId;
  readonly at: Seq;
  readonly changes: readonly Change[];
  readonly start: boolean;
};
export type RerunAsked = { readonly run: RunId; readonly from?: Seq | undefined; readonly exact?: boolean | undefined };

/** The branch, and the last event that it took over. */
export type Branched = { readonly run: RunId; readonly at: Seq };

/** Runs that begin with the past of another. The other is only read: its file stays as it is, byte for byte. */
export interface Branches {
  /** Leaves the run after `at`, or after the end of the turn that ends there. */
  fork(asked: ForkAsked): Promise<Result<Branched, RpcFailure>>;
  rerun(asked: RerunAsked): Promise<Result<Branched, RpcFailure>>;
  /** What a branch that says its parent again is still to be told; undefined of any other run. */
  replayFor(run: RunId): Promise<Result<Replay | undefined, RpcFailure>>;
}

export type BranchesInput = { readonly live: LiveRuns; readonly catalog: RunCatalog; readonly shelf: ModelShelf };

export function branches({ live, catalog, shelf }: BranchesInput): Branches {
  const branch = async (parent: Parent, made: Made): Promise<Result<Branched, RpcFailure>> => {
    const { kind, at, changes, start } = made;
    const drafts = forkOf(parent.events, {
      kind,
      parent: { run: parent.run, seq: at },
      changes,
      forkedAt: new Date().toISOString(),
    });
    if (!drafts.ok) return fail({ code: 'refused', message: drafts.failure });
    const setup = forkedIn(drafts.value);
    const needed = setup === undefined ? undefined : start ? setup : reseatedIn(setup, changes);
    const missing = needed === undefined ? undefined : await shelf.missingIn(needed);
    if (missing !== undefined) return fail(await withFile(shelf, parent, missing));
    const run = newRunId(setup?.title ?? '', new Date());
    const rows = pastOf(parent, run, at);
    const begun = live.branch({ run, rows, drafts: drafts.value }, start ? { replay: made.replay } : undefined);
    return begun.ok ? ok({ run, at }) : begun;
  };
  return {
    async fork({ run, at, changes, start }) {
      const parent = await parentOf(catalog, run);
      if (!parent.ok) return parent;
      return branch(parent.value, { kind: 'fork', at: settledAt(parent.value.events, at), changes, start });
    },
    async rerun({ run, from, exact }) {
      const parent = await parentOf(catalog, run);
      if (!parent.ok) return parent;
      const { events } = parent.value;
      const at = from === undefined ? startOf(events) : settledAt(events, from);
      const was = runOf(events.slice(0, at)).setup?.exact;
      const changes: Change[] = exact === undefined || exact === was ? [] : [{ kind: 'exact', exact }];
      return branch(parent.value, { kind: 'rerun', at, changes, start: true, replay: replayOf(events, at, changes) });
    },
    async replayFor(run) {
      const own = await parentOf(catalog, run);
      // Why it cannot be read is told by whoever goes on with it.
      if (!own.ok) return ok(undefined);
      const { forked, created } = runOf(own.value.events);
      if (forked?.data.kind !== 'rerun' || forked.data.parent.run !== created?.data.parent?.run) return ok(undefined);
      const { parent, changes } = forked.data;
      const said = await parentOf(catalog, parent.run);
      if (said.ok) return ok(replayOf(said.value.events, parent.seq, changes));
      const message = `${run} says ${parent.run} again, and what the arbiter did there cannot be read: ${said.failure.message}`;
      return fail({ ...said.failure, message });
    },
  };
}

type Parent = { readonly run: RunId; readonly events: readonly AnyEvent[]; readonly rows: readonly StoredRow[] };
type Made = {
  readonly kind: Branch;
  readonly at: Seq;
  readonly changes: readonly Change[];
  readonly start: boolean;
  readonly replay?: Replay;
};

async function parentOf(catalog: RunCatalog, run: RunId): Promise<Result<Parent, RpcFailure>> {
  const read = await storedIn(catalog, run);
  return read.ok ? ok({ run, ...read.value }) : read;
}

/** In exact mode both times the logs are the same event for event; else only turns can be counted. */
function replayOf(events: readonly AnyEvent[], at: Seq, changes: readonly Change[]): Replay {
  const exact = runOf(events.slice(0, at)).setup?.exact === true && !changes.some(({ kind }) => kind === 'exact');
  return { plan: interventionsIn(events, at), by: exact ? 'event' : 'turn' };
}

/** The same with the name of the file that the parent had loaded: a reference may be all that the message says. */
async function withFile(shelf: ModelShelf, { run, events }: Parent, missing: RpcFailure): Promise<RpcFailure> {
  for (const event of events) {
    if (event.type !== 'v1.model.loaded' || (await shelf.resolve(event.data.model)).ok) continue;
    const { file } = event.data;
    return missing.message.includes(file)
      ? missing
      : { ...missing, message: `${run} ran on ${file}: ${missing.message}` };
  }
  return missing;
}

/** The setup with only the seats that get another model: what a branch that waits will want one day, and its parent did not. */
function reseatedIn(setup: RunSetup, changes: readonly Change[]): RunSetup | undefined {
  const named = changes.flatMap((change) =>
    change.kind === 'seat' && change.model !== undefined ? [change.model] : [],
  );
  const seats = setup.seats.filter(({ model }) => named.includes(model));
  return seats.length === 0 ? undefined : { ...setup, seats };
}

const forkedIn = (drafts: readonly Draft[]) =>
  drafts.flatMap((draft) => (draft.type === 'v1.run.forked' ? [draft.data.setup] : []))[0];

/** The rows up to `at`, the first of which names the branch; what this version does not know of it is kept. */
function pastOf(parent: Parent, run: RunId, at: Seq): readonly StoredRow[] {
  return parent.rows.slice(0, at).map((row, index) => {
    if (index > 0) return row;
    const event = decodeEvent({ ...row, seq: seq(row.seq), data: JSON.parse(row.data) });
    if (!event.ok || event.value.type !== 'v1.run.created') return row;
    return { ...row, data: JSON.stringify(createdAs(event.value, run, { run: parent.run, seq: at })) };
  });
}
