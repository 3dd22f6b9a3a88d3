import type { ReactNode } from 'react';
import { visibleLine } from '#shared/base/visible-text.ts';
import type { SweepTableRow } from '#shared/rpc/sweep-methods.ts';
import { MODE_WORDS } from '../compose/mode-words.ts';
import { controlWords, figureWords, type Figure, type FigureKind } from './words.ts';

type NameOf = (model: string) => string;
type Props = { readonly rows: readonly SweepTableRow[]; readonly nameOf: NameOf };

type Column = {
  readonly head: string;
  readonly cell: (row: SweepTableRow) => ReactNode;
  readonly wide?: true;
};

/** The table per model and role. No figure stands without its n. */
export function TableSection({ rows, nameOf }: Props) {
  const columns = columnsOf(rows);
  return (
    <>
      <div className="max-w-full overflow-x-auto rounded-card border border-line bg-panel" tabIndex={-1}>
        <table className="tabular w-full text-[12.5px]">
          <caption className="sr-only">What each model reached, by role and mode</caption>
          <thead className="text-left text-[12px] text-dim">
            <tr>
              <th scope="col" className="px-3 py-2 font-medium">
                Model
              </th>
              {columns.map(({ head }) => (
                <th key={head} scope="col" className="px-3 py-2 font-medium whitespace-nowrap">
                  {head}
                </th>
              ))}
            </tr>
          </thead>
          <tbody className="divide-y divide-line border-t border-line align-top">
            {rows.map((row) => (
              <tr key={`${row.role}\n${row.model}\n${row.mode}`}>
                <th scope="row" title={visibleLine(row.model)} className="px-3 py-2 text-left font-medium">
                  <bdi dir="auto">{visibleLine(nameOf(row.model))}</bdi>
                </th>
                {columns.map(({ head, cell, wide }) => (
                  <td key={head} className={`px-3 py-2 ${wide === true ? 'min-w-64' : 'whitespace-nowrap'}`}>
                    {cell(row)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <Legend rows={rows} />
    </>
  );
}

function columnsOf(rows: readonly SweepTableRow[]): readonly Column[] {
  const has = (field: 'expected' | 'modelsVote' | 'elo'): boolean => rows.some((row) => row[field] !== undefined);
  const figure = (head: string, field: FigureField, kind: FigureKind): Column => ({
    head,
    cell: (row) => <FigureCell figure={row[field]} kind={kind} />,
  });
  return [
    ...(rows.every(({ role }) => role === 'all seats') ? [] : [{ head: 'Seat', cell: RoleCell }]),
    { head: 'Mode', cell: ModeCell },
    { head: 'Runs', cell: ({ n, of }) => `${n} of ${of}` },
    ...(has('expected') ? [figure('As expected', 'expected', 'share')] : []),
    ...(has('modelsVote') ? [figure('Vote of models: good', 'modelsVote', 'share')] : []),
    figure('Decided', 'decided', 'share'),
    figure('Tokens a run', 'tokens', 'count'),
    figure('Seconds a run', 'seconds', 'tenths'),
    ...(has('elo') ? [{ head: 'Elo, judged blind', cell: EloCell }] : []),
    { head: 'The same model in a control', cell: ControlsCell, wide: true as const },
  ];
}

type FigureField = 'expected' | 'modelsVote' | 'decided' | 'tokens' | 'seconds';

const RoleCell = ({ role }: SweepTableRow): ReactNode => <bdi dir="auto">{visibleLine(role)}</bdi>;

const ModeCell = ({ mode, control }: SweepTableRow): ReactNode => (
  <>
    {MODE_WORDS[mode][0]}
    {control && <span className="block text-[12px] text-dim">control</span>}
  </>
);

function FigureCell({ figure, kind }: { readonly figure: Figure | undefined; readonly kind: FigureKind }) {
  if (figure === undefined) return <span className="text-dim">not known yet</span>;
  const { mean, worth } = figureWords(figure, kind);
  return (
    <>
      {mean}
      <span className="block text-[12px] text-dim">{worth}</span>
    </>
  );
}

const EloCell = ({ elo }: SweepTableRow): ReactNode =>
  elo === undefined ? (
    <span className="text-dim">not judged</span>
  ) : (
    <>
      {elo.rating.toFixed(0)}
      <span className="block text-[12px] text-dim">n {elo.n}</span>
    </>
  );

function ControlsCell({ control, controls }: SweepTableRow): ReactNode {
  if (control) return <span className="text-dim">is one</span>;
  if (controls.length === 0) return <span className="text-dim">none was run</span>;
  return (
    <ul className="flex flex-col gap-1">
      {controls.map((own) => (
        <li key={own.mode}>
          {MODE_WORDS[own.mode][0]}: <span className="text-dim">{controlWords(own)}</span>
        </li>
      ))}
    </ul>
  );
}

function Legend({ rows }: Pick<Props, 'rows'>) {
  return (
    <ul className="flex max-w-[110ch] flex-col gap-0.5 text-[12px] text-dim">
      <li>
        A figure is the mean of n runs, with its 95 % interval: Wilson’s for shares, Student’s t for means. One run has
        none.
      </li>
      {rows.some(({ modelsVote }) => modelsVote !== undefined) && (
        <li>A vote of models is what models said of an outcome. It measures nothing but that.</li>
      )}
      {rows.some(({ elo }) => elo !== undefined) && (
        <li>
          Elo comes from your n blind judgements, by Bradley and Terry; 1500 is the middle, 400 more are odds of ten to
          one.
        </li>
      )}
    </ul>
  );
}
