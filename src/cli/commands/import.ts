import { emit, reportFailure, tell } from '../report.ts';
import { terminalLine } from '../terminal.ts';
import { EXIT, type Common, type ExitCode, type World } from '../world.ts';

/** Brings a file in as runs of its own and says their ids, one a line; what was left aside stands on stderr. */
export async function importCommand(world: World, file: string, { json }: Common): Promise<ExitCode> {
  const imported = await world.client.call('run.import', { file });
  if (!imported.ok) return reportFailure(world, imported.failure);
  const { runs, warnings } = imported.value;
  for (const warning of warnings) tell(world, terminalLine(warning));
  if (json) await emit(world, imported.value);
  else for (const run of runs) await world.stdout.write(`${run}\n`);
  tell(world, `Imported, and unverified: nobody vouches for what it says. See it: parley show ${runs[0] ?? ''}`);
  return EXIT.done;
}
