import type { Output } from '#shared/rpc/methods.ts';

/** A sweep as JSON, each run and each row on a line of its own, as the terminal prints them. */
export function sweepJson({ plan, ...sweep }: Output<'sweep.find'>, rows: Output<'sweep.table'>['rows']): string {
  const lines = (kind: string, values: readonly object[]): string =>
    values.map((value) => `    ${JSON.stringify({ kind, ...value })}`).join(',\n');
  const head = JSON.stringify(sweep, undefined, 2).replace(/\n\}$/u, '');
  return `${head},\n  "runs": [\n${lines('cell', plan)}\n  ],\n  "rows": [\n${lines('row', rows)}\n  ]\n}\n`;
}
