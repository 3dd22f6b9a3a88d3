import { existsSync } from 'node:fs';
import { fail, ok, type Result } from '#shared/base/result.ts';
import { seq, type RunId } from '#shared/events/ids.ts';
import type { RpcFailure } from '#shared/rpc/methods.ts';
import type { SweepCellRow } from '#shared/rpc/sweep-methods.ts';
import { setupOfCell, type SweepPlan } from '#shared/sweep/plan.ts';
import { resultOf, type CellResult } from '#shared/sweep/result.ts';
import { outcomeOf, type Matches } from '#shared/sweep/score.ts';
import type { Inference } from '#engine/ports.ts';
import type { LiveRun } from './live-run.ts';
import type { LiveRuns } from './live-runs.ts';
import { runFile, type Places } from './places.ts';
import type { RunCatalog } from './run-catalog.ts';
import { newRunId } from './run-id.ts';
import { askJudges } from './sweep-judges.ts';
import type { SweepRecord, SweepRecords } from './sweep-records.ts';

export type SweepDriveInput = {
  readonly places: Places;
  readonly live: LiveRuns;
  readonly catalog: RunCatalog;
  readonly inference: Inference;
  readonly records: SweepRecords;
  readonly matches: Matches;
  /** After each change. */
  readonly changed: () => void;
};

/** A sweep that this process runs, cell after cell. */
export interface SweepDrive {
  /** Pauses the run that is on; settles when nothing goes on any more. */
  stop(): Promise<void>;
  /** Settles when all cells are over or it was stopped; a failure of the disk is data. */
  readonly done: Promise<Result<'done' | 'stopped', RpcFailure>>;
}

export function startDrive(input: SweepDriveInput, record: SweepRecord): SweepDrive {
  const controller = new AbortController();
  const done = driven(input, record, controller.signal);
  return {
    done,
    async stop() {
      controller.abort();
      await done;
    },
  };
}

const OVER: ReadonlySet<SweepCellRow['state']> = new Set(['done', 'failed']);

async function driven(
  input: SweepDriveInput,
  { kept, plan, cells }: SweepRecord,
  signal: AbortSignal,
): Promise<Result<'done' | 'stopped', RpcFailure>> {
  for (const cell of cells) {
    if (OVER.has(cell.state)) continue;
    if (signal.aborted) break;
    const played = await playCell(input, { sweep: kept.sweep, plan, cell }, signal);
    if (!played.ok) return played;
    if (played.value === 'stopped') break;
  }
  const state = signal.aborted ? 'stopped' : 'done';
  const set = input.records.setState(kept.sweep, state);
  return set.ok ? ok(state) : set;
}

type Playing = { readonly sweep: string; readonly plan: SweepPlan; readonly cell: SweepCellRow };

/** Plays a cell to its end. Its run is written down before it begins, so that a kill in between leaves none that nobody knows. */
async function playCell(
  input: SweepDriveInput,
  playing: Playing,
  signal: AbortSignal,
): Promise<Result<'over' | 'stopped', RpcFailure>> {
  const { sweep, plan, cell } = playing;
  const setup = setupOfCell(plan, cell);
  const run = cell.run ?? freshRun(input.places, setup.title);
  const mark = (change: Partial<Parameters<SweepRecords['setCell']>[1]>): Result<undefined, RpcFailure> => {
    const set = input.records.setCell(sweep, { cell: cell.cell, ...change });
    input.changed();
    return set;
  };
  const marked = mark({ state: 'running', run });
  if (!marked.ok) return marked;
  const begun = goOn(input.live, run, () => input.live.startAs(run, setup));
  if (!begun.ok) {
    // Another program may hold it only for now; whatever else it is will not be another time.
    if (begun.failure.code === 'busy' || begun.failure.code === 'storage') return begun;
    return over(mark({ state: 'failed', detail: begun.failure.message }));
  }
  if (begun.value !== undefined) {
    const how = await ended(begun.value, signal);
    if (how.kind === 'stopped') {
      const set = mark({ state: 'stopped' });
      return set.ok ? ok('stopped') : set;
    }
    if (how.kind === 'disk') return fail({ code: 'storage', message: how.detail });
    if (how.kind === 'failure') return over(mark({ state: 'failed', detail: how.detail }));
  }
  const counted = await resultIn(input, { run, signal });
  if (!counted.ok) return over(mark({ state: 'failed', detail: counted.failure.message }));
  if (signal.aborted) {
    const set = mark({ state: 'stopped' });
    return set.ok ? ok('stopped') : set;
  }
  const { result, detail, failed } = counted.value;
  if (failed !== undefined) return over(mark({ state: 'failed', detail: failed }));
  return over(mark({ state: 'done', result: JSON.stringify(result), detail }));
}

