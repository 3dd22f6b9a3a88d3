import { widthOf } from '../layout.ts';
import { asTyped, emit, reportFailure } from '../report.ts';
import { styleFor } from '../style.ts';
import { terminalLine } from '../terminal.ts';
import { EXIT, type Common, type ExitCode, type World } from '../world.ts';

/** What this machine offers and what to do about the rest; exit 1 where there is a problem. As JSON a check a line. */
export async function doctorCommand(world: World, { json }: Common): Promise<ExitCode> {
  const report = await world.client.call('doctor', {});
  if (!report.ok) return reportFailure(world, report.failure);
  const { checks } = report.value;
  const style = styleFor(world);
  const marks = { ok: style.good('ok     '), warning: style.warn('warning'), problem: style.bad('problem') };
  const width = Math.max(0, ...checks.map(({ name }) => widthOf(terminalLine(name))));
  for (const check of checks) {
    if (json) {
      await emit(world, check);
      continue;
    }
    const name = terminalLine(check.name);
    await world.stdout.write(
      `${marks[check.state]}  ${name}${' '.repeat(width - widthOf(name))}  ${terminalLine(check.found)}\n`,
    );
    const advice = asTyped(world, terminalLine(check.advice));
    if (advice !== '') await world.stdout.write(`${' '.repeat(width + 11)}→ ${advice}\n`);
  }
  return checks.some(({ state }) => state === 'problem') ? EXIT.failed : EXIT.done;
}
