import { alignedTurns, firstDifference, type AlignedRow } from '#shared/projections/aligned-turns.ts';
import { comparisonCsv } from '#shared/projections/comparison-csv.ts';
import { comparisonOf, COMPARED_AT_MOST, type ComparisonLine } from '#shared/projections/comparison.ts';
import { figuresOf } from '#shared/projections/run-figures.ts';
import type { AnyEvent } from '#shared/events/event.ts';
import { writeNewFile } from '../new-file.ts';
import { emit, reportFailure } from '../report.ts';
import { heading, labelled, sheetFor, type Sheet } from '../sheet.ts';
import { storedEvents } from '../stored-events.ts';
import { terminalLine } from '../terminal.ts';
import { EXIT, type Common, type ExitCode, type World } from '../world.ts';

/**
 * Two to six runs side by side: set-up, outcome, talk and cost, then the turns in which they differ. As JSON a document a line: `run` for
 * each column, `line` for each line of the table, `turn` for each turn. `csv`: a file that all of it is written to instead.
 */
export async function compareCommand(
  world: World,
  names: readonly string[],
  { json, csv }: Common & { readonly csv?: string | undefined },
): Promise<ExitCode> {
  if (names.length < 2 || names.length > COMPARED_AT_MOST) {
    const message = `parley compare takes two to ${COMPARED_AT_MOST} runs, not ${names.length}: see parley list.`;
    return reportFailure(world, { code: 'usage', message });
  }
  const runs: { readonly run: string; readonly title: string; readonly events: readonly AnyEvent[] }[] = [];
  for (const name of names) {
    const found = await world.client.call('run.find', { name });
    if (!found.ok) return reportFailure(world, found.failure);
    const stored = await storedEvents(world, found.value);
    if (!stored.ok) return reportFailure(world, stored.failure);
    runs.push({ ...found.value, events: stored.value.map(({ event }) => event) });
  }
  const lines = comparisonOf(runs.map(({ events }) => figuresOf(events)));
  const rows = alignedTurns(runs.map(({ events }) => events));
  if (csv !== undefined) {
    const failed = await writeNewFile(world, csv, comparisonCsv({ runs, lines, rows }));
    if (failed !== undefined) return failed;
  }
  if (json) {
    for (const { run, title } of runs) await emit(world, { kind: 'run', run, title });
    for (const line of lines) await emit(world, { kind: 'line', ...line });
    for (const row of rows) await emit(world, { kind: 'turn', ...row });
    return EXIT.done;
  }
  if (csv !== undefined) return EXIT.done;
  const sheet = sheetFor(world, []);
  const page = [...runLines(sheet, runs), ...lineBlocks(sheet, lines), ...turnLines(sheet, rows)];
  for (const line of page) await world.stdout.write(`${line}\n`);
  return EXIT.done;
}

/** Values are set under each other: six of them beside each other are too wide for any terminal. */
const SIGNS = ['A', 'B', 'C', 'D', 'E', 'F'] as const;

const runLines = (sheet: Sheet, runs: readonly { readonly run: string; readonly title: string }[]): string[] =>
  runs.map(
    ({ run, title }, at) => `${sheet.style.bold(SIGNS[at] ?? '')}  ${terminalLine(run)}  ${terminalLine(title)}`,
  );

/** What all runs have alike takes one line, what differs one for each run. */
function lineBlocks(sheet: Sheet, lines: readonly ComparisonLine[]): string[] {
  const out: string[] = [];
  let group: string | undefined;
  for (const line of lines) {
    if (line.group !== group) out.push(...heading(sheet, line.group));
    group = line.group;
    if (!line.differs) {
      out.push(`  ${line.label}: ${terminalLine(line.values[0] ?? '')}`);
      continue;
    }
    out.push(`  ${line.label}`);
    for (const [at, value] of line.values.entries()) out.push(...labelled(sheet, SIGNS[at] ?? '', value));
  }
  return out;
}

function turnLines(sheet: Sheet, rows: readonly AlignedRow[]): string[] {
  const first = firstDifference(rows);
  if (first === undefined) return ['', `All ${rows.length} turns are the same, word for word.`];
  const out = heading(sheet, `first difference at turn ${first.turn}`).slice();
  for (const { turn, turns, same } of rows) {
    if (same) continue;
    out.push(`  turn ${turn}`);
    for (const [at, own] of turns.entries()) {
      const words = own === undefined ? '–' : `${own.name}, ${own.act}: ${own.text === '' ? '(nothing)' : own.text}`;
      out.push(...labelled(sheet, SIGNS[at] ?? '', words));
    }
  }
  return out;
}