const over = (marked: Result<undefined, RpcFailure>): Result<'over', RpcFailure> => (marked.ok ? ok('over') : marked);

/** The run of an earlier stop is still there, paused; else it is begun, or resumed. Undefined where it has ended already. */
function goOn(
  live: LiveRuns,
  run: RunId,
  start: () => Result<LiveRun | undefined, RpcFailure>,
): Result<LiveRun | undefined, RpcFailure> {
  const known = live.get(run);
  if (known === undefined || known.over) return start();
  known.resume();
  return ok(known);
}

type Ended = { readonly kind: 'ended' | 'stopped' } | { readonly kind: 'failure' | 'disk'; readonly detail: string };

/** Waits for a run to end, for a stop (it is paused then), or for a failure that pauses it: nobody is there to go on, so it is ended. */
async function ended(run: LiveRun, signal: AbortSignal): Promise<Ended> {
  const failed = new Promise<string>((resolve) => {
    run.appended.on((event) => {
      if (event.type === 'v1.run.paused' && event.data.by === 'failure') resolve('its model failed again and again');
    });
  });
  const stopping = new Promise<'stop'>((resolve) => {
    if (signal.aborted) resolve('stop');
    signal.addEventListener('abort', () => resolve('stop'), { once: true });
  });
  const first = await Promise.race([run.done.then(() => 'done' as const), stopping, failed.then((why) => ({ why }))]);
  if (first === 'done') {
    return run.stopped === undefined ? { kind: 'ended' } : { kind: 'disk', detail: run.stopped.failure.detail };
  }
  if (first === 'stop') {
    run.pause();
    return { kind: 'stopped' };
  }
  await run.cancel();
  return { kind: 'failure', detail: first.why };
}

type Counted = {
  readonly result: CellResult;
  readonly detail: string;
  /** Why the run counts for nothing. */
  readonly failed?: string;
};

/** The figures of a run that has ended, and the vote of its judges. */
async function resultIn(
  { catalog, inference, matches }: SweepDriveInput,
  { run, signal }: { readonly run: RunId; readonly signal: AbortSignal },
): Promise<Result<Counted, RpcFailure>> {
  const opened = await catalog.open(run);
  if (!opened.ok) return opened;
  const read = opened.value.events(seq(0));
  opened.value.close();
  if (!read.ok) return read;
  const created = read.value.find((event) => event.type === 'v1.run.created');
  if (created?.type !== 'v1.run.created') return fail({ code: 'storage', message: `The run ${run} has no beginning.` });
  const result = resultOf(read.value, matches);
  if (result.reason === 'failed' || result.reason === 'cancelled') {
    const end = read.value.findLast((event) => event.type === 'v1.run.ended');
    const why = end?.type === 'v1.run.ended' && end.data.detail !== '' ? `: ${end.data.detail}` : '';
    return ok({ result, detail: '', failed: `the run ended as ${result.reason}${why}` });
  }
  const { setup } = created.data;
  const vote = await askJudges(inference, { setup, outcome: outcomeOf(read.value) }, signal);
  if (!vote.ok) return ok({ result, detail: `The judges could not be asked: ${vote.failure.detail}` });
  return ok({ result: vote.value === undefined ? result : { ...result, modelsVote: vote.value }, detail: '' });
}

/** An id that no run has. */
function freshRun(places: Places, title: string): RunId {
  for (;;) {
    const run = newRunId(title, new Date());
    if (!existsSync(runFile(places, run))) return run;
  }
}
