import { csvLine } from '../base/csv.ts';
import type { AlignedRow, AlignedTurn } from './aligned-turns.ts';
import type { ComparisonLine } from './comparison.ts';

export type ComparedRuns = {
  readonly runs: readonly { readonly run: string; readonly title: string }[];
  readonly lines: readonly ComparisonLine[];
  readonly rows: readonly AlignedRow[];
};

/**
 * A comparison as CSV whose cells no spreadsheet runs: a record for each line of the table and for each turn, a column for each run with
 * what the table says, and behind those the bare numbers of what is a figure, in their unit.
 */
export function comparisonCsv({ runs, lines, rows }: ComparedRuns): string {
  const none = runs.map(() => undefined);
  const names = runs.map(({ run }) => run);
  return [
    ['part', 'line', ...names, 'unit', ...names.map((name) => `${name} (number)`)],
    ['run', 'title', ...runs.map(({ title }) => title), undefined, ...none],
    ...lines.map(({ group, label, values, figure }) => [
      group,
      label,
      ...values,
      figure?.unit.trim(),
      ...(figure?.numbers ?? none),
    ]),
    ...rows.map(({ turn, turns }) => ['turn', turn, ...turns.map(wordsOf), undefined, ...none]),
  ]
    .map(csvLine)
    .join('');
}

const wordsOf = (turn: AlignedTurn | undefined): string | undefined =>
  turn === undefined ? undefined : `${turn.name}, ${turn.act}: ${turn.text}`;
