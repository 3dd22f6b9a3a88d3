import { ok } from '#shared/base/result.ts';
import { seqSchema, type RunId } from '#shared/events/ids.ts';
import { emit, reportFailure, tell } from '../report.ts';
import { terminalLine } from '../terminal.ts';
import type { Common, ExitCode, World } from '../world.ts';
import { followRun } from './run.ts';

export type RerunOptions = Common & { readonly from?: number | undefined; readonly exact?: boolean | undefined };

/**
 * Says a run again as a branch of it, with its seeds and with what its arbiter did, and says at the end whether every token came out the
 * same or where the first did not. Exit codes are those of `run`: another text is no failure.
 */
export async function rerunCommand(world: World, name: string, options: RerunOptions): Promise<ExitCode> {
  const found = await world.client.call('run.find', { name });
  if (!found.ok) return reportFailure(world, found.failure);
  const { run: parent } = found.value;
  const from = options.from === undefined ? undefined : seqSchema.parse(options.from);
  const { exact } = options;
  let branch: RunId | undefined;
  const code = await followRun(world, options, async () => {
    const begun = await world.client.call('run.rerun', {
      run: parent,
      ...(from === undefined ? {} : { from }),
      ...(exact === undefined ? {} : { exact }),
    });
    if (!begun.ok) return begun;
    branch = begun.value.run;
    return ok({ run: branch, shownAfter: begun.value.at });
  });
  if (branch === undefined) return code;
  const compared = await world.client.call('run.difference', { run: branch });
  if (!compared.ok) return reportFailure(world, compared.failure);
  if (options.json) await emit(world, { kind: 'difference', run: branch, ...compared.value });
  tell(world, `Against ${parent}: ${terminalLine(compared.value.sentence)}.`);
  return code;
}
