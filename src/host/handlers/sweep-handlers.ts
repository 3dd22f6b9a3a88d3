import { ok, type Result } from '#shared/base/result.ts';
import type { Handlers } from '#shared/rpc/handlers.ts';
import type { RpcFailure } from '#shared/rpc/methods.ts';
import type { SweepTableRow } from '#shared/rpc/sweep-methods.ts';
import { timeLeft } from '#shared/sweep/left.ts';
import { tableOf } from '#shared/sweep/table.ts';
import { tableColumns } from '#shared/sweep/table-text.ts';
import { csvLine } from '#shared/base/csv.ts';
import type { RunCatalog } from '../run-catalog.ts';
import { markedCells, type Sweeps } from '../sweeps.ts';
import { blindHandlers } from './blind-handlers.ts';

type SweepHandlers = Pick<Handlers, Extract<keyof Handlers, `sweep.${string}`>>;

export type SweepHandlersInput = { readonly sweeps: Sweeps; readonly catalog: RunCatalog };

/** Sweeps: starting, watching, counting, and judging blind. */
export function sweepHandlers({ sweeps, catalog }: SweepHandlersInput): SweepHandlers {
  const { records } = sweeps;
  return {
    async 'sweep.start'({ setup, ...ask }) {
      const started = await sweeps.start(setup, ask);
      return started.ok ? ok({ sweep: started.value }) : started;
    },
    async 'sweep.list'() {
      const all = records.list();
      return all.ok ? ok({ sweeps: all.value.map((record) => sweeps.rowOf(record)) }) : all;
    },
    async 'sweep.find'({ sweep }) {
      const record = records.find(sweep);
      if (!record.ok) return record;
      const { plan, cells } = record.value;
      const left = timeLeft(markedCells(cells));
      return ok({
        ...sweeps.rowOf(record.value),
        question: plan.setup.question,
        varied: plan.varied,
        plan: [...cells],
        ...(left === undefined ? {} : { left }),
      });
    },
    'sweep.stop': async ({ sweep }) => nothing(await sweeps.stop(sweep)),
    'sweep.resume': async ({ sweep }) => nothing(await sweeps.resume(sweep)),
    'sweep.watch': ({ sweep }, { signal }) => sweeps.watch(sweep, signal),
    async 'sweep.table'({ sweep }) {
      const record = records.find(sweep);
      if (!record.ok) return record;
      const judged = records.judgements(record.value.kept.sweep);
      if (!judged.ok) return judged;
      const rows = tableOf(record.value.plan, record.value.cells, judged.value);
      return ok({ rows: rows.map(wireRow), csv: tableColumns(rows).map(csvLine).join('') });
    },
    ...blindHandlers({ sweeps, catalog }),
  };
}

const wireRow = (row: ReturnType<typeof tableOf>[number]): SweepTableRow => ({ ...row, controls: [...row.controls] });

const nothing = (result: Result<undefined, RpcFailure>): Result<Record<string, never>, RpcFailure> =>
  result.ok ? ok({}) : result;
