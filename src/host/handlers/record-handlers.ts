import { stat } from 'node:fs/promises';
import { fail, ok, type Result } from '#shared/base/result.ts';
import type { Abort } from '#shared/base/abort.ts';
import type { AnyEvent } from '#shared/events/event.ts';
import { seq, type RunId } from '#shared/events/ids.ts';
import type { Handlers } from '#shared/rpc/handlers.ts';
import type { Input, Output, RpcFailure } from '#shared/rpc/methods.ts';
import { exportJsonl } from '#exports/jsonl.ts';
import { exportMarkdown } from '#exports/markdown.ts';
import { exportMinutes } from '#exports/minutes.ts';
import { foldFault } from '../fold-fault.ts';
import { differenceBetween } from '../run-difference.ts';
import type { PromptCheck } from '../prompt-check.ts';
import { storedIn } from '../whole-run.ts';
import { withoutReasoning } from '#store/hash-chain.ts';
import { verifyJsonl } from '#store/jsonl.ts';
import { linesOf } from '#store/lines.ts';
import type { StoredRow } from '#store/stored-row.ts';
import type { RunCatalog } from '../run-catalog.ts';
import type { StoredRun } from '../stored-run.ts';

type RecordHandlers = Pick<Handlers, 'run.verify' | 'run.export' | 'run.difference'>;

/** What is read off the files of runs: verdicts and exports. */
export function recordHandlers(catalog: RunCatalog, prompts?: PromptCheck): RecordHandlers {
  return {
    async 'run.verify'(input) {
      if ('file' in input) return verifyFile(input.file);
      return verifyRun(catalog, input.run, prompts);
    },
    'run.difference': ({ run, other }) => differenceBetween(catalog, run, other),
    async *'run.export'(input, { signal }) {
      const opened = await catalog.open(input.run);
      if (!opened.ok) {
        yield opened;
        return;
      }
      try {
        for (const text of pieces(opened.value, input)) {
          if (stopped(signal)) return;
          yield ok({ text });
        }
      } catch (error) {
        if (!(error instanceof Damaged)) throw error;
        yield fail(error.failure);
      } finally {
        opened.value.close();
      }
    },
  };
}

/** The chain with its schemas, then the folds, then the prompts; what is broken first is what is told. */
async function verifyRun(
  catalog: RunCatalog,
  run: RunId,
  prompts: PromptCheck | undefined,
): Promise<Result<Output<'run.verify'>, RpcFailure>> {
  const opened = await catalog.open(run);
  if (!opened.ok) return opened;
  const verdict = opened.value.verify();
  opened.value.close();
  if (verdict.bad !== undefined) return ok({ run, ...verdict });
  const stored = await storedIn(catalog, run);
  if (!stored.ok) return stored;
  // Of one that goes on more may be stored by now than was verified.
  const events = stored.value.events.slice(0, verdict.events);
  const bad = foldFault(events);
  if (bad !== undefined) return ok({ run, ...verdict, bad });
  return ok({ run, ...verdict, ...(prompts === undefined ? {} : { prompts: await prompts(events) }) });
}

const stopped = (signal: Abort): boolean => signal.aborted;

function* pieces(stored: StoredRun, { run, format, reasoning }: Input<'run.export'>): Generator<string> {
  switch (format) {
    case 'minutes':
      yield* exportMinutes(whole(stored.events(seq(0)), stored));
      return;
    case 'markdown':
      yield* exportMarkdown(whole(stored.events(seq(0)), stored));
      return;
    case 'jsonl': {
      const header = { run, events: stored.head.seq, head: stored.head.hash };
      const rows = exportRows(stored.rows(), reasoning ? (row) => row : withoutReasoning);
      yield* exportJsonl(header, rows, { reasoning: reasoning ? 'keep' : 'leave-out' });
      return;
    }
    default:
      format satisfies never;
  }
}

/** A run whose file cannot be read to its end is not exported: what is missing would not be seen. */
class Damaged extends Error {
  readonly failure: RpcFailure;
  constructor(failure: RpcFailure) {
    super(failure.message);
    this.failure = failure;
  }
}

function whole(events: Result<readonly AnyEvent[], RpcFailure>, { head }: StoredRun): readonly AnyEvent[] {
  if (!events.ok) throw new Damaged(events.failure);
  if (events.value.length >= head.seq) return events.value;
  const message = `Event ${events.value.length + 1} of ${head.seq} cannot be read: see parley verify.`;
  throw new Damaged({ code: 'storage', message });
}

function* exportRows(rows: Iterable<Result<StoredRow, RpcFailure>>, redact: (row: StoredRow) => StoredRow) {
  for (const read of rows) {
    if (!read.ok) throw new Damaged(read.failure);
    const { data, detail, ...row } = redact(read.value);
    yield {
      ...row,
      data: jsonOf(data, row),
      ...(detail === undefined ? {} : { detail: jsonOf(detail, row) }),
    };
  }
}

function jsonOf(text: string, { seq: at }: { readonly seq: number }): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Damaged({ code: 'storage', message: `Event ${at} holds no readable JSON: see parley verify.` });
  }
}

async function verifyFile(file: string) {
  try {
    await stat(file);
  } catch {
    return fail<RpcFailure>({
      code: 'not_found',
      message: `There is no file ${file}: name a run or an exported .jsonl file.`,
    });
  }
  const verdict = await verifyJsonl(linesOf(file));
  return verdict.ok
    ? ok(verdict.value)
    : fail<RpcFailure>({ code: 'usage', message: `${file}: ${verdict.failure.detail}` });
}
