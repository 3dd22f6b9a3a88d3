import { stateWords } from '../imported-view.ts';
import { table, fit } from '../layout.ts';
import { emit, reportFailure, tell } from '../report.ts';
import { styleFor } from '../style.ts';
import { terminalLine } from '../terminal.ts';
import { EXIT, type Common, type ExitCode, type World } from '../world.ts';

/** The runs of this machine and the recordings of the tree; as JSON a run a line. What cannot be read is named on stderr. */
export async function listCommand(world: World, { json }: Common): Promise<ExitCode> {
  const listed = await world.client.call('run.list', {});
  if (!listed.ok) return reportFailure(world, listed.failure);
  const { runs, damaged } = listed.value;
  for (const { name, why } of damaged) tell(world, `Left out, ${name} cannot be read: ${terminalLine(why)}`);
  if (json) {
    for (const run of runs) await emit(world, run);
    return EXIT.done;
  }
  if (runs.length === 0) {
    tell(world, 'There are no runs yet. Start one: parley run scenarios/users-endpoint.yaml');
    return EXIT.done;
  }
  const style = styleFor(world);
  const rows = runs.map((run) => [
    run.run,
    run.source === 'recording' ? 'recording' : run.startedAt.slice(0, 16).replace('T', ' '),
    stateWords(run),
    String(run.turns),
    run.seats.join(', '),
    [run.title, ...(run.pinned ? ['pinned'] : []), ...run.tags.map((tag) => `#${tag}`)].join(' · '),
  ]);
  const clean = [['RUN', 'WHEN', 'STATE', 'TURNS', 'SEATS', 'TITLE'], ...rows].map((row) => row.map(terminalLine));
  for (const [index, line] of table(clean).entries()) {
    const shown = world.isTTY ? fit(line, world.columns) : line;
    await world.stdout.write(`${index === 0 ? style.bold(shown) : shown}\n`);
  }
  return EXIT.done;
}
