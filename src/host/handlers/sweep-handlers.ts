import { fail, ok, type Result } from '#shared/base/result.ts';
import { seq, type RunId } from '#shared/events/ids.ts';
import type { AnyEvent } from '#shared/events/event.ts';
import type { Handlers } from '#shared/rpc/handlers.ts';
import type { RpcFailure } from '#shared/rpc/methods.ts';
import type { SweepCellRow, SweepTableRow } from '#shared/rpc/sweep-methods.ts';
import { timeLeft } from '#shared/sweep/left.ts';
import { blindMinutesOf, pairsOf, type BlindMinutes, type SweepPair } from '#shared/sweep/pairs.ts';
import { tableOf } from '#shared/sweep/table.ts';
import { tableColumns } from '#shared/sweep/table-text.ts';
import { csvLine } from '#exports/csv.ts';
import type { RunCatalog } from '../run-catalog.ts';
import type { SweepRecord } from '../sweep-records.ts';
import { markedCells, type Sweeps } from '../sweeps.ts';

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
      return all.ok ? ok({ sweeps: all.value.map(sweeps.rowOf) }) : all;
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
    async 'sweep.pair'({ sweep }) {
      const found = judgedPairs(sweeps, sweep);
      if (!found.ok) return found;
      const { record, pairs, judged } = found.value;
      const next = pairs.find(({ pair }) => !judged.has(pair));
      const shown = next === undefined ? ok(undefined) : await shownPair(catalog, record, next);
      if (!shown.ok) return shown;
      return ok({
        question: record.plan.setup.question,
        judged: judged.size,
        of: pairs.length,
        ...(shown.value === undefined ? {} : { pair: shown.value }),
      });
    },
    async 'sweep.judge'({ sweep, pair, verdict }) {
      const found = judgedPairs(sweeps, sweep);
      if (!found.ok) return found;
      const own = found.value.pairs.find((one) => one.pair === pair);
      if (own === undefined) {
        return fail({ code: 'not_found', message: `There is no pair ${pair.slice(0, 40)} to judge in this sweep.` });
      }
      const judgement = { pair, left: own.left.cell, right: own.right.cell, verdict };
      const counted = records.judge(found.value.record.kept.sweep, {
        ...judgement,
        judgedAt: new Date().toISOString(),
      });
      if (!counted.ok) return counted;
      if (!counted.value) {
        return fail({ code: 'refused', message: 'This pair was judged already; the first verdict counts.' });
      }
      const behind = (cell: string) => behindOf(found.value.record.cells, cell);
      const [left, right] = [behind(own.left.cell), behind(own.right.cell)];
      return left === undefined || right === undefined
        ? fail({ code: 'storage', message: 'The runs behind this pair are not known any more.' })
        : ok({ left, right });
    },
  };
}

type JudgedPairs = {
  readonly record: SweepRecord;
  readonly pairs: readonly SweepPair[];
  readonly judged: ReadonlySet<string>;
};

function judgedPairs({ records }: Sweeps, name: string): Result<JudgedPairs, RpcFailure> {
  const record = records.find(name);
  if (!record.ok) return record;
  const judged = records.judgements(record.value.kept.sweep);
  if (!judged.ok) return judged;
  const pairs = pairsOf(record.value.cells, record.value.kept.blind);
  return ok({ record: record.value, pairs, judged: new Set(judged.value.map(({ pair }) => pair)) });
}

async function shownPair(catalog: RunCatalog, { plan, cells }: SweepRecord, { pair, left, right }: SweepPair) {
  const hidden = [...new Set([...plan.variants.flat(), ...plan.setup.seats.map(({ model }) => model)])];
  const sides: { left?: BlindSideData; right?: BlindSideData } = {};
  for (const [side, { cell }] of [['left', left] as const, ['right', right] as const]) {
    const run = cells.find((one) => one.cell === cell)?.run;
    const events = run === undefined ? undefined : await eventsOf(catalog, run);
    // Which run it is that cannot be read must not be told.
    if (events?.ok !== true)
      return fail<RpcFailure>({ code: 'storage', message: 'A run to be judged cannot be read.' });
    sides[side] = sideData(blindMinutesOf(events.value, hidden));
  }
  return sides.left === undefined || sides.right === undefined
    ? ok(undefined)
    : ok({ pair, left: sides.left, right: sides.right });
}

type BlindSideData = ReturnType<typeof sideData>;

/** As the wire has it: lists of its own. */
function sideData({ decided, undecided, openQuestions }: BlindMinutes) {
  const own = (proposals: BlindMinutes['decided']) =>
    proposals.map(({ text, supports, challenges }) => ({ text, supports: [...supports], challenges: [...challenges] }));
  return { decided: own(decided), undecided: own(undecided), openQuestions: [...openQuestions] };
}

async function eventsOf(catalog: RunCatalog, run: RunId): Promise<Result<readonly AnyEvent[], RpcFailure>> {
  const opened = await catalog.open(run);
  if (!opened.ok) return opened;
  try {
    return opened.value.events(seq(0));
  } finally {
    opened.value.close();
  }
}

function behindOf(cells: readonly SweepCellRow[], cell: string) {
  const found = cells.find((one) => one.cell === cell);
  return found?.run === undefined ? undefined : { run: found.run, models: found.models, mode: found.mode };
}

const wireRow = (row: ReturnType<typeof tableOf>[number]): SweepTableRow => ({ ...row, controls: [...row.controls] });

const nothing = (result: Result<undefined, RpcFailure>): Result<Record<string, never>, RpcFailure> =>
  result.ok ? ok({}) : result;
