import { ALL_SEATS, type Control, type SweepRow } from './table.ts';
import type { Figure } from './statistics.ts';

/** Rows as people read them. A figure always says of how many it is made. */
export function tableText(rows: readonly SweepRow[]): readonly (readonly string[])[] {
  const has = (field: 'expected' | 'modelsVote' | 'elo'): boolean => rows.some((row) => row[field] !== undefined);
  const columns: readonly { readonly head: string; readonly cell: (row: SweepRow) => string }[] = [
    ...(rows.every(({ role }) => role === ALL_SEATS) ? [] : [{ head: 'ROLE', cell: (row: SweepRow) => row.role }]),
    { head: 'MODEL', cell: ({ model }) => model },
    { head: 'MODE', cell: ({ mode, control }) => (control ? `${mode} (control)` : mode) },
    { head: 'RUNS', cell: ({ n, of }) => `${n} of ${of}` },
    ...(has('expected') ? [{ head: 'AS EXPECTED', cell: (row: SweepRow) => percentText(row.expected) }] : []),
    ...(has('modelsVote')
      ? [{ head: "MODELS' VOTE: GOOD", cell: (row: SweepRow) => percentText(row.modelsVote) }]
      : []),
    { head: 'DECIDED', cell: ({ decided }) => percentText(decided) },
    { head: 'TOKENS', cell: ({ tokens }) => figureText(tokens, 0) },
    { head: 'SECONDS', cell: ({ seconds }) => figureText(seconds, 1) },
    ...(has('elo') ? [{ head: 'ELO, JUDGED BLIND', cell: eloText }] : []),
    { head: 'CONTROL', cell: ({ controls }) => controls.map(controlText).join('; ') },
  ];
  return [columns.map(({ head }) => head), ...rows.map((row) => columns.map(({ cell }) => cell(row)))];
}

/** The same for programs: a column for each number. The caller makes cells harmless that a spreadsheet would run. */
export function tableColumns(rows: readonly SweepRow[]): readonly (readonly (string | number)[])[] {
  const figures = ['expected', 'modelsVote', 'decided', 'tokens', 'seconds'] as const;
  const head = [
    ...['role', 'model', 'mode', 'control', 'runs', 'planned'],
    ...figures.flatMap((name) => ['n', 'mean', 'low95', 'high95'].map((part) => `${name}_${part}`)),
    ...['elo_n', 'elo'],
    ...['single', 'roleplay', 'vote'].flatMap((mode) =>
      ['runs', 'expected', 'expected_n', 'tokens', 'tokens_n'].map((part) => `${mode}_${part}`),
    ),
  ];
  const body = rows.map((row) => [
    ...[row.role, row.model, row.mode, row.control ? 'yes' : 'no', row.n, row.of],
    ...figures.flatMap((name) => {
      const { n, mean, low, high } = row[name] ?? {};
      return [n, mean, low, high].map((value) => value ?? '');
    }),
    ...[row.elo?.n ?? '', row.elo?.rating ?? ''],
    ...(['single', 'roleplay', 'vote'] as const).flatMap((mode) => {
      const { n, expected, tokens } = row.controls.find((control) => control.mode === mode) ?? {};
      return [n, expected?.mean, expected?.n, tokens?.mean, tokens?.n].map((value) => value ?? '');
    }),
  ]);
  return [head, ...body];
}

/** `0.50 (0.10 to 0.90), n 4`; empty where nothing was measured. */
export function figureText(figure: Figure | undefined, digits: number): string {
  if (figure === undefined) return '';
  const { n, mean, low, high } = figure;
  const range = low === undefined || high === undefined ? '' : ` (${low.toFixed(digits)} to ${high.toFixed(digits)})`;
  return `${mean.toFixed(digits)}${range}, n ${n}`;
}

function percentText(figure: Figure | undefined): string {
  if (figure === undefined) return '';
  const { n, mean, low, high } = figure;
  const range = low === undefined || high === undefined ? '' : ` (${percent(low)} to ${percent(high)})`;
  return `${percent(mean)} %${range}, n ${n}`;
}

const percent = (share: number): string => (share * 100).toFixed(0);

const eloText = ({ elo }: SweepRow): string => (elo === undefined ? '' : `${elo.rating.toFixed(0)}, n ${elo.n}`);

function controlText({ mode, expected, decided, tokens }: Control): string {
  const reached = expected === undefined ? `decided ${percentText(decided)}` : `as expected ${percentText(expected)}`;
  return `${mode}: ${reached}${tokens === undefined ? '' : `, for ${tokens.mean.toFixed(0)} tokens, n ${tokens.n}`}`;
}
