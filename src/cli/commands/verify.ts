import { existsSync } from 'node:fs';
import { fail, type Result } from '#shared/base/result.ts';
import { runIdSchema } from '#shared/events/ids.ts';
import type { Output, RpcFailure } from '#shared/rpc/methods.ts';
import { emit, reportFailure } from '../report.ts';
import { styleFor } from '../style.ts';
import { terminalLine } from '../terminal.ts';
import { EXIT, type Common, type ExitCode, type World } from '../world.ts';

type Verdict = Output<'run.verify'>;

/**
 * Checks a run, every run of this machine, or an exported file (its hash chain alone); exit 1 where one does not hold. Prompts that cannot
 * be built anew for want of a model's file are said and are no failure.
 */
export async function verifyCommand(world: World, name: string | undefined, { json }: Common): Promise<ExitCode> {
  const verdicts = name === undefined ? await verifyAll(world) : [await verifyOne(world, name)];
  let code: ExitCode = EXIT.done;
  for (const verdict of verdicts) {
    if (!verdict.ok) code = reportFailure(world, verdict.failure);
    else {
      const { bad, prompts } = verdict.value;
      if (bad !== undefined || prompts?.bad !== undefined) code = EXIT.failed;
      if (json) await emit(world, verdict.value);
      else await world.stdout.write(`${sentence(world, verdict.value)}\n`);
    }
  }
  if (verdicts.length === 0 && !json) await world.stdout.write('There are no runs to verify.\n');
  return code;
}

async function verifyAll(world: World): Promise<readonly Result<Verdict, RpcFailure>[]> {
  const listed = await world.client.call('run.list', {});
  if (!listed.ok) return [listed];
  const verdicts: Result<Verdict, RpcFailure>[] = [];
  for (const { run } of listed.value.runs) verdicts.push(await world.client.call('run.verify', { run }));
  for (const { why } of listed.value.damaged) verdicts.push(fail({ code: 'storage', message: why }));
  return verdicts;
}

/** What looks like a path, or is no run but a file, is a file. */
async function verifyOne(world: World, name: string): Promise<Result<Verdict, RpcFailure>> {
  if (/[/\\.]/u.test(name)) return world.client.call('run.verify', { file: name });
  const found = await world.client.call('run.find', { name });
  if (found.ok) return world.client.call('run.verify', { run: found.value.run });
  // A run that is there and cannot be shown is what one verifies most: the walk says where it breaks.
  const broken = found.failure.code === 'storage' ? runIdSchema.safeParse(name) : undefined;
  if (broken?.success === true) return world.client.call('run.verify', { run: broken.data });
  return found.failure.code === 'not_found' && existsSync(name)
    ? world.client.call('run.verify', { file: name })
    : found;
}

function sentence(world: World, { run, events, head, bad, prompts, imported }: Verdict): string {
  const style = styleFor(world);
  const words =
    bad === undefined
      ? style.good(imported === true ? 'whole, imported and unverified' : 'whole')
      : style.bad(`broken at event ${bad.seq}`);
  const why = bad === undefined ? '' : `: ${terminalLine(bad.why)}`;
  const rest = prompts === undefined ? '' : `, ${promptsIn(world, prompts)}`;
  return `${terminalLine(run)}  ${words}${why}  ${events} events, head ${terminalLine(head)}${rest}`;
}

/** `18 of 18 prompts as recorded`, or `prompts not checked: smollm2.gguf is not there`. */
function promptsIn(world: World, { checked, of, bad, unchecked }: NonNullable<Verdict['prompts']>): string {
  const style = styleFor(world);
  if (bad !== undefined) return style.bad(`prompts: at event ${bad.seq}, turn ${bad.turn}, ${terminalLine(bad.why)}`);
  const why = unchecked === undefined ? '' : terminalLine(unchecked);
  if (checked === 0 && of > 0 && why !== '') return `prompts not checked: ${why}`;
  return `${checked} of ${of} prompts as recorded${why === '' ? '' : `, the others not checked: ${why}`}`;
}
