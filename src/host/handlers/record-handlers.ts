import { stat } from 'node:fs/promises';
import { fail, ok, type Result } from '#shared/base/result.ts';
import type { RunId } from '#shared/events/ids.ts';
import type { Handlers } from '#shared/rpc/handlers.ts';
import type { Output, RpcFailure } from '#shared/rpc/methods.ts';
import { foldFault } from '../fold-fault.ts';
import { differenceBetween } from '../run-difference.ts';
import type { PromptCheck } from '../prompt-check.ts';
import { storedIn } from '../whole-run.ts';
import { verifyJsonl } from '#store/jsonl.ts';
import { linesOf } from '#store/lines.ts';
import type { RunCatalog } from '../run-catalog.ts';
import type { StoredRun } from '../stored-run.ts';
import { exportHandlers, type Exporting } from './export-handlers.ts';

type RecordHandlers = Pick<Handlers, 'run.verify' | 'run.export' | 'run.preview' | 'run.difference'>;

type Records = Exporting & { readonly prompts?: PromptCheck | undefined };

/** What is read off the files of runs: verdicts and exports. */
export function recordHandlers({ catalog, door, page, prompts }: Records): RecordHandlers {
  return {
    ...exportHandlers({ catalog, door, page }),
    async 'run.verify'(input) {
      if ('file' in input) return verifyFile(input.file);
      return verifyRun(catalog, input.run, prompts);
    },
    'run.difference': ({ run, other }) => differenceBetween(catalog, run, other),
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
  const verdict = verdictOn(run, opened.value);
  opened.value.close();
  if (verdict.bad !== undefined) return ok(verdict);
  const stored = await storedIn(catalog, run);
  if (!stored.ok) return stored;
  // Of one that goes on more may be stored by now than was verified.
  const events = stored.value.events.slice(0, verdict.events);
  const bad = foldFault(events);
  if (bad !== undefined) return ok({ ...verdict, bad });
  return ok({ ...verdict, ...(prompts === undefined ? {} : { prompts: await prompts(events) }) });
}

/** Of an imported run the chain was made here: what did not hold where it came from is the verdict on it. */
function verdictOn(run: RunId, stored: StoredRun): Output<'run.verify'> {
  const verdict = stored.verify();
  const origin = stored.origin();
  if (origin === undefined) return { run, ...verdict };
  const { broken } = origin;
  const bad =
    verdict.bad ??
    (broken === undefined ? undefined : { ...broken, why: `it came so from ${origin.file}: ${broken.why}` });
  return { run, ...verdict, imported: true, ...(bad === undefined ? {} : { bad }) };
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
