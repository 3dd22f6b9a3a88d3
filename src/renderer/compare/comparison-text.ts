import type { AlignedRow } from '#shared/projections/aligned-turns.ts';
import type { ComparisonLine } from '#shared/projections/comparison.ts';
import type { ReadColumn } from './columns.ts';

export type Comparison = {
  readonly columns: readonly ReadColumn[];
  readonly lines: readonly ComparisonLine[];
  readonly rows: readonly AlignedRow[];
};

/** The whole comparison as `parley compare --json` writes it: a document a line. */
export function comparisonText({ columns, lines, rows }: Comparison): string {
  const documents = [
    ...columns.map(({ row: { run, title } }) => ({ kind: 'run', run, title })),
    ...lines.map((line) => ({ kind: 'line', ...line })),
    ...rows.map((row) => ({ kind: 'turn', ...row })),
  ];
  return documents.map((document) => `${JSON.stringify(document)}\n`).join('');
}
