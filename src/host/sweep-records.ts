import { fail, ok, type Result } from '#shared/base/result.ts';
import { runId } from '#shared/events/ids.ts';
import type { RpcFailure } from '#shared/rpc/methods.ts';
import type { SweepCellRow } from '#shared/rpc/sweep-methods.ts';
import { cellsOf, sweepPlanSchema, type SweepCell, type SweepPlan } from '#shared/sweep/plan.ts';
import { cellResultSchema } from '#shared/sweep/result.ts';
import type { KeptCell, KeptJudgement, KeptSweep } from '#store/sweep-shelf.ts';
import type { LibraryDoor } from './library-door.ts';

/** A sweep as it lies in the library: its plan, and its cells in their order with what became of them. */
export type SweepRecord = {
  readonly kept: KeptSweep;
  readonly plan: SweepPlan;
  readonly cells: readonly SweepCellRow[];
};

/** Sweeps in the library, in and out. */
export interface SweepRecords {
  list(): Result<readonly SweepRecord[], RpcFailure>;
  /** By id, or by the only id that begins so. */
  find(name: string): Result<SweepRecord, RpcFailure>;
  add(kept: KeptSweep, plan: SweepPlan): Result<undefined, RpcFailure>;
  setState(sweep: string, state: KeptSweep['state']): Result<undefined, RpcFailure>;
  setCell(sweep: string, cell: Partial<KeptCell> & Pick<KeptCell, 'cell'>): Result<undefined, RpcFailure>;
  judgements(sweep: string): Result<readonly KeptJudgement[], RpcFailure>;
  judge(sweep: string, judgement: KeptJudgement): Result<boolean, RpcFailure>;
}

export function sweepRecords(door: LibraryDoor): SweepRecords {
  const recordOf = (kept: KeptSweep): Result<SweepRecord, RpcFailure> => {
    const plan = planIn(kept);
    if (plan === undefined) return fail(unreadable(kept.sweep));
    const cells = door.use((library) => library.sweeps.cells(kept.sweep));
    return cells.ok
      ? ok({ kept, plan, cells: cellsOf(plan).map((cell) => rowOf(cell, cells.value.get(cell.cell))) })
      : cells;
  };
  const all = (): Result<readonly KeptSweep[], RpcFailure> => door.use((library) => library.sweeps.list());
  return {
    list() {
      const kept = all();
      if (!kept.ok) return kept;
      // One that a newer version wrote stands in nobody's way.
      return ok(
        kept.value.flatMap((one) => {
          const record = recordOf(one);
          return record.ok ? [record.value] : [];
        }),
      );
    },
    find(name) {
      const kept = all();
      if (!kept.ok) return kept;
      const begun = kept.value.filter(({ sweep }) => sweep.startsWith(name));
      const found = kept.value.find(({ sweep }) => sweep === name) ?? (begun.length === 1 ? begun[0] : undefined);
      if (found !== undefined) return recordOf(found);
      const message =
        begun.length > 1
          ? `${begun.length} sweeps begin with "${name}": write more of the one you mean.`
          : `There is no sweep "${name}": parley sweep without a scenario lists them.`;
      return fail({ code: 'not_found', message });
    },
    add: (kept, plan) =>
      door.use((library) =>
        library.sweeps.add(
          kept,
          cellsOf(plan).map(({ cell }) => cell),
        ),
      ),
    setState: (sweep, state) => door.use((library) => library.sweeps.setState(sweep, state)),
    setCell: (sweep, cell) => door.use((library) => library.sweeps.setCell(sweep, cell)),
    judgements: (sweep) => door.use((library) => library.sweeps.judgements(sweep)),
    judge: (sweep, judgement) => door.use((library) => library.sweeps.judge(sweep, judgement)),
  };
}

function rowOf(cell: SweepCell, kept: KeptCell | undefined): SweepCellRow {
  const result = kept?.result === undefined ? undefined : cellResultSchema.safeParse(jsonOf(kept.result)).data;
  return {
    ...cell,
    models: [...cell.models],
    state: kept?.state ?? 'waiting',
    ...(kept?.run === undefined ? {} : { run: runId(kept.run) }),
    ...(kept?.detail === undefined || kept.detail === '' ? {} : { detail: kept.detail }),
    ...(result === undefined ? {} : { result }),
  };
}

const planIn = ({ plan }: KeptSweep): SweepPlan | undefined => sweepPlanSchema.safeParse(jsonOf(plan)).data;

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const unreadable = (sweep: string): RpcFailure => ({
  code: 'storage',
  message: `The plan of the sweep ${sweep} cannot be read: was it made by a newer version?`,
});
