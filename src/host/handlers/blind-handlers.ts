import { fail, ok, type Result } from '#shared/base/result.ts';
import type { AnyEvent } from '#shared/events/event.ts';
import { seq, type RunId } from '#shared/events/ids.ts';
import type { Handlers } from '#shared/rpc/handlers.ts';
import type { RpcFailure } from '#shared/rpc/methods.ts';
import type { SweepCellRow } from '#shared/rpc/sweep-methods.ts';
import { blindMinutesOf, pairsOf, type BlindMinutes, type SweepPair } from '#shared/sweep/pairs.ts';
import type { RunCatalog } from '../run-catalog.ts';
import type { SweepRecord } from '../sweep-records.ts';
import type { Sweeps } from '../sweeps.ts';

type BlindHandlers = Pick<Handlers, 'sweep.pair' | 'sweep.judge'>;

export type BlindHandlersInput = { readonly sweeps: Pick<Sweeps, 'records'>; readonly catalog: RunCatalog };

/** Outcomes judged by the person, sides hidden until after. */
export function blindHandlers({ sweeps, catalog }: BlindHandlersInput): BlindHandlers {
  const { records } = sweeps;
  return {
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

function judgedPairs({ records }: Pick<Sweeps, 'records'>, name: string): Result<JudgedPairs, RpcFailure> {
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
